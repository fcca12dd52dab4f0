/** The inspector's page, in the editor and alone. */
import type { Expectation, InspectorWords, Tracking, UnitName } from '@house-style/protocol/inspection';
import { button, element, setText } from '../../training-panel/webview/elements';
import { type Below, Controls } from './controls';
import { HeatMapView } from './heat-map';
import { inFullColour } from './paint';
import { filled, type InspectionSource, type Opening, type Range, sign } from './source';
import { type Selected, TextView } from './text-view';

/** Characters that a heat map shows at most. */
const widestHeatMap = 400;
/** Characters that are asked about together: the blend takes milliseconds for each. */
const askedTogether = { network: 8000, blend: 40 } as const;

export class InspectorPage {
  readonly #title = element('h1');
  readonly #note = element('p', 'note');
  readonly #keys = element('p', 'note');
  readonly #scale = element('p', 'scale');
  readonly #controls = new Controls();
  readonly #actions = element('div', 'actions');
  readonly #text = new TextView();
  readonly #place = element('p', 'place');
  readonly #expected = element('table');
  readonly #heatTitle = element('h2');
  readonly #heatNote = element('p', 'note');
  readonly #heat = new HeatMapView();
  readonly #trackingTitle = element('h2');
  readonly #tracking = element('div', 'tracking');
  #opening: Opening | undefined;
  #source: InspectionSource | undefined;
  #characters: readonly string[] = [];
  #shares: Int8Array = new Int8Array();
  #strongest = 0;
  #selected: Selected = { at: 0, from: 0, to: 1 };
  #below: Below = 'none';
  /** What is seen of the text. */
  #seen: Range = { from: 0, to: 0 };
  #asksBelow = false;
  /** Raised with each question whose earlier answers nobody waits for any more. */
  readonly #asked = { unit: 0, place: 0, heat: 0 };

  constructor() {
    this.#place.setAttribute('role', 'status');
    const main = element('main');
    const [side, body] = [element('div', 'side'), element('div', 'body')];
    side.append(this.#place, this.#expected, this.#heatTitle, this.#heatNote, this.#heat.element);
    side.append(this.#trackingTitle, this.#tracking);
    body.append(this.#text.element, side);
    main.append(this.#title, this.#note, this.#controls.element, this.#actions, this.#scale, this.#keys, body);
    document.body.append(main);
    this.#text.onSeen = (from, to) => {
      this.#seen = { from, to };
      void this.#askBelow();
    };
    this.#text.onSelect = (selected) => this.#select(selected);
    this.#controls.onUnit = (unit) => void this.#showUnit(unit);
    this.#controls.onBits = (shown) => (this.#text.showsBits = shown);
    this.#controls.onBelow = (below) => {
      this.#below = below;
      this.#text.showsExpected = below !== 'none';
    };
    this.#heat.onPick = (unit, character) => {
      this.#controls.choose({ ...this.#controls.chosen, unit });
      this.#text.select(this.#selected.from + character);
    };
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  open(source: InspectionSource, opening: Opening): void {
    const { text, words, selection } = opening;
    this.#opening = opening;
    this.#source = source;
    this.#asksBelow = false;
    this.#characters = Array.from(text.text);
    document.documentElement.lang = words.language;
    document.title = filled(words.title, text.path);
    setText(this.#title, document.title);
    setText(this.#note, text.isWhole ? '' : filled(words.cut, this.#characters.length));
    setText(this.#keys, words.keys);
    this.#text.element.setAttribute('aria-label', words.text);
    setText(this.#heatTitle, words.heatMap);
    setText(this.#heatNote, words.heatMapNote);
    setText(this.#trackingTitle, words.tracking);
    this.#showActions(source, words);
    this.#showTracking([]);
    this.#controls.open(opening, source.hasBlend);
    this.#text.show(this.#characters, text.firstLine, text.bits, selection);
  }

  /** Says something of the text, or why it is not shown. */
  note(sentence: string): void {
    // What was asked may never be answered.
    this.#asksBelow = false;
    setText(this.#note, sentence);
  }

  #showActions(source: InspectionSource, words: InspectorWords): void {
    const { actions } = source;
    this.#actions.replaceChildren(
      ...(actions?.formats ?? []).map((format) =>
        button(words.exports[format], () =>
          actions?.export({
            ...{ format, unit: this.#controls.chosen },
            ...(format === 'html' && !this.#selectsSeveral ? this.#everything : this.#heatRange),
          }),
        ),
      ),
      ...(actions ? [button(words.again, () => actions.again())] : []),
    );
  }

  async #showUnit(unit: UnitName): Promise<void> {
    const turn = ++this.#asked.unit;
    const found = await this.#source?.find({ kind: 'unit', ...unit });
    if (found === undefined || turn !== this.#asked.unit || this.#opening === undefined) return;
    this.#shares = found.shares;
    this.#strongest = found.strongest;
    setText(this.#scale, filled(this.#opening.words.scale, found.full.toFixed(2), found.strongest.toFixed(2)));
    this.#text.colour(inFullColour(found.shares, found));
    this.#showPlace();
    await this.#showHeat();
  }

  #select(selected: Selected): void {
    this.#selected = selected;
    this.#showPlace();
    void this.#askPlace();
    void this.#showHeat();
  }

  #showPlace(): void {
    if (this.#opening === undefined) return;
    const { words, text } = this.#opening;
    const { at } = this.#selected;
    const before = this.#characters.slice(0, at);
    const line = before.filter((character) => character === '\n').length + text.firstLine;
    const column = at - before.lastIndexOf('\n');
    const value = (this.#strongest * (this.#shares[at] ?? 0)) / 127;
    const activation = `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
    const cost = filled(words.cost, (text.bits[at] ?? 0).toFixed(2));
    setText(this.#place, filled(words.place, line, column, sign(this.#characters[at] ?? ''), activation, cost));
  }

  /** What may come after the character that is looked at, by the network and by all that suggestions come from. */
  async #askPlace(): Promise<void> {
    const turn = ++this.#asked.place;
    const { at } = this.#selected;
    const source = this.#source;
    const words = this.#opening?.words;
    if (source === undefined || words === undefined) return;
    const network = (await source.find({ kind: 'expected', from: at, to: at + 1 })).expected[0] ?? [];
    if (turn !== this.#asked.place) return;
    this.#showExpected(words, network, undefined);
    if (!source.hasBlend) return;
    const [blend] = (await source.find({ kind: 'blend', from: at, to: at + 1 })).expected;
    if (turn === this.#asked.place) this.#showExpected(words, network, blend);
  }

  #showExpected(
    words: InspectorWords,
    network: readonly Expectation[],
    blend: readonly Expectation[] | undefined,
  ): void {
    this.#expected.replaceChildren();
    this.#expected.createCaption().textContent = words.afterThis;
    const columns = [
      { name: words.network, expected: network },
      ...(blend ? [{ name: words.blend, expected: blend }] : []),
    ];
    const head = this.#expected.createTHead().insertRow();
    for (const { name } of columns) {
      const cell = element('th');
      cell.scope = 'col';
      cell.textContent = name;
      head.append(cell);
    }
    const body = this.#expected.createTBody();
    const rows = Math.max(...columns.map(({ expected }) => expected.length));
    for (let place = 0; place < rows; place++) {
      const row = body.insertRow();
      for (const { expected } of columns) {
        const one = expected[place];
        row.insertCell().textContent =
          one === undefined ? '' : `${inWords(one.character, words)} ${(100 * one.probability).toFixed(1)} %`;
      }
    }
  }

  async #showHeat(): Promise<void> {
    const turn = ++this.#asked.heat;
    const [source, opening] = [this.#source, this.#opening];
    if (source === undefined || opening === undefined) return;
    const { state, layer, unit } = this.#controls.chosen;
    const { from, to } = this.#heatRange;
    const { shares } = await source.find({ kind: 'heat-map', state, layer, from, to });
    if (turn !== this.#asked.heat) return;
    this.#heat.show(shares, to - from, `${opening.words.heatMap}: ${opening.words.states[state]}, ${layer}`);
    this.#heat.mark(unit);
  }

  get #everything(): Range {
    return { from: 0, to: this.#characters.length };
  }

  get #selectsSeveral(): boolean {
    return this.#selected.to - this.#selected.from > 1;
  }

  /** What is selected; where that is one character, its line. */
  get #heatRange(): Range {
    const { at, from, to } = this.#selected;
    if (this.#selectsSeveral) return { from, to: Math.min(to, from + widestHeatMap) };
    const start = at === 0 ? 0 : this.#characters.lastIndexOf('\n', at - 1) + 1;
    const next = this.#characters.indexOf('\n', at);
    const end = next < 0 ? this.#characters.length : next + 1;
    const first = Math.max(start, at - widestHeatMap / 2);
    return { from: first, to: Math.min(end, first + widestHeatMap) };
  }

  /** Asks what is expected after the characters that are seen, until it is known of all of them. */
  async #askBelow(): Promise<void> {
    if (this.#asksBelow) return;
    this.#asksBelow = true;
    for (;;) {
      const [source, below] = [this.#source, this.#below];
      const first = this.#firstUnknown();
      if (source === undefined || below === 'none' || first === undefined) break;
      const last = Math.min(this.#seen.to, first + askedTogether[below]);
      const kind = below === 'network' ? 'expected' : below;
      const { expected } = await source.find({ kind, from: first, to: last });
      if (source === this.#source && below === this.#below) this.#text.expect(first, expected);
    }
    this.#asksBelow = false;
  }

  #firstUnknown(): number | undefined {
    for (let at = this.#seen.from; at < this.#seen.to; at++) if (!this.#text.isExpected(at)) return at;
    return undefined;
  }

  #showTracking(tracked: readonly Tracking[]): void {
    const words = this.#opening?.words;
    if (words === undefined) return;
    if (tracked.length === 0) {
      this.#tracking.replaceChildren(button(words.track, () => void this.#track()));
      return;
    }
    const list = element('dl');
    for (const { quantity, units } of tracked) {
      const [term, meaning] = [element('dt'), element('dd')];
      term.textContent = words.quantities[quantity];
      const closest = units.filter(({ correlation }) => correlation !== 0);
      meaning.append(
        ...closest.map(({ correlation, ...unit }) =>
          button(
            `${words.states[unit.state]} ${unit.layer}.${unit.unit} (${correlation.toFixed(2)})`,
            () => this.#controls.choose(unit),
            'link',
          ),
        ),
      );
      if (closest.length === 0) meaning.textContent = words.never;
      list.append(term, meaning);
    }
    this.#tracking.replaceChildren(list);
    list.querySelector('button')?.focus();
  }

  async #track(): Promise<void> {
    const source = this.#source;
    const words = this.#opening?.words;
    if (source === undefined || words === undefined) return;
    this.#tracking.textContent = words.reading;
    const { tracked } = await source.find({ kind: 'tracked' });
    if (source === this.#source) this.#showTracking(tracked);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.target.type === 'number') return;
    if (event.target instanceof HTMLSelectElement) return;
    if (this.#controls.press(event.key)) event.preventDefault();
  }
}

function inWords(character: Expectation['character'], words: InspectorWords): string {
  if (typeof character === 'string') return sign(character);
  return character.kind === 'end-of-file' ? words.endOfFile : words.anyOther;
}
