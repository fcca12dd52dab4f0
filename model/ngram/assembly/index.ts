/**
 * The n-gram index over reversed text: the suffixes that begin with a context's symbols, last one first, lie side by
 * side, nested for longer and longer contexts; `followers` holds for each of them the symbol that came next in the text.
 */
import { sortSuffixes } from './suffix-array';

/** Longest context, symbols. */
const longest: i32 = 64;
// Running counts of followers: whole ones at every large block, and at every small one what was added since.
const largeBits: i32 = 14;
const smallBits: i32 = 9;

// Fixed part, above the compiler's static data: query and results.
const base: usize = 0x10000;
/** u8 [64]: the context, last symbol first. */
const context: usize = base;
/** i32 [65]: bounds of the suffixes that begin with the context's first k symbols. */
const lows: usize = base + 64;
const highs: usize = lows + 65 * 4;
/** u32 [256]. */
const result: usize = highs + 65 * 4;
/** i32 [257]: where the suffixes that begin with each symbol start. */
const starts: usize = result + 1024;
/** i32 [65536]: where the suffixes that begin with each pair of symbols start. */
const pairStarts: usize = base + 4096;
const textStart: usize = pairStarts + 65537 * 4 + 28;

let length: i32 = 0;
let symbols: i32 = 0;
let array: usize = 0;
let followers: usize = 0;
let largeCounts: usize = 0;
let smallCounts: usize = 0;

export function contextAddress(): usize {
  return context;
}
export function lowsAddress(): usize {
  return lows;
}
export function highsAddress(): usize {
  return highs;
}
export function resultAddress(): usize {
  return result;
}

/** Room for a text; the host writes it reversed at the returned address. */
export function prepare(textLength: i32, alphabet: i32): usize {
  length = textLength;
  symbols = alphabet;
  array = (textStart + <usize>textLength + 7) & ~7;
  followers = array + (<usize>(textLength + 1) << 2);
  grow(followers);
  return textStart;
}

function grow(end: usize): void {
  const pages = <i32>((end + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

export function build(): void {
  sortSuffixes(textStart, length, array, followers);
  // The sort's scratch gives way to the followers and their counts.
  largeCounts = (followers + <usize>length + 1 + 7) & ~7;
  smallCounts = largeCounts + (<usize>(((length >> largeBits) + 1) * symbols) << 2);
  grow(smallCounts + (<usize>(((length >> smallBits) + 1) * symbols) << 1));
  memory.fill(result, 0, 1024);
  for (let i = 0; i <= length; i++) {
    if ((i & ((1 << smallBits) - 1)) === 0) writeRunningCounts(i);
    const p = load<i32>(array + (<usize>i << 2));
    // The text's last symbol has no follower.
    const follower = p === 0 ? 0 : load<u8>(textStart + <usize>(p - 1));
    store<u8>(followers + <usize>i, follower);
    if (p === 0) withoutFollower = i;
    else {
      const at = result + (<usize>follower << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  }
  findStarts();
}

/** Lines of counts of the followers before rank `i`, which starts a small block. */
function writeRunningCounts(i: i32): void {
  const large = largeCounts + (<usize>((i >> largeBits) * symbols) << 2);
  if ((i & ((1 << largeBits) - 1)) === 0) memory.copy(large, result, <usize>symbols << 2);
  const small = smallCounts + (<usize>((i >> smallBits) * symbols) << 1);
  for (let c = 0; c < symbols; c++) {
    const at = <usize>c << 2;
    store<u16>(small + (<usize>c << 1), <u16>(load<i32>(result + at) - load<i32>(large + at)));
  }
}

/** Where the suffixes that begin with one symbol, and with two, start: the empty suffix comes before all. */
function findStarts(): void {
  memory.fill(pairStarts, 0, 65537 * 4);
  for (let p = 0; p + 1 < length; p++) {
    const pair = (<usize>load<u8>(textStart + <usize>p) << 8) | load<u8>(textStart + <usize>(p + 1));
    const at = pairStarts + (pair << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  const last = length > 0 ? <i32>load<u8>(textStart + <usize>(length - 1)) : -1;
  let sum = 1;
  for (let c = 0; c < 256; c++) {
    store<i32>(starts + (<usize>c << 2), sum);
    if (c === last) sum++;
    for (let d = 0; d < 256; d++) {
      const at = pairStarts + (<usize>((c << 8) | d) << 2);
      const count = load<i32>(at);
      store<i32>(at, sum);
      sum += count;
    }
  }
  store<i32>(starts + (256 << 2), sum);
}

let withoutFollower: i32 = 0;

/** First suffix in [low, high) whose symbol at `depth` is `c` or more; all of them agree before it. */
@inline
function lowerBound(low: i32, high: i32, depth: i32, c: i32): i32 {
  while (low < high) {
    const middle = (low + high) >>> 1;
    const p = load<i32>(array + (<usize>middle << 2)) + depth;
    const symbol = p < length ? <i32>load<u8>(textStart + <usize>p) : -1;
    if (symbol < c) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Finds the context's suffixes; returns how many of its symbols the index has seen together. */
export function find(contextLength: i32): i32 {
  store<i32>(lows, 0);
  store<i32>(highs, length + 1);
  const limit = min(contextLength, longest);
  for (let depth = 0; depth < limit; depth++) {
    const c = <i32>load<u8>(context + <usize>depth);
    let low: i32;
    let high: i32;
    if (depth === 0) {
      low = load<i32>(starts + (<usize>c << 2));
      high = load<i32>(starts + (<usize>(c + 1) << 2));
    } else if (depth === 1) {
      const pair = (<i32>load<u8>(context) << 8) | c;
      low = load<i32>(pairStarts + (<usize>pair << 2));
      // Before the next pair; where that begins with another symbol, before the lone last symbol, if it is that one.
      high = c === 255 ? load<i32>(starts + (<usize>(load<u8>(context) + 1) << 2)) : load<i32>(pairStarts + (<usize>(pair + 1) << 2));
    } else {
      low = load<i32>(lows + (<usize>depth << 2));
      high = load<i32>(highs + (<usize>depth << 2));
      if (high - low === 1) {
        // Most long contexts were seen once: one look in place of two searches.
        const p = load<i32>(array + (<usize>low << 2)) + depth;
        if (p >= length || <i32>load<u8>(textStart + <usize>p) !== c) return depth;
      } else {
        low = lowerBound(low, high, depth, c);
        high = lowerBound(low, high, depth, c + 1);
      }
    }
    if (low >= high) return depth;
    store<i32>(lows + (<usize>(depth + 1) << 2), low);
    store<i32>(highs + (<usize>(depth + 1) << 2), high);
  }
  return limit;
}

function countUpTo(end: i32, sign: i32): void {
  const large = largeCounts + (<usize>((end >> largeBits) * symbols) << 2);
  const small = smallCounts + (<usize>((end >> smallBits) * symbols) << 1);
  for (let c: usize = 0; c < <usize>symbols; c++) {
    const at = result + (c << 2);
    const before = load<i32>(large + (c << 2)) + <i32>load<u16>(small + (c << 1));
    store<i32>(at, load<i32>(at) + sign * before);
  }
  countBetween((end >> smallBits) << smallBits, end, sign);
}

function countBetween(low: i32, high: i32, sign: i32): void {
  for (let i = low; i < high; i++) {
    const at = result + (<usize>load<u8>(followers + <usize>i) << 2);
    store<i32>(at, load<i32>(at) + sign);
  }
  if (low <= withoutFollower && withoutFollower < high) {
    const at = result + (<usize>load<u8>(followers + <usize>withoutFollower) << 2);
    store<i32>(at, load<i32>(at) - sign);
  }
}

/** Counts what followed the context's first `depth` symbols, of those that `find` found. */
export function count(depth: i32): void {
  memory.fill(result, 0, <usize>symbols << 2);
  const low = load<i32>(lows + (<usize>depth << 2));
  const high = load<i32>(highs + (<usize>depth << 2));
  if (high - low < 2 << smallBits) countBetween(low, high, 1);
  else {
    countUpTo(high, 1);
    countUpTo(low, -1);
  }
}

/** Place in the reversed text where the suffix of a rank begins. */
export function place(rank: i32): i32 {
  return load<i32>(array + (<usize>rank << 2));
}
