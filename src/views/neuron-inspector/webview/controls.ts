/** What is chosen: layer, unit and state, and what is shown beside the colours. */
import type { StateName, UnitName } from '@house-style/protocol/inspection';
import { element } from '../../training-panel/webview/elements';
import type { Opening } from './source';

/** Whose likeliest characters stand below each. */
export type Below = 'none' | 'network' | 'blend';

export class Controls {
  readonly element = element('div', 'controls');
  onUnit: (unit: UnitName) => void = () => undefined;
  onBits: (shown: boolean) => void = () => undefined;
  onBelow: (below: Below) => void = () => undefined;
  readonly #layer = element('select');
  readonly #unit = element('input');
  readonly #state = element('select');
  readonly #bits = element('input');
  readonly #below = element('select');
  #layers: readonly number[] = [];

  constructor() {
    this.#unit.type = 'number';
    this.#unit.min = '0';
    this.#bits.type = 'checkbox';
    this.#bits.checked = true;
    for (const control of [this.#layer, this.#unit, this.#state]) {
      control.addEventListener('change', () => this.choose(this.chosen));
    }
    this.#bits.addEventListener('change', () => this.onBits(this.#bits.checked));
    this.#below.addEventListener('change', () => this.onBelow(this.#below.value as Below));
  }

  open({ text, words, unit = this.chosen }: Opening, hasBlend: boolean): void {
    const below = this.#below.value;
    this.#layers = text.layers;
    options(
      this.#layer,
      text.layers.map((width, layer) => ({ value: String(layer), text: `${layer} (${width})` })),
    );
    options(
      this.#state,
      text.states.map((state) => ({ value: state, text: words.states[state] })),
    );
    const whose = hasBlend ? (['none', 'network', 'blend'] as const) : (['none', 'network'] as const);
    options(
      this.#below,
      whose.map((one) => ({ value: one, text: words[one] })),
    );
    if (below !== '') this.#below.value = below;
    this.element.replaceChildren(
      labelled(words.layer, this.#layer),
      labelled(words.unit, this.#unit),
      labelled(words.state, this.#state),
      labelled(words.bits, this.#bits),
      labelled(words.expected, this.#below),
    );
    this.choose(unit);
  }

  get chosen(): UnitName {
    return {
      // Before anything is open, no state is chosen.
      state: this.#state.value === 'cell' ? 'cell' : 'hidden',
      layer: Number(this.#layer.value),
      unit: Number.isInteger(this.#unit.valueAsNumber) ? this.#unit.valueAsNumber : 0,
    };
  }

  /** Chooses a unit; of one that there is not, the nearest. */
  choose({ state, layer, unit }: UnitName): void {
    const nearest = Math.min(layer, this.#layers.length - 1);
    const width = this.#layers[nearest] ?? 1;
    this.#layer.value = String(nearest);
    this.#state.value = state;
    if (this.#state.selectedIndex < 0) this.#state.selectedIndex = 0;
    this.#unit.max = String(width - 1);
    this.#unit.value = String(Math.max(0, Math.min(width - 1, unit)));
    this.onUnit(this.chosen);
  }

  /** @returns whether the key was one of these. */
  press(key: string): boolean {
    const { layer, unit, state } = this.chosen;
    const width = this.#layers[layer] ?? 1;
    switch (key) {
      case 'n':
        this.choose({ state, layer, unit: (unit + 1) % width });
        return true;
      case 'p':
        this.choose({ state, layer, unit: (unit + width - 1) % width });
        return true;
      case 'l':
        this.choose({ state, layer: (layer + 1) % this.#layers.length, unit });
        return true;
      case 's': {
        const states = Array.from(this.#state.options, ({ value }) => value as StateName);
        this.choose({ state: states[(states.indexOf(state) + 1) % states.length] ?? state, layer, unit });
        return true;
      }
      case 'b':
        this.#bits.click();
        return true;
      case 'e':
        this.#below.selectedIndex = (this.#below.selectedIndex + 1) % this.#below.options.length;
        this.onBelow(this.#below.value as Below);
        return true;
      default:
        return false;
    }
  }
}

function options(select: HTMLSelectElement, choices: readonly { value: string; text: string }[]): void {
  select.replaceChildren(...choices.map(({ value, text }) => new Option(text, value)));
}

function labelled(words: string, control: HTMLInputElement | HTMLSelectElement): HTMLLabelElement {
  const label = element('label');
  const name = element('span');
  name.textContent = words;
  label.append(...(control.type === 'checkbox' ? [control, name] : [name, control]));
  return label;
}
