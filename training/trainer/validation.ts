import { TokenDecoder, type Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import type { TrainingProgram } from '../engines/engine';
import type { Window } from '../network/step';
import { emptyBatch, fillLane, type BatchArrays } from './lane';
import { randomSequence, shuffled } from '../random';
import { cutIntoSegments, type Segment, textOf, type TokenFile, windowsOf } from './segments';

/** Long files are read in segments of this many tokens, so that lanes end together. */
const longestSegment = 4096;
/** Tokens that a segment reads before its own: by then the state is nearly what a reading from the top would give. */
const longestContext = 256;

/** How often a run validates, and on how much. */
export interface ValidationPlan {
  /** Batches of windows in one validation. */
  readonly windows: number;
  readonly everySteps: number;
}

/** Fewer validations than the most, each on more text, where not all held-out files can be read so often. */
const [fewestValidations, mostValidations] = [10, 24];
/** Largest part of a run's time that validation may take. */
const costLimit = 0.05;
/** Time of a window without back-propagation and update, in steps, where it is not measured; that of 1×512 on a CPU. */
export const assumedCostOfWindow = 0.35;
/** Fewer say too little to choose weights by. */
const leastWindows = 4;

/**
 * A plan that keeps validation to about a twentieth of the run's time.
 *
 * @param available batches that all held-out files fill.
 * @param cost of one window, in training steps, times the weights that are validated each time.
 */
export function planValidation(runSteps: number, available: number, cost: number): ValidationPlan {
  const ofAllFiles = Math.floor((runSteps * costLimit) / (available * cost));
  const validations = Math.min(mostValidations, Math.max(fewestValidations, ofAllFiles));
  const wanted = Math.max(1, Math.round(runSteps / validations));
  const affordable = Math.floor((wanted * costLimit) / cost);
  const windows = Math.min(available, Math.max(leastWindows, affordable));
  return { windows, everySteps: Math.max(wanted, Math.ceil((windows * cost) / costLimit)) };
}

/** How well the weights in training predict what is held out. */
export interface Quality {
  readonly bitsPerCharacter: number;
  /** Part of the characters that the network held for the likeliest, 0 to 1; of one that is spelled out each half byte counts. */
  readonly predicted: number;
}

/**
 * How well the weights in training do on held-out files or on a fixed sample of them: over the characters of
 * their bodies, as `docs/metrics.md` defines it, but for segments of long files, which start from a context of a few
 * hundred characters.
 */
export class Validation {
  /** Batches of windows that all held-out files fill. */
  readonly available: number;
  #sample: { readonly windows: number; readonly lanes: readonly Segment[][]; readonly characters: number } | undefined;

  constructor(
    private readonly files: readonly TokenFile[],
    private readonly vocabulary: Vocabulary,
    private readonly window: Window,
    private readonly seed: number,
  ) {
    this.available = this.#longestLane(this.#spread(this.#cut(longestSegment)));
  }

  /** @param windows batches to read at most; the same number always reads the same sample. */
  async measure(program: TrainingProgram, windows: number): Promise<Quality> {
    if (this.#sample?.windows !== windows) this.#sample = this.#draw(windows);
    let nats = 0;
    let right = 0;
    let tokens = 0;
    for (const { counted, ...arrays } of this.#batches(this.#sample.lanes)) {
      const { loss, predicted } = await program.predict({ ...arrays, masks: [] });
      // A window of nothing but headers only moves the state on.
      if (counted === 0) continue;
      nats += loss * counted;
      right += predicted * counted;
      tokens += counted;
    }
    return {
      bitsPerCharacter: nats / Math.LN2 / Math.max(1, this.#sample.characters),
      // Shares of single precision may add up to a little more than all.
      predicted: Math.min(1, right / Math.max(1, tokens)),
    };
  }

  /** Seconds that one batch of windows takes, really run: the faster of two. */
  async secondsAWindow(program: TrainingProgram): Promise<number> {
    let fastest = Infinity;
    let left = 2;
    for (const batch of this.#batches(this.#spread(this.#cut(longestSegment)))) {
      const began = performance.now();
      await program.predict({ ...batch, masks: [] });
      fastest = Math.min(fastest, (performance.now() - began) / 1000);
      if (--left === 0) break;
    }
    return fastest;
  }

  #draw(windows: number) {
    const chosen = windows < this.available ? this.#someSegments(windows) : this.#cut(longestSegment);
    return { windows, lanes: this.#spread(chosen), characters: charactersIn(chosen, this.vocabulary) };
  }

  /** Segments drawn at random that fill about so many batches, short enough that no lane takes much longer. */
  #someSegments(windows: number): Segment[] {
    const { time, batch } = this.window;
    const all = this.#cut(Math.min(longestSegment, Math.max(windows >> 1, leastWindows) * time));
    const order = shuffled(all.length, randomSequence(this.seed, 'validation-sample', 0));
    let room = windows * batch;
    return [...order].flatMap((index) => {
      const segment = all[index] as Segment;
      if (room <= 0) return [];
      room -= windowsOf(segment, time);
      return [segment];
    });
  }

  #cut(longest: number): Segment[] {
    return cutIntoSegments(this.files, longest, Math.min(longestContext, longest >> 1));
  }

  /** Gives each lane its segments: the longest first, always to the lane with the least so far. */
  #spread(segments: readonly Segment[]): Segment[][] {
    const lanes = Array.from({ length: this.window.batch }, () => ({ segments: [] as Segment[], windows: 0 }));
    const windows = new Map(segments.map((segment) => [segment, windowsOf(segment, this.window.time)]));
    const byLength = [...segments].sort((a, b) => (windows.get(b) ?? 0) - (windows.get(a) ?? 0));
    for (const segment of byLength) {
      const lane = lanes.reduce((least, other) => (other.windows < least.windows ? other : least));
      lane.segments.push(segment);
      lane.windows += windows.get(segment) ?? 0;
    }
    return lanes.map((lane) => lane.segments);
  }

  #longestLane(lanes: readonly (readonly Segment[])[]): number {
    return Math.max(0, ...lanes.map((lane) => lane.reduce((sum, item) => sum + windowsOf(item, this.window.time), 0)));
  }

  *#batches(lanes: readonly Segment[][]): Generator<BatchArrays & { readonly counted: number }> {
    const readings = lanes.map((segments) => this.#lane(segments));
    for (let window = this.#longestLane(lanes); window > 0; window--) {
      const arrays = emptyBatch(this.window);
      let counted = 0;
      for (const [lane, reading] of readings.entries()) {
        const next = reading.next();
        if (!next.done) counted += fillLane(arrays, this.window, lane, next.value.text, next.value.offset);
      }
      yield { ...arrays, counted };
    }
  }

  *#lane(segments: readonly Segment[]) {
    for (const segment of segments) {
      const text = textOf(segment, false);
      // The end of file is no character of the body.
      if (text.tokens.at(-1) === this.vocabulary.endOfFile) text.counts[text.counts.length - 1] = 0;
      for (let offset = 0; offset < text.tokens.length - 1; offset += this.window.time) yield { text, offset };
    }
  }
}

/** Characters that end in the segments; one that is spelled out counts where its last half byte stands. */
function charactersIn(segments: readonly Segment[], vocabulary: Vocabulary): number {
  const chosenTokens = new Map<TokenFile, Uint8Array>();
  for (const { file, from, to } of segments) {
    const chosen = chosenTokens.get(file) ?? new Uint8Array(file.tokens.length);
    chosenTokens.set(file, chosen.fill(1, from, to));
  }
  let characters = 0;
  for (const [file, chosen] of chosenTokens) {
    // From the top, because in the middle of a text of half bytes nothing says where a character starts.
    const decoder = new TokenDecoder(vocabulary);
    for (let index = file.body; index < file.tokens.length; index++) {
      const completed = decoder.push(file.tokens[index] as number).length > 0;
      if (completed) characters += chosen[index] as number;
    }
  }
  return characters;
}
