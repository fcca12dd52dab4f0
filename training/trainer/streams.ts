import type { Window } from '../network/step';
import { type BatchArrays, emptyBatch, fillLane } from './lane';
import { randomSequence, shuffled } from '../random';
import { cutIntoSegments, type Segment, type Text, textOf, type TokenFile, windowsOf } from './segments';

/** Where each lane is: small, and with the corpus and the seed all that is needed to go on from here. */
export interface StreamPosition {
  /** Epoch that the next segment comes from. */
  readonly epoch: number;
  /** Place of the next segment in that epoch's order. */
  readonly next: number;
  /** For each lane the index of its segment, -1 before its first, and the offset of its next window. */
  readonly lanes: readonly { readonly segment: number; readonly offset: number }[];
}

export interface TrainingWindow extends BatchArrays {
  /** Targets that count. */
  readonly counted: number;
}

/** A segment is never shorter than this many windows, so that most windows carry state from the one before. */
const leastWindowsASegment = 16;
/** Tokens beyond which a file is read in segments: far more than a recurrent state remembers. */
const longestSegment = 16_384;

/**
 * The training text as an endless sequence of window batches.
 *
 * Every lane reads one segment from its start to its end, window by window, then takes the next one from the shuffled
 * order of the epoch, then of the epoch after it: lanes never idle and never wait for each other. The text stays as it
 * is, one byte a token; nothing is copied but the segments being read.
 */
export class TrainingStreams {
  /** Windows in one pass over the corpus. */
  readonly windowsAnEpoch: number;
  readonly #segments: readonly Segment[];
  readonly #texts: (Text | undefined)[];
  #order: Uint32Array;
  #epoch = 0;
  #next = 0;
  #lanes: { segment: number; offset: number }[];

  constructor(
    files: readonly TokenFile[],
    private readonly window: Window,
    private readonly seed: number,
  ) {
    const tokens = files.reduce((sum, file) => sum + file.tokens.length, 0);
    const fairShare = Math.ceil(tokens / window.batch);
    const longest = Math.min(longestSegment, Math.max(fairShare, leastWindowsASegment * window.time));
    this.#segments = cutIntoSegments(files, longest);
    if (this.#segments.length === 0) throw new RangeError('Streams need at least one file.');
    this.windowsAnEpoch = this.#segments.reduce((sum, segment) => sum + windowsOf(segment, window.time), 0);
    this.#order = this.#orderOf(0);
    this.#texts = new Array<Text | undefined>(window.batch).fill(undefined);
    this.#lanes = Array.from({ length: window.batch }, () => ({ segment: -1, offset: 0 }));
  }

  next(): TrainingWindow {
    const arrays = emptyBatch(this.window);
    let counted = 0;
    for (const [index, lane] of this.#lanes.entries()) {
      let text = this.#texts[index];
      if (text === undefined || lane.offset >= text.tokens.length - 1) {
        lane.segment = this.#takeSegment();
        lane.offset = 0;
        text = this.#textOf(lane.segment);
        this.#texts[index] = text;
      }
      counted += fillLane(arrays, this.window, index, text, lane.offset);
      lane.offset += this.window.time;
    }
    return { ...arrays, counted };
  }

  get position(): StreamPosition {
    return { epoch: this.#epoch, next: this.#next, lanes: this.#lanes.map((lane) => ({ ...lane })) };
  }

  set position({ epoch, next, lanes }: StreamPosition) {
    if (lanes.length !== this.window.batch || lanes.some(({ segment }) => segment >= this.#segments.length)) {
      throw new RangeError('The position belongs to another corpus or batch.');
    }
    this.#epoch = epoch;
    this.#next = next;
    this.#order = this.#orderOf(epoch);
    this.#lanes = lanes.map((lane) => ({ ...lane }));
    this.#texts.splice(0, Infinity, ...lanes.map(({ segment }) => (segment < 0 ? undefined : this.#textOf(segment))));
  }

  #orderOf(epoch: number): Uint32Array {
    return shuffled(this.#segments.length, randomSequence(this.seed, 'file-order', epoch));
  }

  #takeSegment(): number {
    if (this.#next === this.#order.length) {
      this.#epoch += 1;
      this.#next = 0;
      this.#order = this.#orderOf(this.#epoch);
    }
    return this.#order[this.#next++] as number;
  }

  #textOf(segment: number): Text {
    return textOf(this.#segments[segment] as Segment, true);
  }
}
