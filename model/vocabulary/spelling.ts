/**
 * Which tokens may follow, so that a decoder never writes what is no text.
 *
 * A character outside the vocabulary is spelled by the half bytes of its UTF-8 form; only the sequences of table 3-7 of
 * the Unicode standard ("Well-Formed UTF-8 Byte Sequences") are let through, so surrogates are not.
 */
import type { Token, Vocabulary } from './vocabulary';

/** Smallest and largest value of the next half byte, given those that already stand, first one excepted. */
type Range = readonly [from: number, to: number];

const any: Range = [0, 15];

/** Half bytes that a lead byte promises, itself included; undefined for a byte that leads nothing. */
function promised(lead: number): number | undefined {
  if (lead < 0x80) return 2;
  if (lead >= 0xc2 && lead <= 0xdf) return 4;
  if (lead >= 0xe0 && lead <= 0xef) return 6;
  if (lead >= 0xf0 && lead <= 0xf4) return 8;
  return undefined;
}

/** What may stand at an even position after the lead byte: the upper half of a continuation byte. */
function continuation(lead: number, position: number): Range {
  if (position === 2) {
    // The first continuation byte keeps longer spellings, surrogates and what lies beyond U+10FFFF out.
    if (lead === 0xe0) return [0xa, 0xb];
    if (lead === 0xed) return [0x8, 0x9];
    if (lead === 0xf0) return [0x9, 0xb];
    if (lead === 0xf4) return [0x8, 0x8];
  }
  return [0x8, 0xb];
}

/** The lower half of a lead byte with this upper half. */
function leadEnd(upper: number): Range {
  if (upper === 0xc) return [0x2, 0xf];
  if (upper === 0xf) return [0x0, 0x4];
  return any;
}

/** Follows the tokens of one text and says which may come next. */
export class Spelling {
  readonly #vocabulary: Vocabulary;
  #halves: readonly number[];

  constructor(vocabulary: Vocabulary, halves: readonly number[] = []) {
    this.#vocabulary = vocabulary;
    this.#halves = halves;
  }

  /** Whether a character is spelled only in part, so that the text cannot end here. */
  get incomplete(): boolean {
    return this.#halves.length > 0;
  }

  /** The spelling after one more token. */
  push(token: Token): Spelling {
    if (!this.#vocabulary.isHalfByte(token)) return new Spelling(this.#vocabulary);
    const halves = [...this.#halves, this.#vocabulary.halfByteValue(token)];
    const [upper = 0, lower] = halves;
    const complete = lower !== undefined && halves.length === promised((upper << 4) | lower);
    return new Spelling(this.#vocabulary, complete ? [] : halves);
  }

  /**
   * Whether a token may come next: any character, end of file, or a half byte that some character's spelling starts or
   * goes on with. The tokens around a path never come within a text.
   */
  allows(token: Token): boolean {
    const { startOfPath, startOfBody } = this.#vocabulary;
    if (token === startOfPath || token === startOfBody) return false;
    if (!this.#vocabulary.isHalfByte(token)) return !this.incomplete;
    const half = this.#vocabulary.halfByteValue(token);
    const [upper, lower] = this.#halves;
    if (upper === undefined) return half < 0x8 || half >= 0xc;
    if (lower === undefined) return within(half, leadEnd(upper));
    // The lower half of a continuation byte is free once its upper half is right.
    const position = this.#halves.length;
    return position % 2 === 1 || within(half, continuation((upper << 4) | lower, position));
  }
}

function within(half: number, [from, to]: Range): boolean {
  return half >= from && half <= to;
}
