/**
 * Context mixing: predicts the next token from many contexts at once, and learns from each token as it comes.
 *
 * A token is spelled as binary decisions (`code-tree.ts`). For each decision, some fifty contexts (the last 1 to 22
 * tokens, words, indentation, the lines above, brackets, the file; `assembly/contexts.ts`) say how often it went which
 * way where they stood before, and match models say what followed the longest equal text. Small networks, chosen by
 * context and learning online, mix what they say, and curves calibrate the mix. Other experts, such as an LSTM, enter
 * the mix by their distribution over tokens. The method is that of the PAQ family: M. Mahoney, "Data Compression
 * Explained" (http://mattmahoney.net/dc/dce.html), section 4.3. The hot loops are WebAssembly (`assembly/`).
 *
 * All memory is taken at the start; learning a token takes some 20 microseconds and allocates nothing.
 */
import { Failure } from '@house-style/protocol/failure';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import { codeTree, type CodeTree } from './code-tree';
import { characterCodes } from './character-codes';
import { instantiateMixing, setParameters, type MixingExports } from './module';
import { parameters as defaults, type Parameters } from './parameters';
import type { Sizes } from './sizes';

/** A place in the text to go back to; good until the 255th one after it is made. */
export interface Checkpoint {
  readonly slot: number;
  readonly serial: number;
}

export interface TokenProbability {
  readonly token: Token;
  readonly probability: number;
}

export interface MixingOptions {
  readonly parameters?: Parameters;
  /** Contexts to do without, as `parts.ts` numbers them. */
  readonly leftOut?: readonly number[];
}

const checkpointSlots = 255;
/** The one after those, for the place that is kept. */
const keptSlot = checkpointSlots;
const leaf = 256;
/** Floats of an expert's table: mass under each inner node, then of each token. */
const expertFloats = 512;

export class ContextMixing {
  readonly #module: MixingExports;
  readonly #tree: CodeTree;
  readonly #serials = new Float64Array(checkpointSlots);
  /** Where the experts' probabilities are handed over, `[256]` each. */
  readonly #experts: readonly [Float32Array, Float32Array];
  /** `[256]`, where the module leaves a distribution. */
  readonly #distribution: Float32Array;
  #nextSerial = 1;

  /**
   * @param counts of each token in the corpus; they shape the code tree, so a good guess will do.
   * @param options what to measure without: see `parts.ts`.
   * @throws Failure `internal` where the machine has too little memory for the tables.
   */
  constructor(
    readonly vocabulary: Vocabulary,
    readonly counts: readonly number[],
    readonly sizes: Sizes,
    { parameters = defaults, leftOut = [] }: MixingOptions = {},
  ) {
    this.#module = instantiateMixing();
    this.#tree = codeTree(Array.from({ length: vocabulary.size }, (_, token) => counts[token] ?? 0));
    const { tokens, slotBits, bucketBits, matchBits } = sizes;
    if (this.#module.create(tokens, slotBits, bucketBits, matchBits) === 0) {
      throw new Failure(
        'internal',
        'There is too little memory for the context tables: close other windows and retry.',
      );
    }
    const expertAt = (expert: number): Float32Array =>
      new Float32Array(
        this.#module.memory.buffer,
        this.#module.expertTable() + (expert * expertFloats + leaf) * 4,
        leaf,
      );
    this.#experts = [expertAt(0), expertAt(1)];
    this.#distribution = new Float32Array(this.#module.memory.buffer, this.#module.distributionTable(), leaf);
    this.#writeTables(parameters, leftOut);
    this.#module.reset();
    this.keepPlace();
  }

  /** Bytes of memory that the tables take. */
  get bytes(): number {
    return this.#module.end();
  }

  /** Tokens that can still be taken in. */
  get room(): number {
    return this.sizes.tokens - this.#module.position();
  }

  /**
   * Predicts one token, then learns it and moves on.
   *
   * @returns bits that the token cost: -log2 of its probability.
   */
  learn(token: Token): number {
    this.#requireRoom();
    return this.#module.learn(token);
  }

  /** Moves on by one token without learning it; well under a microsecond. */
  advance(token: Token): void {
    this.#requireRoom();
    this.#module.advance(token);
  }

  /**
   * Tells what another expert thinks of the next token; it counts for that token only, until the mixing moves on or
   * {@link silenceExperts}.
   *
   * Learn the corpus without the experts that were trained on it: they are far too good there. The first call lets them
   * into the mixers, at weights that suited other corpora; from then on their right and wrong answers count.
   *
   * @param probabilities `[vocabulary]`.
   */
  setExpert(expert: 0 | 1, probabilities: Float32Array): void {
    this.#experts[expert].set(probabilities);
    this.#module.setExpert(expert);
  }

  /** Takes back what experts said of the next token. */
  silenceExperts(): void {
    this.#module.silenceExperts();
  }

  /** What followed the longest text that ends as this one does: at most so many tokens, and often none. */
  expected(maximum: number): Uint8Array {
    const start = this.#module.expectedText();
    const length = start === 0 ? 0 : Math.min(maximum, this.#module.textEnd() - start);
    return new Uint8Array(this.#module.memory.buffer, start, length).slice();
  }

  /** The probability of one next token. */
  probability(token: Token): number {
    const code = this.#tree.codes[token] as number;
    const length = this.#tree.lengths[token] as number;
    let probability = 1;
    for (let depth = 0, node = 1; depth < length; depth++) {
      const bit = (code >>> (31 - depth)) & 1;
      const one = this.#module.probe(node);
      probability *= bit === 1 ? one : 1 - one;
      node = this.#tree.children[2 * node + bit] as number;
    }
    return probability;
  }

  /**
   * The likeliest next tokens, likeliest first. Only the decisions on the way to them are evaluated (1 to 3
   * microseconds each).
   *
   * @param maximum how many.
   * @param minimum probability below which tokens are left out.
   */
  likeliest(maximum: number, minimum = 0): TokenProbability[] {
    const found: TokenProbability[] = [];
    const open = [{ place: 1, probability: 1 }];
    while (found.length < maximum) {
      let best = 0;
      for (let i = 1; i < open.length; i++) {
        if ((open[i]?.probability ?? 0) > (open[best]?.probability ?? 0)) best = i;
      }
      const [branch] = open.splice(best, 1);
      if (branch === undefined || branch.probability < minimum) break;
      if (branch.place >= leaf) {
        found.push({ token: branch.place - leaf, probability: branch.probability });
        continue;
      }
      const one = this.#module.probe(branch.place);
      open.push({ place: this.#child(branch.place, 0), probability: branch.probability * (1 - one) });
      open.push({ place: this.#child(branch.place, 1), probability: branch.probability * one });
    }
    return found;
  }

  /**
   * The distribution over all next tokens.
   *
   * @param probabilities `[vocabulary]`, overwritten; sums to 1.
   * @param minimum branches less likely than this are not evaluated: their tokens share the branch's mass evenly.
   */
  distribution(probabilities: Float32Array, minimum = 0): void {
    this.#module.distribution(minimum);
    probabilities.set(this.#distribution.subarray(0, this.vocabulary.size));
  }

  /** Remembers this place in the text. What is learned after it stays learned when going back to it. */
  checkpoint(): Checkpoint {
    const serial = this.#nextSerial++;
    const slot = serial % checkpointSlots;
    this.#serials[slot] = serial;
    this.#module.checkpoint(slot);
    return { slot, serial };
  }

  /** Whether a checkpoint can still be gone back to. */
  holds({ slot, serial }: Checkpoint): boolean {
    return this.#serials[slot] === serial;
  }

  /** @throws RangeError when the checkpoint is too old or its text was overwritten by going back further. */
  rollback(checkpoint: Checkpoint): void {
    if (!this.holds(checkpoint)) throw new RangeError('This checkpoint is too old.');
    this.#module.rollback(checkpoint.slot);
  }

  /** Remembers this place until the next call, however many checkpoints are made: where learned text ends. */
  keepPlace(): void {
    this.#module.checkpoint(keptSlot);
  }

  /** Goes back to the place kept last; checkpoints made after it must not be gone back to. */
  returnToKeptPlace(): void {
    this.#module.rollback(keptSlot);
  }

  /** Everything learned, to be stored; {@link restore} reads it. */
  save(): Uint8Array {
    return this.tables.slice();
  }

  /**
   * @param saved by a mixing of the same vocabulary, counts and sizes.
   * @throws Failure `model-mismatch` where it is not.
   */
  restore(saved: Uint8Array): void {
    const own = this.tables;
    if (saved.length !== own.length) {
      throw new Failure('model-mismatch', 'The stored context tables are of another size: they will be learned anew.');
    }
    own.set(saved);
    this.restored();
  }

  /** To be called when {@link tables} were written. */
  restored(): void {
    this.#serials.fill(0);
    this.#module.restored();
  }

  /** What {@link save} copies, as it lies in memory: to be stored, or written, without a copy. */
  get tables(): Uint8Array {
    const start = this.#module.start();
    return new Uint8Array(this.#module.memory.buffer, start, this.#module.end() - start);
  }

  #child(node: number, bit: 0 | 1): number {
    return this.#tree.children[2 * node + bit] as number;
  }

  #requireRoom(): void {
    if (this.room <= 0) throw new RangeError('The text of the context mixing is full.');
  }

  #writeTables(parameters: Parameters, leftOut: readonly number[]): void {
    const module = this.#module;
    const { buffer } = module.memory;
    new Uint8Array(buffer, module.characterTable(), 256).set(characterCodes(this.vocabulary));
    new Uint32Array(buffer, module.codeTable(), 256).set(this.#tree.codes);
    new Uint8Array(buffer, module.codeLengthTable(), 256).set(this.#tree.lengths);
    new Uint16Array(buffer, module.childTable(), 512).set(this.#tree.children);
    setParameters(module, parameters);
    const contexts = new Uint8Array(buffer, module.leftOutTable(), module.contextCount());
    for (const context of leftOut) contexts[context] = 1;
    module.prepare(this.#tree.nodes);
  }
}
