/**
 * A text as a network reads it: what every unit of every layer was after each character, what was expected next, and
 * what each character cost.
 *
 * The state after a character is that after the last token that spells it, and its cost is that of all of them.
 */
import { Failure } from '@house-style/protocol/failure';
import type { Expectation, StateName, UnitName } from '@house-style/protocol/inspection';
import { Lstm, type LstmState } from '../lstm/lstm';
import type { ModelFile } from '../model-file/model-file';
import { hasFixedContext, type RecurrentNetwork } from '../network';
import { CellStates } from './cell-states';
import { Expectations } from './expectations';
import { type LaneLimits, type ReadBlock, readInLanes } from './lanes';
import { type SpelledText, spelledText } from './spelled-text';
import { blockTokens, UnitTraces } from './unit-traces';

/** Numbers of hidden states that are kept, two bytes each, and as many of cell states: of a longer text the start is read. */
const mostNumbers = 64 * 2 ** 20;

/** A unit has its full colour from so many times its root mean square on, lest a few peaks leave all else pale. */
const fullColourFrom = 3;

/** How a text is read. Integer weights round by what else is in the batch, so that states agree less closely. */
const limits: Readonly<Record<'exact' | 'fast', LaneLimits>> = {
  exact: { lanes: 16, shortest: 4096, tolerance: 1e-3 },
  fast: { lanes: 8, shortest: 4096, tolerance: 0.04 },
};

export interface InspectionOptions {
  /** Path of the text in its folder, which the network reads before it. */
  readonly path: string;
  /** `exact`, as trained, or `fast`, as the editor computes suggestions: see `LstmOptions`. */
  readonly weights: 'exact' | 'fast';
  /** Awaited every few milliseconds, for others to go first; what it throws ends the reading. */
  readonly turn: () => Promise<void>;
}

export class Inspection {
  /** Bits that each character cost. */
  readonly bits: Float32Array;
  readonly #expectations: Expectations;
  /** By layer. */
  readonly #hidden: readonly UnitTraces[];
  /** By layer, as far as they are computed. */
  readonly #cells: UnitTraces[] = [];
  /** All state tensors before each block, by its first token. */
  readonly #before = new Map<number, readonly Float32Array[]>();

  private constructor(
    private readonly model: ModelFile,
    readonly network: RecurrentNetwork,
    /** Path that was read before the text. */
    readonly path: string,
    private readonly text: SpelledText,
    private readonly turn: () => Promise<void>,
  ) {
    // Of every kind of cell, a hidden state is at most a hyperbolic tangent.
    this.#hidden = network.hidden.map((width) => new UnitTraces(width, text.tokens.length, 1));
    this.#expectations = new Expectations(model.vocabulary, text.tokens);
    this.bits = new Float32Array(text.characters.length);
  }

  /**
   * Reads a text. Cell states are computed after that, by {@link readCells}.
   *
   * @throws Failure `nothing-to-inspect` where the text is empty or the network has no recurrent units, and what
   *   `Lstm.load` throws.
   */
  static async of(model: ModelFile, text: string, { path, weights, turn }: InspectionOptions): Promise<Inspection> {
    const network = recurrentNetwork(model);
    if (text === '') throw new Failure('nothing-to-inspect', 'There is nothing to inspect: the text is empty.');
    const units = network.hidden.reduce((sum, width) => sum + width, 0);
    const spelled = spelledText(model.vocabulary, text, Math.floor(mostNumbers / units));
    const inspection = new Inspection(model, network, path, spelled, turn);
    const lstm = await Lstm.load(model, { weights, traced: true });
    try {
      await inspection.#read(lstm, limits[weights]);
    } finally {
      await lstm.dispose();
    }
    return inspection;
  }

  /** Code points of the text that was read. */
  get characters(): readonly string[] {
    return this.text.characters;
  }

  /** Whether all of the text was read. */
  get isWhole(): boolean {
    return this.text.isWhole;
  }

  /** States that the network's units have. */
  get states(): readonly StateName[] {
    return this.network.cell === 'lstm' ? ['hidden', 'cell'] : ['hidden'];
  }

  /** Whether cell states may be asked for. */
  get hasCells(): boolean {
    return this.network.hidden.every((_, layer) => this.#cells[layer] !== undefined);
  }

  /**
   * What a unit was after each character from `from` up to `to` (exclusive).
   *
   * @throws Failure `no-such-unit`, also for cell states that are not computed.
   */
  activations(name: UnitName, from = 0, to = this.characters.length): Float32Array {
    const { tokens, lastTokens, characters } = this.text;
    const traces = this.#traces(name);
    if (tokens.length === characters.length) return traces.read(name.unit, from, to);
    const first = lastTokens[from] ?? 0;
    const read = traces.read(name.unit, first, (lastTokens[to - 1] ?? first - 1) + 1);
    return Float32Array.from(
      { length: to - from },
      (_, at) => read[(lastTokens[from + at] as number) - first] as number,
    );
  }

  /**
   * The largest magnitude that a unit has in the text.
   *
   * @throws Failure `no-such-unit`, as {@link activations}.
   */
  strongest(name: UnitName): number {
    return this.#traces(name).strongest(name.unit);
  }

  /**
   * The magnitude from which on a unit is shown in full colour, at most its largest.
   *
   * @throws Failure `no-such-unit`, as {@link activations}.
   */
  fullColour(name: UnitName): number {
    const traces = this.#traces(name);
    return Math.min(traces.strongest(name.unit), fullColourFrom * traces.rootMeanSquare(name.unit));
  }

  /** The likeliest characters after a character, the likeliest first. */
  expectedAfter(character: number): Expectation[] {
    return this.#expectations.after(this.text.lastTokens[character] as number);
  }

  /** Computes an LSTM's cell states; other networks have none. */
  async readCells(): Promise<void> {
    if (this.network.cell !== 'lstm') return;
    for (const layer of this.network.hidden.keys()) this.#cells[layer] ??= await this.#cellsOf(layer);
  }

  #traces({ layer, state, unit }: UnitName): UnitTraces {
    const { hidden, cell } = this.network;
    const width = hidden[layer];
    if (width === undefined) {
      throw new Failure('no-such-unit', `The network has no layer ${layer}: it has layers 0 to ${hidden.length - 1}.`);
    }
    if (!Number.isInteger(unit) || unit < 0 || unit >= width) {
      throw new Failure('no-such-unit', `Layer ${layer} has no unit ${unit}: it has units 0 to ${width - 1}.`);
    }
    const traces = (state === 'cell' ? this.#cells : this.#hidden)[layer];
    if (traces !== undefined) return traces;
    throw new Failure(
      'no-such-unit',
      `A network of kind ${cell} has no ${state} state here: ask for its hidden state.`,
    );
  }

  async #read(lstm: Lstm, lanes: LaneLimits): Promise<void> {
    const header = this.model.vocabulary.encodeHeader(this.path);
    const before = await lstm.run(header, lstm.initialState());
    const size = this.model.vocabulary.size;
    this.#expectations.keep(-1, before.logits.subarray((header.length - 1) * size));
    this.#before.set(0, tensorsOf(before.state));
    await readInLanes(lstm, before.state, this.text.tokens, lanes, (block) => this.#keep(block), this.turn);
    const { bits } = this.#expectations;
    for (let character = 0, token = 0; character < this.bits.length; character++) {
      const last = this.text.lastTokens[character] as number;
      for (; token <= last; token++) (this.bits[character] as number) += bits[token] as number;
    }
  }

  #keep({ start, count, run, lane, lanes, after }: ReadBlock): void {
    for (const [layer, traces] of this.#hidden.entries()) {
      const { width } = traces;
      traces.write(start, count, run.sequences?.[layer] as Float32Array, lane * width, lanes * width);
    }
    this.#before.set(start + count, after);
    const size = this.model.vocabulary.size;
    for (let step = 0; step < count; step++) {
      const from = (step * lanes + lane) * size;
      this.#expectations.keep(start + step, run.logits.subarray(from, from + size));
    }
  }

  async #cellsOf(layer: number): Promise<UnitTraces> {
    const width = this.network.hidden[layer] as number;
    const cells = await CellStates.create(this.model, layer);
    try {
      const { tokens } = this.text;
      const traces = new UnitTraces(width, tokens.length);
      for (let start = 0; start < tokens.length; start += blockTokens) {
        await this.turn();
        const count = Math.min(blockTokens, tokens.length - start);
        const before = new Float32Array(count * width);
        before.set(this.#stateBefore(start, 0, layer));
        before.set(this.#rows(layer, start, count).subarray(0, (count - 1) * width), width);
        const states = await cells.run({
          tokens: tokens.subarray(start, start + count),
          below: layer === 0 ? undefined : this.#rows(layer - 1, start, count),
          before,
          cell: this.#stateBefore(start, 1, layer),
        });
        traces.write(start, count, states);
      }
      return traces;
    } finally {
      await cells.dispose();
    }
  }

  #rows(layer: number, start: number, count: number): Float32Array {
    return (this.#hidden[layer] as UnitTraces).rows(start, count);
  }

  /** A layer's part of a state tensor, `[layers, 1, widest]`, before a block. */
  #stateBefore(start: number, tensor: number, layer: number): Float32Array {
    const { hidden } = this.network;
    const states = this.#before.get(start)?.[tensor] as Float32Array;
    const from = layer * Math.max(...hidden);
    return states.subarray(from, from + (hidden[layer] as number));
  }
}

/** @throws Failure `nothing-to-inspect` for a network without units that remember. */
function recurrentNetwork({ metadata: { network }, path }: ModelFile): RecurrentNetwork {
  if (!hasFixedContext(network)) return network;
  throw new Failure(
    'nothing-to-inspect',
    `The network in ${path} reads a fixed number of characters and has no units that remember: choose an LSTM, a GRU or an RNN.`,
  );
}

function tensorsOf({ tensors }: LstmState): Float32Array[] {
  return tensors.map(({ data }) => data as Float32Array);
}
