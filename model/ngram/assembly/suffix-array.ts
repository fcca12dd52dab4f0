/**
 * Suffix arrays in linear time: SA-IS (G. Nong, S. Zhang and W. H. Chan, "Linear Suffix Array Construction by Almost
 * Pure Induced-Sorting", 2009). The reduced string and its suffix array lie within the suffix array itself, as there;
 * besides it, each level takes one bit a symbol and one number for each different symbol.
 */

let scratchEnd: usize = 0;

function take(bytes: usize): usize {
  const start = scratchEnd;
  scratchEnd = (start + bytes + 7) & ~7;
  const pages = <i32>((scratchEnd + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return start;
}

/** A string of a level: bytes at the top level, where an end mark smaller than all is understood; numbers below it. */
@inline
function symbolAt(text: usize, bytes: bool, last: i32, i: i32): i32 {
  if (!bytes) return load<i32>(text + ((<usize>i) << 2));
  return i === last ? 0 : <i32>load<u8>(text + <usize>i) + 1;
}

/** A suffix's bit within its byte of `types`. */
@inline
function typeBit(i: i32): u8 {
  const place = <u8>(i & 7);
  return 1 << place;
}

@inline
function isSmall(types: usize, i: i32): bool {
  return ((load<u8>(types + <usize>(i >> 3)) >> (<u8>(i & 7))) & 1) !== 0;
}

/** Whether a suffix is smaller than the next, and the one before it is not ("leftmost S"). */
@inline
function isLeftmost(types: usize, i: i32): bool {
  return i > 0 && isSmall(types, i) && !isSmall(types, i - 1);
}

@inline
function entry(array: usize, i: i32): i32 {
  return load<i32>(array + ((<usize>i) << 2));
}

@inline
function put(array: usize, i: i32, value: i32): void {
  store<i32>(array + ((<usize>i) << 2), value);
}

/** Where each symbol's bucket starts, or ends. */
function findBuckets(text: usize, bytes: bool, n: i32, buckets: usize, alphabet: i32, ends: bool): void {
  memory.fill(buckets, 0, (<usize>alphabet) << 2);
  for (let i = 0; i < n; i++) {
    const c = symbolAt(text, bytes, n - 1, i);
    put(buckets, c, entry(buckets, c) + 1);
  }
  let sum = 0;
  for (let c = 0; c < alphabet; c++) {
    const count = entry(buckets, c);
    sum += count;
    put(buckets, c, ends ? sum : sum - count);
  }
}

function induce(text: usize, bytes: bool, n: i32, array: usize, types: usize, buckets: usize, alphabet: i32): void {
  findBuckets(text, bytes, n, buckets, alphabet, false);
  for (let i = 0; i < n; i++) {
    const j = entry(array, i) - 1;
    if (j >= 0 && !isSmall(types, j)) {
      const c = symbolAt(text, bytes, n - 1, j);
      const place = entry(buckets, c);
      put(array, place, j);
      put(buckets, c, place + 1);
    }
  }
  findBuckets(text, bytes, n, buckets, alphabet, true);
  for (let i = n - 1; i >= 0; i--) {
    const j = entry(array, i) - 1;
    if (j >= 0 && isSmall(types, j)) {
      const c = symbolAt(text, bytes, n - 1, j);
      const place = entry(buckets, c) - 1;
      put(array, place, j);
      put(buckets, c, place);
    }
  }
}

/** Whether the substrings from two leftmost S places to the next such places differ. */
function substringsDiffer(text: usize, bytes: bool, n: i32, types: usize, a: i32, b: i32): bool {
  for (let d = 0; d < n; d++) {
    if (symbolAt(text, bytes, n - 1, a + d) !== symbolAt(text, bytes, n - 1, b + d)) return true;
    if (isSmall(types, a + d) !== isSmall(types, b + d)) return true;
    if (d > 0 && (isLeftmost(types, a + d) || isLeftmost(types, b + d))) return false;
  }
  return false;
}

/** @param n symbols, the end mark among them; @param alphabet one more than the largest symbol. */
function sort(text: usize, bytes: bool, n: i32, array: usize, alphabet: i32): void {
  if (n === 1) {
    put(array, 0, 0);
    return;
  }
  const mark = scratchEnd;
  const types = take(((<usize>n) >> 3) + 1);
  memory.fill(types, 0, ((<usize>n) >> 3) + 1);
  // The end mark is the smallest.
  store<u8>(types + <usize>((n - 1) >> 3), typeBit(n - 1));
  let after = symbolAt(text, bytes, n - 1, n - 1);
  let small = true;
  for (let i = n - 2; i >= 0; i--) {
    const c = symbolAt(text, bytes, n - 1, i);
    small = c < after || (c === after && small);
    if (small) {
      const at = types + <usize>(i >> 3);
      store<u8>(at, load<u8>(at) | typeBit(i));
    }
    after = c;
  }
  const buckets = take((<usize>alphabet) << 2);

  findBuckets(text, bytes, n, buckets, alphabet, true);
  memory.fill(array, 0xff, (<usize>n) << 2);
  for (let i = 1; i < n; i++) {
    if (!isLeftmost(types, i)) continue;
    const c = symbolAt(text, bytes, n - 1, i);
    const place = entry(buckets, c) - 1;
    put(array, place, i);
    put(buckets, c, place);
  }
  induce(text, bytes, n, array, types, buckets, alphabet);

  let count = 0;
  for (let i = 0; i < n; i++) {
    const p = entry(array, i);
    if (isLeftmost(types, p)) put(array, count++, p);
  }
  memory.fill(array + ((<usize>count) << 2), 0xff, (<usize>(n - count)) << 2);
  let names = 0;
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const p = entry(array, i);
    if (previous < 0 || substringsDiffer(text, bytes, n, types, p, previous)) {
      names++;
      previous = p;
    }
    put(array, count + (p >> 1), names - 1);
  }
  let to = n - 1;
  for (let i = n - 1; i >= count; i--) {
    const name = entry(array, i);
    if (name >= 0) put(array, to--, name);
  }
  const reduced = array + ((<usize>(n - count)) << 2);
  if (names < count) sort(reduced, false, count, array, names);
  else for (let i = 0; i < count; i++) put(array, entry(reduced, i), i);

  let j = 0;
  for (let i = 1; i < n; i++) if (isLeftmost(types, i)) put(reduced, j++, i);
  for (let i = 0; i < count; i++) put(array, i, entry(reduced, entry(array, i)));
  memory.fill(array + ((<usize>count) << 2), 0xff, (<usize>(n - count)) << 2);
  findBuckets(text, bytes, n, buckets, alphabet, true);
  for (let i = count - 1; i >= 0; i--) {
    const p = entry(array, i);
    put(array, i, -1);
    const c = symbolAt(text, bytes, n - 1, p);
    const place = entry(buckets, c) - 1;
    put(array, place, p);
    put(buckets, c, place);
  }
  induce(text, bytes, n, array, types, buckets, alphabet);
  scratchEnd = mark;
}

/**
 * Sorts the suffixes of `length` bytes into `array`, which holds one number more: its first is the empty suffix.
 *
 * @param scratch first free byte; memory grows as needed.
 */
export function sortSuffixes(text: usize, length: i32, array: usize, scratch: usize): void {
  scratchEnd = (scratch + 7) & ~7;
  sort(text, true, length + 1, array, 257);
}
