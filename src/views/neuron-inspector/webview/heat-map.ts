import { activationPaint } from './paint';
import { element } from '../../training-panel/webview/elements';

/** Points of a cell, at most and at least. */
const cell = { widest: 14, highest: 10, narrowest: 2, lowest: 2 } as const;
/** Points that the picture may be high before its cells get as low as they may. */
const wantedHeight = 480;

/** Units (rows) by characters (columns) as a picture. */
export class HeatMapView {
  readonly element = element('div', 'heat-map');
  /** Told which unit and which of the characters was pressed. */
  onPick: (unit: number, character: number) => void = () => undefined;
  readonly #canvas = element('canvas');
  readonly #row = element('div', 'current-row');
  #units = 0;
  #characters = 0;

  constructor() {
    this.#canvas.setAttribute('role', 'img');
    this.#row.setAttribute('aria-hidden', 'true');
    this.element.append(this.#canvas, this.#row);
    this.#canvas.addEventListener('click', ({ offsetX, offsetY }) =>
      this.onPick(
        Math.min(this.#units - 1, Math.floor(offsetY / this.#height)),
        Math.min(this.#characters - 1, Math.floor(offsetX / this.#width)),
      ),
    );
  }

  /** @param shares `[units, characters]`. @param label what the picture is, in words. */
  show(shares: Int8Array, characters: number, label: string): void {
    this.#characters = characters;
    this.#units = shares.length / characters;
    this.#canvas.setAttribute('aria-label', label);
    this.#canvas.width = characters * this.#width;
    this.#canvas.height = this.#units * this.#height;
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    for (let unit = 0; unit < this.#units; unit++) {
      for (let at = 0; at < characters; at++) {
        const share = shares[unit * characters + at] as number;
        if (share === 0) continue;
        // Pictures have no letters to be read on them.
        context.fillStyle = activationPaint(share, 1);
        context.fillRect(at * this.#width, unit * this.#height, this.#width, this.#height);
      }
    }
  }

  /** Frames the row of a unit. */
  mark(unit: number): void {
    this.#row.style.top = `${unit * this.#height - 1}px`;
    this.#row.style.height = `${this.#height}px`;
    this.#row.style.width = `${this.#characters * this.#width}px`;
    const { scrollTop, clientHeight } = this.element;
    const top = unit * this.#height;
    if (top < scrollTop || top > scrollTop + clientHeight - this.#height)
      this.element.scrollTop = top - clientHeight / 2;
  }

  get #width(): number {
    const fitting = Math.floor(this.element.clientWidth / Math.max(1, this.#characters));
    return Math.max(cell.narrowest, Math.min(cell.widest, fitting));
  }

  get #height(): number {
    const fitting = Math.floor(wantedHeight / Math.max(1, this.#units));
    return Math.max(cell.lowest, Math.min(cell.highest, fitting));
  }
}
