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
/** u32 [256]: counts that are not in the result yet; zeros between calls. */
const second: usize = starts + 260 * 4;
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
  followers = array + ((<usize>(textLength + 1)) << 2);
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
  smallCounts = largeCounts + ((<usize>(((length >> largeBits) + 1) * symbols)) << 2);
  // Lines are read four numbers at a time, beyond their ends.
  grow(smallCounts + ((<usize>(((length >> smallBits) + 1) * symbols)) << 1) + 16);
  memory.fill(result, 0, 1024);
  for (let i = 0; i <= length; i++) {
    if ((i & ((1 << smallBits) - 1)) === 0) writeRunningCounts(i);
    const p = load<i32>(array + ((<usize>i) << 2));
    // The text's last symbol has no follower.
    const follower = p === 0 ? 0 : load<u8>(textStart + <usize>(p - 1));
    store<u8>(followers + <usize>i, follower);
    if (p === 0) withoutFollower = i;
    else {
      const at = result + ((<usize>follower) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  }
  findStarts();
}

/** Lines of counts of the followers before rank `i`, which starts a small block. */
function writeRunningCounts(i: i32): void {
  const large = largeCounts + ((<usize>((i >> largeBits) * symbols)) << 2);
  if ((i & ((1 << largeBits) - 1)) === 0) memory.copy(large, result, (<usize>symbols) << 2);
  const small = smallCounts + ((<usize>((i >> smallBits) * symbols)) << 1);
  for (let c = 0; c < symbols; c++) {
    const at = (<usize>c) << 2;
    store<u16>(small + ((<usize>c) << 1), <u16>(load<i32>(result + at) - load<i32>(large + at)));
  }
}

/** Where the suffixes that begin with one symbol, and with two, start: the empty suffix comes before all. */
function findStarts(): void {
  memory.fill(pairStarts, 0, 65537 * 4);
  for (let p = 0; p + 1 < length; p++) {
    const pair = ((<usize>load<u8>(textStart + <usize>p)) << 8) | load<u8>(textStart + <usize>(p + 1));
    const at = pairStarts + (pair << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  const last = length > 0 ? <i32>load<u8>(textStart + <usize>(length - 1)) : -1;
  let sum = 1;
  for (let c = 0; c < 256; c++) {
    store<i32>(starts + ((<usize>c) << 2), sum);
    if (c === last) sum++;
    for (let d = 0; d < 256; d++) {
      const at = pairStarts + ((<usize>((c << 8) | d)) << 2);
      const count = load<i32>(at);
      store<i32>(at, sum);
      sum += count;
    }
  }
  store<i32>(starts + (256 << 2), sum);
}

let withoutFollower: i32 = 0;

/** A suffix's symbol at `depth`, -1 where the text ends before it. */
@inline
function symbolAt(rank: i32, depth: i32): i32 {
  const p = load<i32>(array + ((<usize>rank) << 2)) + depth;
  return p < length ? <i32>load<u8>(textStart + <usize>p) : -1;
}

/** First suffix in [low, high) whose symbol at `depth` is `c` or more; all of them agree before it. */
@inline
function lowerBound(low: i32, high: i32, depth: i32, c: i32): i32 {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbolAt(middle, depth) < c) low = middle + 1;
    else high = middle;
  }
  return low;
}

let foundLow: i32 = 0;
let foundHigh: i32 = 0;

/** Finds the suffixes in [low, high) whose symbol at `depth` is `c`; all of them agree before it. */
function narrow(low: i32, high: i32, depth: i32, c: i32): bool {
  const first = symbolAt(low, depth);
  const last = high - low === 1 ? first : symbolAt(high - 1, depth);
  if (c < first || c > last) return false;
  // Long contexts mostly go on in one way: two looks in place of two searches.
  foundLow = low;
  foundHigh = high;
  if (first === last) return true;
  let from = low + 1;
  let to = high - 1;
  // Both ends are searched for together, until one of those between is found.
  while (from < to) {
    const middle = (from + to) >>> 1;
    const symbol = symbolAt(middle, depth);
    if (symbol < c) from = middle + 1;
    else if (symbol > c) to = middle;
    else {
      if (first !== c) foundLow = lowerBound(from, middle, depth, c);
      if (last !== c) foundHigh = lowerBound(middle + 1, to, depth, c + 1);
      return true;
    }
  }
  if (first === c) foundHigh = from;
  else if (last === c) foundLow = to;
  else return false;
  return true;
}

/** Finds the context's suffixes; returns how many of its symbols the index has seen together. */
export function find(contextLength: i32): i32 {
  counted = longest + 1;
  store<i32>(lows, 0);
  store<i32>(highs, length + 1);
  const limit = min(contextLength, longest);
  for (let depth = 0; depth < limit; depth++) {
    const c = <i32>load<u8>(context + <usize>depth);
    let low: i32;
    let high: i32;
    if (depth === 0) {
      low = load<i32>(starts + ((<usize>c) << 2));
      high = load<i32>(starts + ((<usize>(c + 1)) << 2));
    } else if (depth === 1) {
      const pair = ((<i32>load<u8>(context)) << 8) | c;
      low = load<i32>(pairStarts + ((<usize>pair) << 2));
      // Before the next pair; where that begins with another symbol, before the lone last symbol, if it is that one.
      high =
        c === 255
          ? load<i32>(starts + ((<usize>(load<u8>(context) + 1)) << 2))
          : load<i32>(pairStarts + ((<usize>(pair + 1)) << 2));
    } else {
      if (!narrow(load<i32>(lows + ((<usize>depth) << 2)), load<i32>(highs + ((<usize>depth) << 2)), depth, c))
        return depth;
      low = foundLow;
      high = foundHigh;
    }
    if (low >= high) return depth;
    store<i32>(lows + ((<usize>(depth + 1)) << 2), low);
    store<i32>(highs + ((<usize>(depth + 1)) << 2), high);
  }
  return limit;
}

/** Of which depth `result` holds the counts; more than the longest for none. */
let counted: i32 = longest + 1;

/** Fewer than so many are counted one by one, more by the lines of running counts at both ends. */
const fewFollowers: i32 = 384;

/** The small block whose line is nearest to a rank. */
@inline
function blockNear(rank: i32): i32 {
  const nearest = (rank + (1 << (smallBits - 1))) >> smallBits;
  // The last block's line is only there where the block has begun.
  return nearest << smallBits <= length ? nearest : rank >> smallBits;
}

/** Adds the followers between two small blocks' starts. */
function addLines(from: i32, to: i32): void {
  const largeFrom = largeCounts + ((<usize>((from >> (largeBits - smallBits)) * symbols)) << 2);
  const largeTo = largeCounts + ((<usize>((to >> (largeBits - smallBits)) * symbols)) << 2);
  const smallFrom = smallCounts + ((<usize>(from * symbols)) << 1);
  const smallTo = smallCounts + ((<usize>(to * symbols)) << 1);
  for (let c: usize = 0; c < <usize>symbols; c += 4) {
    const large = i32x4.sub(v128.load(largeTo + (c << 2)), v128.load(largeFrom + (c << 2)));
    const small = i32x4.sub(v128.load_ext<u16>(smallTo + (c << 1)), v128.load_ext<u16>(smallFrom + (c << 1)));
    const at = result + (c << 2);
    v128.store(at, i32x4.add(v128.load(at), i32x4.add(large, small)));
  }
}

@inline
function add(table: usize, rank: i32, sign: i32): void {
  const at = table + ((<usize>load<u8>(followers + <usize>rank)) << 2);
  store<i32>(at, load<i32>(at) + sign);
}

function countEach(low: i32, high: i32, sign: i32): void {
  // In two tables in turn: the same follower often comes again, and would wait for its own last count.
  let i = low;
  for (; i + 1 < high; i += 2) {
    add(result, i, sign);
    add(second, i + 1, sign);
  }
  if (i < high) add(result, i, sign);
  if (low <= withoutFollower && withoutFollower < high) add(result, withoutFollower, -sign);
}

function countTo(block: i32, rank: i32, sign: i32): void {
  const start = block << smallBits;
  if (start <= rank) countEach(start, rank, sign);
  else countEach(rank, start, -sign);
}

function clearCounts(): void {
  memory.fill(result, 0, (<usize>symbols) << 2);
}

/**
 * Counts what followed the context's first `depth` symbols, of those that `find` found. What followed more symbols also
 * followed fewer of them: after a greater depth, only the others are counted, where they are few.
 */
export function count(depth: i32): void {
  const low = load<i32>(lows + ((<usize>depth) << 2));
  const high = load<i32>(highs + ((<usize>depth) << 2));
  const goesOn = counted >= depth && counted <= longest;
  const lowBefore = goesOn ? load<i32>(lows + ((<usize>counted) << 2)) : low;
  const highBefore = goesOn ? load<i32>(highs + ((<usize>counted) << 2)) : low;
  if (lowBefore - low + (high - highBefore) < fewFollowers) {
    if (!goesOn) clearCounts();
    countEach(low, lowBefore, 1);
    countEach(highBefore, high, 1);
  } else {
    clearCounts();
    const from = blockNear(low);
    const to = blockNear(high);
    addLines(from, to);
    countTo(to, high, 1);
    countTo(from, low, -1);
  }
  for (let c: usize = 0; c < (<usize>symbols) << 2; c += 16) {
    v128.store(result + c, i32x4.add(v128.load(result + c), v128.load(second + c)));
    v128.store(second + c, i32x4.splat(0));
  }
  counted = depth;
}
