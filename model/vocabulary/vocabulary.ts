/**
 * The vocabulary: which token stands for which character.
 *
 * A character is a Unicode code point. Those that occur often enough in the corpus have a token of their own; every
 * other one is spelled out by its UTF-8 bytes, each byte as two half-byte tokens, so that nothing is unrepresentable
 * and nothing is replaced. Half bytes (16 tokens) in place of whole bytes (256) keep every token within one byte: the
 * corpus, the suffix array and the context models all hold one byte a token, and the output layer stays small
 * (`docs/benchmarks.md` has the cost of the larger one).
 *
 * Lone surrogates, which JavaScript strings may hold, are spelled by the generalised UTF-8 of WTF-8
 * (https://simonsapin.github.io/wtf-8/), which keeps encode and decode inverse on every string.
 */
import { pathInFolder } from '@house-style/protocol/code-folder';

export type Token = number;

const startOfPath = 0;
const startOfBody = 1;
const endOfFile = 2;
const firstHalfByte = 3;
const halfBytes = 16;
const firstCharacter = firstHalfByte + halfBytes;
/** Tokens of a code unit at most, its three bytes, and of a character, whose two code units may have four. */
const mostTokens = { ofUnit: 6, ofCharacter: 8 } as const;
/** Marks characters without a token: no character has that of a special token. */
const absent = startOfPath;

export class Vocabulary {
  /** Tokens that fit in one byte. */
  static readonly maximumSize = 256;
  /** Characters that can have a token of their own. */
  static readonly maximumCharacters = Vocabulary.maximumSize - firstCharacter;

  /** Token before a file's workspace-relative path; the state before it is all zero. */
  readonly startOfPath: Token = startOfPath;
  /** Token between a file's path and its text. */
  readonly startOfBody: Token = startOfBody;
  /** Token after a file's text. */
  readonly endOfFile: Token = endOfFile;
  /** The characters that have a token of their own, in token order. */
  readonly characters: readonly string[];
  /** Number of tokens. */
  readonly size: number;
  readonly #tokens = new Map<number, Token>();
  /** The same for characters of the Basic Multilingual Plane, to encode a hundred megabytes in a second. */
  readonly #basicTokens = new Uint8Array(0x10000);

  /**
   * @param characters distinct single code points, at most {@link maximumCharacters}.
   * @throws RangeError when there are too many, one is no single code point, or one comes twice.
   */
  constructor(characters: readonly string[]) {
    if (characters.length > Vocabulary.maximumCharacters) {
      throw new RangeError(
        `A vocabulary holds at most ${Vocabulary.maximumCharacters} characters, not ${characters.length}.`,
      );
    }
    for (const [index, character] of characters.entries()) {
      const point = character.codePointAt(0);
      if (point === undefined || String.fromCodePoint(point) !== character || this.#tokens.has(point)) {
        throw new RangeError(`Entry ${index} of the vocabulary is not a character of its own.`);
      }
      this.#tokens.set(point, firstCharacter + index);
      if (point <= 0xffff) this.#basicTokens[point] = firstCharacter + index;
    }
    this.characters = [...characters];
    this.size = firstCharacter + characters.length;
  }

  /**
   * The vocabulary for a corpus: characters that occur at least `minimumCount` times, the most frequent first chosen,
   * stored in code point order so that equal corpora give equal vocabularies. Tab, newline and printable ASCII are
   * always in: they are what people type next, even where the corpus lacks them.
   */
  static fromCounts(counts: ReadonlyMap<string, number>, minimumCount = 10): Vocabulary {
    const always = [
      '\t',
      '\n',
      ...Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)),
    ];
    const chosen = new Set(always);
    const frequent = [...counts]
      .filter(([character, count]) => count >= minimumCount && !chosen.has(character))
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
    for (const [character] of frequent) {
      if (chosen.size === Vocabulary.maximumCharacters) break;
      chosen.add(character);
    }
    return new Vocabulary([...chosen].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)));
  }

  /** This vocabulary with further characters behind its own, as far as there is room for them. */
  grownBy(characters: readonly string[]): Vocabulary {
    const known = new Set(this.characters);
    const further = characters.filter((character) => !known.has(character));
    return new Vocabulary([...this.characters, ...further].slice(0, Vocabulary.maximumCharacters));
  }

  /** Whether the same tokens stand for the same characters. */
  equals(other: Vocabulary): boolean {
    return this.size === other.size && this.characters.every((character, at) => character === other.characters[at]);
  }

  /** Tokens of a text, without special tokens. */
  encode(text: string): Uint8Array {
    // Hardly any code unit takes more than one token; where some do, there is room made for the worst.
    let tokens = new Uint8Array(text.length);
    let length = 0;
    for (let index = 0; index < text.length;) {
      const point = text.codePointAt(index) as number;
      index += point > 0xffff ? 2 : 1;
      const token = point > 0xffff ? this.#tokens.get(point) : this.#basicTokens[point];
      if (token !== undefined && token !== absent) tokens[length++] = token;
      else {
        if (tokens.length < length + mostTokens.ofCharacter + text.length - index) {
          const grown = new Uint8Array(length + (text.length - index + 2) * mostTokens.ofUnit);
          grown.set(tokens.subarray(0, length));
          tokens = grown;
        }
        for (const byte of generalisedUtf8(point)) {
          tokens[length++] = firstHalfByte + (byte >> 4);
          tokens[length++] = firstHalfByte + (byte & 0xf);
        }
      }
    }
    return length === tokens.length ? tokens : tokens.slice(0, length);
  }

  /**
   * A whole file as the network reads it: start of path, path, start of body, body, end of file.
   *
   * @param path workspace-relative, with forward slashes.
   */
  encodeFile(path: string, body: string): Uint8Array {
    const head = this.encodeHeader(path);
    const tokens = this.encode(body);
    const file = new Uint8Array(head.length + tokens.length + 1);
    file.set(head);
    file.set(tokens, head.length);
    file[file.length - 1] = endOfFile;
    return file;
  }

  /**
   * What stands before a file's body: start of path, path, start of body.
   *
   * @param path the file's name in the workspace, of which its path in its folder counts.
   */
  encodeHeader(path: string): Uint8Array {
    return Uint8Array.of(startOfPath, ...this.encode(pathInFolder(path)), startOfBody);
  }

  /** The text of tokens; special tokens give nothing, and half bytes that spell no character give U+FFFD. */
  decode(tokens: Iterable<Token>): string {
    const decoder = new TokenDecoder(this);
    let text = '';
    for (const token of tokens) text += decoder.push(token);
    return text + decoder.end();
  }

  /** The character that a token stands for, or undefined for special tokens and half bytes. */
  character(token: Token): string | undefined {
    return this.characters[token - firstCharacter];
  }

  isHalfByte(token: Token): boolean {
    return token >= firstHalfByte && token < firstCharacter;
  }

  /** The token of a half byte, 0 to 15. */
  halfByte(value: number): Token {
    return firstHalfByte + value;
  }

  /** The value of a half-byte token, 0 to 15. */
  halfByteValue(token: Token): number {
    return token - firstHalfByte;
  }

  /** The token of a character, or undefined where it must be spelled out. */
  token(character: string): Token | undefined {
    return this.#tokens.get(character.codePointAt(0) ?? -1);
  }
}

/** Turns tokens into text one at a time: each push returns the text that this token completed. */
export class TokenDecoder {
  #high: number | undefined;
  #point = 0;
  #missing = 0;
  #minimum = 0;

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Whether a character is spelled out only in part. */
  get incomplete(): boolean {
    return this.#high !== undefined || this.#missing > 0;
  }

  push(token: Token): string {
    if (!this.vocabulary.isHalfByte(token)) return this.end() + (this.vocabulary.character(token) ?? '');
    const half = token - firstHalfByte;
    if (this.#high === undefined) {
      this.#high = half;
      return '';
    }
    const byte = (this.#high << 4) | half;
    this.#high = undefined;
    return this.#pushByte(byte);
  }

  /** Call where the text ends: a character spelled only in part becomes U+FFFD. */
  end(): string {
    const text = this.incomplete ? '\ufffd' : '';
    this.#high = undefined;
    this.#missing = 0;
    return text;
  }

  #pushByte(byte: number): string {
    if (this.#missing > 0) {
      if ((byte & 0xc0) === 0x80) {
        this.#point = (this.#point << 6) | (byte & 0x3f);
        this.#missing -= 1;
        if (this.#missing > 0) return '';
        const valid = this.#point >= this.#minimum && this.#point <= 0x10ffff;
        return valid ? String.fromCodePoint(this.#point) : '\ufffd';
      }
      this.#missing = 0;
      return '\ufffd' + this.#pushByte(byte);
    }
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte >= 0xc2 && byte <= 0xdf) return this.#lead(byte & 0x1f, 1, 0x80);
    if (byte >= 0xe0 && byte <= 0xef) return this.#lead(byte & 0x0f, 2, 0x800);
    if (byte >= 0xf0 && byte <= 0xf4) return this.#lead(byte & 0x07, 3, 0x10000);
    return '\ufffd';
  }

  #lead(bits: number, missing: number, minimum: number): string {
    this.#point = bits;
    this.#missing = missing;
    this.#minimum = minimum;
    return '';
  }
}

/** UTF-8 bytes of a code point, surrogates included. */
function generalisedUtf8(point: number): number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
}
