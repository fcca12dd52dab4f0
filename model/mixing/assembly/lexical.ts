/**
 * What the contexts know of the text so far: words, lines, indentation, brackets, strings and comments. It reads
 * characters, not a grammar, so it holds for most programming languages and does no harm elsewhere.
 */
import { blockDepthLimit, blockStack, bracketDepthLimit, bracketStack, characterOf, lexicalState } from './layout';
import { combine } from './numbers';

// Codes of characterOf beyond ASCII. Codes from 128 are letters and digits outside ASCII, and parts of them.
export const startOfPath: i32 = 2;
export const startOfBody: i32 = 3;
export const endOfFile: i32 = 4;

// LexicalState.region
export const inCode: i32 = 0;
export const inLineComment: i32 = 1;
export const inBlockComment: i32 = 2;
export const inSingleQuotes: i32 = 3;
export const inDoubleQuotes: i32 = 4;
export const inTemplate: i32 = 5;
export const inPath: i32 = 6;

@unmanaged
export class LexicalState {
  /** Where the text of all files so far ends. */
  position: i32;
  region: i32;
  /** 1 for ''' and """. */
  tripleQuoted: i32;
  /** Last characters' ASCII classes, newest in the low bits, 4 bits each. */
  shape: u64;
  /** Last 8 symbols, newest in the low byte. */
  recent: u64;
  file: u64;
  extension: u64;
  directory: u64;
  pathPart: u64;

  word: u64;
  word1: u64;
  word2: u64;
  word3: u64;
  /** Lowercase hump of a camelCase or snake_case word. */
  hump: u64;
  /** What stands between the last word and here. */
  gap: u64;
  /** What stood between the last two words. */
  gap1: u64;
  wordLength: i32;
  /** Symbols since the last word ended. */
  gapLength: i32;

  lineStart: i32;
  aboveStart: i32;
  aboveLength: i32;
  above2Start: i32;
  above2Length: i32;
  indent: i32;
  aboveIndent: i32;
  inIndent: i32;
  blankLines: i32;
  first: u64;
  firstEnded: i32;
  aboveFirst: u64;
  above2First: u64;
  line: u64;
  aboveLine: u64;
  lineShape: u64;
  aboveShape: u64;
  wordsInLine: i32;
  wordBeforeMark: u64;

  /** Text since a string or comment began. */
  regionText: u64;
  brackets: i32;
  blocks: i32;
  /** Last words and marks as classes. */
  tokens: u64;
  hashComments: i32;
  lastMark: u64;
}

// Bracket: u64 hash, i32 commas, i32 character.
// Block: u64 first word, i32 indent.

@inline
export function lexical(): LexicalState {
  return changetype<LexicalState>(lexicalState);
}

@inline
export function isWord(c: i32): bool {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36 || c >= 128;
}

@inline
export function bracketHash(s: LexicalState, below: i32 = 0): u64 {
  const depth = s.brackets - below;
  return depth > 0 ? load<u64>(bracketStack + ((<usize>((depth - 1) & (bracketDepthLimit - 1))) << 4)) : 0;
}

@inline
export function bracketCommas(s: LexicalState): i32 {
  return s.brackets > 0
    ? load<i32>(bracketStack + ((<usize>((s.brackets - 1) & (bracketDepthLimit - 1))) << 4) + 8)
    : 0;
}

@inline
export function bracketCharacter(s: LexicalState): i32 {
  return s.brackets > 0
    ? load<i32>(bracketStack + ((<usize>((s.brackets - 1) & (bracketDepthLimit - 1))) << 4) + 12)
    : 0;
}

/** First word of the nearest line above that is indented less than the current one. */
@inline
export function blockFirst(s: LexicalState, below: i32 = 0): u64 {
  const depth = s.blocks - below;
  return depth > 0 ? load<u64>(blockStack + ((<usize>(depth - 1)) << 4)) : 0;
}

/** Leaves the blocks that are indented as much as the current line, or more. */
function leaveBlocks(s: LexicalState): void {
  while (s.blocks > 0 && load<i32>(blockStack + ((<usize>(s.blocks - 1)) << 4) + 8) >= s.indent) s.blocks--;
}

function enterBlock(s: LexicalState): void {
  if (s.blocks === blockDepthLimit) return;
  const block = blockStack + ((<usize>s.blocks) << 4);
  store<u64>(block, s.first);
  store<i32>(block + 8, s.indent);
  s.blocks++;
}

function open(s: LexicalState, c: i32): void {
  const bracket = bracketStack + ((<usize>(s.brackets & (bracketDepthLimit - 1))) << 4);
  store<u64>(bracket, combine(combine(s.word !== 0 ? s.word : s.word1, s.gap), c));
  store<i32>(bracket + 8, 0);
  store<i32>(bracket + 12, c);
  s.brackets++;
}

function startFile(s: LexicalState): void {
  memory.fill(
    lexicalState + offsetof<LexicalState>('region'),
    0,
    offsetof<LexicalState>() - offsetof<LexicalState>('region'),
  );
  s.region = inPath;
  s.lineStart = s.position;
  s.aboveStart = s.position;
  s.above2Start = s.position;
  s.inIndent = 1;
}

/** File endings whose line comments start with #, as their bytes. */
function usesHashComments(extension: u64): bool {
  return (
    extension === 0x7079 || // py
    extension === 0x707969 || // pyi
    extension === 0x7368 || // sh
    extension === 0x7262 || // rb
    extension === 0x706c || // pl
    extension === 0x72 || // r
    extension === 0x796d6c || // yml
    extension === 0x79616d6c || // yaml
    extension === 0x746f6d6c || // toml
    extension === 0x6d6b || // mk
    extension === 0x677970 || // gyp
    extension === 0x67797069 || // gypi
    extension === 0x636d616b65 || // cmake
    extension === 0x657873 || // exs
    extension === 0x6578 // ex
  );
}

function pushPath(s: LexicalState, c: i32): void {
  s.file = combine(s.file, c);
  if (c === 47) {
    s.directory = combine(s.directory, s.pathPart);
    s.pathPart = 0;
    s.extension = 0;
  } else if (c === 46) s.extension = 0;
  else s.extension = (s.extension << 8) | c;
  s.pathPart = combine(s.pathPart, c);
}

function pushRegion(s: LexicalState, c: i32): void {
  const before = <i32>load<u8>(characterOf + <usize>((s.recent >> 8) & 255));
  const before2 = <i32>load<u8>(characterOf + <usize>((s.recent >> 16) & 255));
  const region = s.region;
  if (region === inCode) {
    if (c === 34) s.region = inDoubleQuotes;
    else if (c === 39) s.region = isWord(before) && isWord(before2) ? inCode : inSingleQuotes;
    else if (c === 96) s.region = inTemplate;
    else if (c === 47 && before === 47) s.region = inLineComment;
    else if (c === 42 && before === 47) s.region = inBlockComment;
    else if (c === 35 && s.hashComments) s.region = inLineComment;
    if (s.region !== inCode) {
      s.regionText = 0;
      s.tripleQuoted = s.region !== inTemplate && c === before && c === before2 && c !== 47 ? 1 : 0;
    }
    return;
  }
  s.regionText = combine(s.regionText, c);
  if (region === inLineComment) {
    if (c === 10) s.region = inCode;
  } else if (region === inBlockComment) {
    if (c === 47 && before === 42) s.region = inCode;
  } else if (region === inTemplate) {
    if (c === 96 && before !== 92) s.region = inCode;
  } else {
    const quote = region === inSingleQuotes ? 39 : 34;
    if (c === quote && before !== 92) {
      if (!s.tripleQuoted || (before === quote && before2 === quote)) s.region = inCode;
    } else if (c === 10 && !s.tripleQuoted) s.region = inCode;
  }
}

@inline
function classOf(c: i32): u64 {
  if (c >= 97 && c <= 122) return 1;
  if (c >= 65 && c <= 90) return 2;
  if (c >= 48 && c <= 57) return 3;
  if (c >= 128) return 1;
  if (c === 32 || c === 9) return 4;
  if (c === 10) return 5;
  if (c === 40 || c === 91 || c === 123) return 6;
  if (c === 41 || c === 93 || c === 125) return 7;
  if (c === 46) return 8;
  if (c === 44 || c === 59) return 9;
  if (c === 34 || c === 39 || c === 96) return 10;
  if (c === 61 || c === 60 || c === 62) return 11;
  if (c === 95 || c === 36) return 12;
  if (c === 58) return 13;
  return 14;
}

function endWord(s: LexicalState): void {
  s.word3 = s.word2;
  s.word2 = s.word1;
  s.word1 = s.word;
  s.gap1 = s.gap;
  s.word = 0;
  s.hump = 0;
  s.gap = 0;
  s.gapLength = 0;
  s.wordLength = 0;
  s.wordsInLine++;
}

function endLine(s: LexicalState): void {
  if (s.inIndent) {
    s.blankLines++;
  } else {
    s.above2Start = s.aboveStart;
    s.above2Length = s.aboveLength;
    s.aboveStart = s.lineStart;
    s.aboveLength = s.position - 1 - s.lineStart;
    s.aboveIndent = s.indent;
    s.above2First = s.aboveFirst;
    s.aboveFirst = s.first;
    s.aboveLine = s.line;
    s.aboveShape = s.lineShape;
    s.blankLines = 0;
    enterBlock(s);
  }
  s.lineStart = s.position;
  s.indent = 0;
  s.inIndent = 1;
  s.first = 0;
  s.firstEnded = 0;
  s.line = 0;
  s.lineShape = 0;
  s.wordsInLine = 0;
}

/** Takes in one symbol; its text already stands at `position`. */
export function pushLexical(symbol: i32): void {
  const s = lexical();
  const c = <i32>load<u8>(characterOf + <usize>symbol);
  s.position++;
  if (c === startOfPath) {
    startFile(s);
    s.recent = symbol;
    return;
  }
  s.recent = (s.recent << 8) | symbol;
  if (s.region === inPath) {
    if (c === startOfBody) {
      s.region = inCode;
      s.hashComments = usesHashComments(s.extension) ? 1 : 0;
      const file = s.file;
      const extension = s.extension;
      const directory = s.directory;
      const hashComments = s.hashComments;
      startFile(s);
      s.region = inCode;
      s.file = file;
      s.extension = extension;
      s.directory = directory;
      s.hashComments = hashComments;
      s.recent = symbol;
      return;
    }
    pushPath(s, c);
  } else {
    pushRegion(s, c);
  }

  s.shape = (s.shape << 4) | classOf(c);
  if (isWord(c)) {
    if (s.word === 0) {
      s.lineShape = combine(s.lineShape, c >= 48 && c <= 57 ? 2 : 1);
      s.tokens = (s.tokens << 8) | 1;
    }
    if ((c >= 65 && c <= 90) || c === 95) s.hump = 0;
    s.hump = combine(s.hump, c >= 65 && c <= 90 ? c + 32 : c);
    s.word = combine(s.word, c);
    s.wordLength++;
  } else {
    if (s.word !== 0) endWord(s);
    s.gap = combine(s.gap, c);
    s.gapLength++;
    if (c !== 32 && c !== 9) {
      s.lineShape = combine(s.lineShape, c + 16);
      s.tokens = (s.tokens << 8) | (<u64>c);
      s.lastMark = combine(c, s.word1);
    }
    if (c === 44) {
      if (s.brackets > 0) {
        const commas = bracketStack + ((<usize>((s.brackets - 1) & (bracketDepthLimit - 1))) << 4) + 8;
        store<i32>(commas, load<i32>(commas) + 1);
      }
    } else if (c === 40 || c === 91 || c === 123) open(s, c);
    else if ((c === 41 || c === 93 || c === 125) && s.brackets > 0) s.brackets--;
  }
  if (c === 10) {
    endLine(s);
    return;
  }
  s.line = combine(s.line, c);
  if (s.inIndent) {
    if (c === 32 || c === 9) s.indent++;
    else {
      s.inIndent = 0;
      leaveBlocks(s);
    }
  }
  if (!s.inIndent && !s.firstEnded) {
    if (c === 32) s.firstEnded = 1;
    else s.first = combine(s.first, c);
  }
}
