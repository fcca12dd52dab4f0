/**
 * A text cut into the smallest things that people choose when they write: words, numbers, signs, spaces, the words of
 * strings and of comments. By looks alone, in whatever language: it only has to cut equal things alike.
 */
export type LexemeKind = 'word' | 'number' | 'sign' | 'quote' | 'string' | 'comment' | 'space' | 'indentation';

/** Kinds by the numbers that they are counted under. */
export const lexemeKinds: readonly LexemeKind[] = [
  'word',
  'number',
  'sign',
  'quote',
  'string',
  'comment',
  'space',
  'indentation',
];

export interface Lexeme {
  readonly kind: LexemeKind;
  /** Code units from the text's start. */
  readonly start: number;
  readonly end: number;
  /** Counted from 0. */
  readonly line: number;
}

const hashComments = /\.(py|pyi|rb|sh|bash|zsh|ya?ml|toml|r|pl|cmake|gyp|gypi|mk|ps1)$|(^|\/)(Makefile|Dockerfile)$/i;
const piece = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}[\p{L}\p{N}_.]*|[ \t]+|[=!<>&|+\-*/%^~?:]+|[^\p{L}\p{N}\s]|\s/uy;
const words = /[\p{L}\p{N}_$]+|[ \t]+|[^\p{L}\p{N}_$\s]+|\s/uy;

/** @param path whose ending tells how comments begin. */
export function lexemesOf(path: string, text: string): Lexeme[] {
  return new Lexer(text, hashComments.test(path)).run();
}

class Lexer {
  readonly #lexemes: Lexeme[] = [];
  #at = 0;
  #line = 0;

  constructor(
    private readonly text: string,
    private readonly hash: boolean,
  ) {}

  run(): Lexeme[] {
    const { text } = this;
    while (this.#at < text.length) {
      const comment = this.#endOfComment();
      if (comment !== undefined) this.#words('comment', comment);
      else if (/["'`]/.test(text.charAt(this.#at))) this.#string();
      else this.#code();
    }
    return this.#lexemes;
  }

  #code(): void {
    piece.lastIndex = this.#at;
    let found = piece.exec(this.text)?.[0] ?? this.text.charAt(this.#at);
    const comment = this.hash ? -1 : found.search(/\/[/*]/);
    if (comment > 0) found = found.slice(0, comment);
    this.#push(kindOf(found), this.#at + found.length);
  }

  /** Where a comment ends that begins here. */
  #endOfComment(): number | undefined {
    const { text } = this;
    if (this.hash ? text[this.#at] === '#' : text.startsWith('//', this.#at)) return this.#lineEnd();
    if (this.hash || !text.startsWith('/*', this.#at)) return undefined;
    const end = text.indexOf('*/', this.#at + 2);
    return end < 0 ? text.length : end + 2;
  }

  /** Quotes are lexemes of their own. A string that does not end on its line is one in backticks or of three quotes. */
  #string(): void {
    const { text } = this;
    const quote = text.charAt(this.#at);
    const mark = text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    const limit = mark === '"' || mark === "'" ? this.#lineEnd() : text.length;
    let end = this.#at + mark.length;
    while (end < limit && !text.startsWith(mark, end)) end += text[end] === '\\' ? 2 : 1;
    if (end >= limit) {
      // Only an apostrophe, perhaps.
      this.#push('quote', this.#at + 1);
      return;
    }
    this.#push('quote', this.#at + mark.length);
    this.#words('string', end);
    this.#push('quote', end + mark.length);
  }

  #words(kind: 'string' | 'comment', end: number): void {
    while (this.#at < end) {
      words.lastIndex = this.#at;
      const found = words.exec(this.text)?.[0] ?? this.text.charAt(this.#at);
      const isIndentation = /^\s/.test(found) && this.#isLineStart();
      this.#push(
        isIndentation || found === '\n' ? kindOfSpace(isIndentation) : kind,
        Math.min(end, this.#at + found.length),
      );
    }
  }

  #push(kind: LexemeKind, end: number): void {
    const isIndentation = kind === 'space' && this.#isLineStart() && this.text[this.#at] !== '\n';
    this.#lexemes.push({ kind: isIndentation ? 'indentation' : kind, start: this.#at, end, line: this.#line });
    if (this.text[this.#at] === '\n') this.#line += 1;
    this.#at = end;
  }

  #isLineStart(): boolean {
    return this.#at === 0 || this.text[this.#at - 1] === '\n';
  }

  #lineEnd(): number {
    const end = this.text.indexOf('\n', this.#at);
    return end < 0 ? this.text.length : end;
  }
}

function kindOf(found: string): LexemeKind {
  if (/^\s/.test(found)) return 'space';
  if (/^\p{N}/u.test(found)) return 'number';
  return /^[\p{L}_$]/u.test(found) ? 'word' : 'sign';
}

function kindOfSpace(isIndentation: boolean): LexemeKind {
  return isIndentation ? 'indentation' : 'space';
}
