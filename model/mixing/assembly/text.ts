/** The text of all files so far, one byte a symbol, and the sizes of the tables that the host chose. */

/** u8 [textCapacity]. */
export let text: usize = 0;
export let textCapacity: i32 = 0;
export let slots: usize = 0;
export let slotBits: i32 = 0;
export let buckets: usize = 0;
export let bucketBits: i32 = 0;
export let matchTable: usize = 0;
export let matchBits: i32 = 0;
export let memoryEnd: usize = 0;

export function placeTables(start: usize, capacity: i32, slot: i32, bucket: i32, match: i32, matchTables: i32): void {
  textCapacity = capacity;
  slotBits = slot;
  bucketBits = bucket;
  matchBits = match;
  text = start;
  slots = (text + <usize>capacity + 63) & ~63;
  buckets = slots + ((<usize>4) << slot);
  matchTable = buckets + ((<usize>16) << bucket);
  memoryEnd = matchTable + ((<usize>matchTables) << match) * 4;
}

/** The symbol that stands `distance` before the end, or 0. */
@inline
export function symbolBefore(position: i32, distance: i32): i32 {
  return position >= distance ? <i32>load<u8>(text + <usize>(position - distance)) : 0;
}
