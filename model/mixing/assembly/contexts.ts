/** The contexts: what of the text before a symbol each of them looks at. */
import { contexts } from './layout';
import { LexicalState, blockFirst, bracketCommas, bracketHash, inCode, lexical } from './lexical';
import { expectedSymbol, matchLength } from './matches';
import { combine } from './numbers';
import { symbolBefore, text } from './text';
import { findSlots, setContext } from './histories';

/** Contexts of orders 1, 2, 3, ... come first, so that the longest known order can be told. */
export const orders: i32 = 12;

let next: i32 = 0;

@inline
function add(hash: u64): void {
  setContext(next, combine(hash, next + 1));
  next++;
}

function addOrders(position: i32): void {
  let hash: u64 = 0;
  let order = 0;
  for (; order < 8;) {
    hash = combine(hash, symbolBefore(position, ++order));
    add(hash);
  }
  while (order < 10) hash = combine(hash, symbolBefore(position, ++order));
  add(hash);
  while (order < 12) hash = combine(hash, symbolBefore(position, ++order));
  add(hash);
  while (order < 16) hash = combine(hash, symbolBefore(position, ++order));
  add(hash);
  while (order < 22) hash = combine(hash, symbolBefore(position, ++order));
  add(hash);
}

function addWords(s: LexicalState): void {
  const here = combine(s.word, s.gap);
  const one = combine(here, s.word1);
  const two = combine(combine(one, s.gap1), s.word2);
  add(here);
  add(one);
  add(two);
  add(combine(two, s.word3));
  add(combine(here, s.word2));
  add(combine(here, combine(s.word2, s.word3)));
  add(combine(s.word, s.word1));
  add(combine(combine(s.hump, s.word === 0 ? s.gap : 0), s.extension));
}

function addFile(s: LexicalState, c1: u64, c2: u64): void {
  const here = combine(combine(s.word, s.gap), s.file);
  add(here);
  add(combine(here, s.word1));
  add(combine(combine(s.recent & 0xffffff, s.file), s.extension));
  add(combine(s.recent & 0xffffffffff, s.file));
  add(combine(combine(s.directory, s.word), combine(s.gap, s.word1)));
  add(combine(combine(s.extension, s.region), c1 | (c2 << 8)));
}

function aboveSymbol(start: i32, length: i32, column: i32): u64 {
  return column >= 0 && column < length ? load<u8>(text + <usize>(start + column)) : 256;
}

function addLines(s: LexicalState, c1: u64): void {
  const column = s.position - s.lineStart;
  const above = aboveSymbol(s.aboveStart, s.aboveLength, column);
  const above1 = aboveSymbol(s.aboveStart, s.aboveLength, column + 1);
  const before = aboveSymbol(s.aboveStart, s.aboveLength, column - 1);
  const above2 = aboveSymbol(s.above2Start, s.above2Length, column);
  // Indentation: what a line starts with.
  add(combine(combine(s.indent | (s.inIndent << 8), s.aboveIndent), combine(s.aboveFirst, s.inIndent ? c1 : s.word)));
  add(combine(combine(above | (above1 << 9), before), c1));
  add(combine(combine(above | (above2 << 9), column), s.word));
  add(combine(s.first, combine(s.word, s.inIndent)));
  add(combine(combine(s.first, s.aboveFirst), combine(s.word, c1)));
  add(combine(combine(s.aboveFirst, s.above2First), combine(s.line, s.blankLines)));
  add(combine(s.line, s.indent));
  add(combine(s.line, s.aboveLine));
  add(combine(s.lineShape, s.word));
  add(combine(combine(s.lineShape, s.aboveShape), s.word));
  add(combine(s.shape & 0xffffffff, c1));
  add(combine(s.tokens & 0xffffffffff, s.word));
}

function addBlocks(s: LexicalState, c1: u64): void {
  const bracket = bracketHash(s);
  add(combine(bracket, combine(s.word, s.gap)));
  add(combine(combine(bracket, bracketCommas(s)), combine(c1, s.word)));
  add(combine(combine(bracket, bracketHash(s, 1)), combine(s.word, s.word1)));
  add(combine(combine(blockFirst(s), s.first), combine(s.word, s.gap)));
  add(combine(combine(blockFirst(s), blockFirst(s, 1)), combine(s.line, s.inIndent)));
  add(combine(s.lastMark, s.word));
}

function addExpected(s: LexicalState, c1: u64): void {
  const expected = <u64>(expectedSymbol(0) + 1);
  const other = <u64>(expectedSymbol(1) + 1);
  const length = (<u64>min<i32>(matchLength(0), 32)) >> 2;
  add(combine(expected | (length << 9), c1));
  add(combine(expected | (other << 9), combine(s.word, 5)));
  add(combine(combine(s.regionText, s.region), s.region === inCode ? s.word : 1));
}

export function computeContexts(): void {
  const s = lexical();
  const c1 = s.recent & 255;
  const c2 = (s.recent >> 8) & 255;
  next = 0;
  addOrders(s.position);
  addWords(s);
  addFile(s, c1, c2);
  addLines(s, c1);
  addBlocks(s, c1);
  addExpected(s, c1);
  if (next !== contexts) unreachable();
  findSlots();
}
