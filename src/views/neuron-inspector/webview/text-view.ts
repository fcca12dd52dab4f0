/** The text, coloured: only what is seen of it is there, so that a long one costs no more than a short one. */
import type { Expectation } from '@house-style/protocol/inspection';
import { element } from '../../training-panel/webview/elements';
import { activationPaint, bitsPaint } from './paint';
import { sign } from './source';
import { type Row, rowAt, rowsOf } from './text-rows';

/** Points; as the style sheet has them. */
const rowHeight = 22;
const expectedHeight = 15;
/** Likeliest characters below each character. */
const expectedRows = 5;
/** Rows beyond those that are seen. */
const spare = 3;
/** Columns of the line numbers. */
const gutter = 7;

export interface Selected {
  /** The character that is looked at. */
  readonly at: number;
  /** Characters from the first selected up to the last (exclusive): at least the one that is looked at. */
  readonly from: number;
  readonly to: number;
}

export class TextView {
  readonly element = element('div', 'text');
  /** Told what of the text is seen. */
  onSeen: (from: number, to: number) => void = () => undefined;
  onSelect: (selected: Selected) => void = () => undefined;
  #characters: readonly string[] = [];
  #firstLine = 1;
  #bits: Float32Array = new Float32Array();
  #shares: Int8Array = new Int8Array();
  #rows: Row[] = [];
  readonly #expected = new Map<number, readonly Expectation[]>();
  readonly #canvas = element('div', 'rows');
  readonly #ruler = element('span', 'ruler');
  #showsBits = true;
  #showsExpected = false;
  #at = 0;
  #anchor = 0;
  #columns = 0;

  constructor() {
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'group');
    this.#ruler.textContent = '0'.repeat(100);
    this.element.append(this.#ruler, this.#canvas);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('pointerdown', (event) => this.#point(event, event.shiftKey));
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.#point(event, true);
    });
    new ResizeObserver(() => this.#layOut()).observe(this.element);
  }

  show(characters: readonly string[], firstLine: number, bits: Float32Array, selection: Omit<Selected, 'at'>): void {
    this.#characters = characters;
    this.#firstLine = firstLine;
    this.#bits = bits;
    this.#shares = new Int8Array(characters.length);
    this.#expected.clear();
    this.#columns = 0;
    this.#anchor = Math.min(selection.from, characters.length - 1);
    this.#at = Math.min(Math.max(selection.from, selection.to - 1), characters.length - 1);
    this.#layOut();
    this.#reveal();
    this.onSelect(this.selected);
  }

  get selected(): Selected {
    const [from, last] = [Math.min(this.#at, this.#anchor), Math.max(this.#at, this.#anchor)];
    return { at: this.#at, from, to: last + 1 };
  }

  colour(shares: Int8Array): void {
    this.#shares = shares;
    this.#draw();
  }

  expect(from: number, expected: readonly (readonly Expectation[])[]): void {
    for (const [index, one] of expected.entries()) this.#expected.set(from + index, one);
    if (this.#showsExpected) this.#draw();
  }

  isExpected(at: number): boolean {
    return this.#expected.has(at);
  }

  set showsBits(shows: boolean) {
    this.#showsBits = shows;
    this.#draw();
  }

  /** Makes room for the likeliest characters below each, of which none is known yet. */
  set showsExpected(shows: boolean) {
    this.#showsExpected = shows;
    this.#expected.clear();
    this.#layOut();
    this.#reveal();
  }

  select(at: number, extends_ = false): void {
    this.#at = Math.max(0, Math.min(this.#characters.length - 1, at));
    if (!extends_) this.#anchor = this.#at;
    this.#reveal();
    this.onSelect(this.selected);
  }

  get #height(): number {
    return rowHeight + (this.#showsExpected ? expectedRows * expectedHeight : 0);
  }

  /** Breaks lines where they would be wider than what is seen. */
  #layOut(): void {
    const width = this.#ruler.getBoundingClientRect().width / 100;
    if (width === 0) return;
    const columns = Math.max(20, Math.floor((this.element.clientWidth - 8) / width) - gutter);
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#rows = rowsOf(this.#characters, columns);
    }
    this.#canvas.style.height = `${this.#rows.length * this.#height}px`;
    this.#draw();
  }

  #draw(): void {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.#height) - spare);
    const last = Math.ceil((this.element.scrollTop + this.element.clientHeight) / this.#height) + spare;
    const seen = this.#rows.slice(first, last);
    this.#canvas.replaceChildren(...seen.map((row, index) => this.#row(row, first + index)));
    const [start, end] = [seen[0]?.start, seen.at(-1)?.end];
    if (start !== undefined && end !== undefined) this.onSeen(start, end);
  }

  #row({ start, end, line }: Row, index: number): HTMLElement {
    const row = element('div', 'row');
    row.style.top = `${index * this.#height}px`;
    row.style.height = `${this.#height}px`;
    const number = element('span', 'line-number');
    number.textContent = line === undefined ? '' : String(line + this.#firstLine);
    row.append(number);
    const { from, to } = this.selected;
    for (let at = start; at < end; at++) row.append(this.#character(at, at >= from && at < to && to - from > 1));
    return row;
  }

  #character(at: number, isSelected: boolean): HTMLElement {
    const character = this.#characters[at] as string;
    const column = element('span', 'character');
    const made = element('span', 'letter');
    made.textContent = character === ' ' ? '\u00a0' : sign(character);
    if (character === '\n' || character === '\t') made.classList.add('unseen-character');
    made.style.backgroundColor = activationPaint(this.#shares[at] ?? 0);
    if (this.#showsBits) made.style.borderBottomColor = bitsPaint(this.#bits[at] ?? 0);
    if (isSelected) column.classList.add('selected');
    if (at === this.#at) column.classList.add('current');
    column.dataset['at'] = String(at);
    column.append(made);
    if (this.#showsExpected) {
      for (const { character: next, probability } of this.#expected.get(at) ?? []) {
        const guess = element('span', 'guess');
        guess.textContent = sign(next);
        guess.style.opacity = String(0.5 + 0.5 * probability);
        if (probability >= 0.5) guess.classList.add('sure');
        column.append(guess);
      }
    }
    return column;
  }

  #reveal(): void {
    const top = rowAt(this.#rows, this.#at) * this.#height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight) this.element.scrollTop = top + this.#height - clientHeight;
    this.#draw();
  }

  #point(event: PointerEvent, extends_: boolean): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('.character') : null;
    if (target?.dataset['at'] !== undefined) this.select(Number(target.dataset['at']), extends_);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = this.#moved(event.key);
    if (to === undefined) return;
    event.preventDefault();
    this.select(to, event.shiftKey);
  }

  #moved(key: string): number | undefined {
    const row = rowAt(this.#rows, this.#at);
    const { start = 0, end = 1 } = this.#rows[row] ?? {};
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 1);
    switch (key) {
      case 'ArrowLeft':
        return this.#at - 1;
      case 'ArrowRight':
        return this.#at + 1;
      case 'ArrowUp':
        return this.#inRow(row - 1, this.#at - start);
      case 'ArrowDown':
        return this.#inRow(row + 1, this.#at - start);
      case 'PageUp':
        return this.#inRow(row - page, this.#at - start);
      case 'PageDown':
        return this.#inRow(row + page, this.#at - start);
      case 'Home':
        return start;
      case 'End':
        return end - 1;
      default:
        return undefined;
    }
  }

  #inRow(index: number, column: number): number {
    const { start = 0, end = 1 } = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, index))] ?? {};
    return Math.min(end - 1, start + column);
  }
}
