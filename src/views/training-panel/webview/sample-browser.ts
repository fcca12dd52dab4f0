import type { PanelView } from '../view';
import { element, setText } from './elements';

/** The samples of a training: the first one to compare with, and one that a slider chooses, the newest until then. */
export class SampleBrowser {
  readonly title = element('h2');
  readonly element = element('div');
  readonly #explanation = element('p', 'note');
  readonly #first = new SampleText();
  readonly #chosen = new SampleText();
  readonly #slider = element('input');
  readonly #sliderLabel = element('label');
  #entries: PanelView['samples']['entries'] = [];

  constructor() {
    this.#slider.type = 'range';
    this.#slider.id = 'sample';
    this.#slider.min = '0';
    this.#sliderLabel.htmlFor = this.#slider.id;
    this.#slider.addEventListener('input', () => this.#choose());
    const pair = element('div', 'pair');
    pair.append(this.#first.element, this.#chosen.element);
    const choice = element('div', 'choice');
    choice.append(this.#sliderLabel, this.#slider);
    this.element.append(this.#explanation, pair, choice);
  }

  show({ title, explanation, slider, entries }: PanelView['samples']): void {
    setText(this.title, title);
    setText(this.#explanation, explanation);
    setText(this.#sliderLabel, slider);
    const newest = String(Math.max(0, this.#entries.length - 1));
    const follows = this.#slider.value === newest || this.#entries.length === 0;
    this.#entries = entries;
    this.#slider.max = String(Math.max(0, entries.length - 1));
    if (follows) this.#slider.value = this.#slider.max;
    const several = entries.length > 1;
    this.#slider.hidden = !several;
    this.#sliderLabel.hidden = !several;
    this.#first.show(several ? entries[0] : undefined);
    this.#choose();
  }

  #choose(): void {
    const entry = this.#entries[this.#slider.valueAsNumber];
    this.#slider.setAttribute('aria-valuetext', entry?.title ?? '');
    this.#chosen.show(entry);
  }
}

class SampleText {
  readonly element = element('figure');
  readonly #title = element('figcaption');
  readonly #text = element('pre');

  constructor() {
    this.#text.tabIndex = 0;
    this.element.append(this.#title, this.#text);
  }

  show(entry: { readonly title: string; readonly text: string } | undefined): void {
    this.element.hidden = entry === undefined;
    if (entry === undefined) return;
    setText(this.#title, entry.title);
    this.#text.setAttribute('aria-label', entry.title);
    if (this.#text.textContent !== entry.text) this.#text.textContent = entry.text;
  }
}
