/**
 * What each context has seen. Most contexts of a high order have seen one symbol only, however often, so a context is
 * first a *slot* of four bytes: that symbol and how many times in a row. Only when a second symbol comes does it get
 * *buckets*, which hold for each decision of the code tree a bit history and an adaptive probability.
 *
 * Bit histories and their adaptive maps follow M. Mahoney, "Adaptive Weighing of Context Models for Lossless Data
 * Compression" (2005), and "Data Compression Explained", section 4.1.3; the states here are counts up to 15 with the
 * last three bits, so that the map from state to probability can start from the counts themselves.
 */
import {
  agreeingRecords,
  bytesPerGroup,
  codeOf,
  contextRecordSize,
  contextRecords,
  contexts,
  leftOut,
  codeLength,
  children,
  historyMap,
  historyStates,
  emptyBucket,
  inputs,
  nodeBucket,
  nodeDepth,
  nodePlace,
  nodePrefix,
  repeatMap,
  runMap,
  severalRecords,
  singleRecords,
  symbolMap,
} from './layout';
import { useGroup } from './inputs';
import { adapt, adaptiveProbability, stretch22 } from './numbers';
import { bucketBits, buckets, slotBits, slots } from './text';
import { contextMapLimit, linearScale } from './tuning';

// ContextRecord.mode
const unknown: i32 = 0;
/** One symbol seen. */
const single: i32 = 1;
/** Several symbols seen. */
const several: i32 = 2;

@unmanaged
class ContextRecord {
  hash: u64;
  /** Address of the slot, found or to be replaced. */
  slot: usize;
  mode: i32;
  /** Last symbol's code, left-aligned. */
  expected: u32;
  symbol: i32;
  /** Times in a row. */
  run: i32;
  /** Bucket of the current nodes. */
  bucket: usize;
  /** Map entries that gave the current inputs; those of a context that saw several symbols may be 0. */
  entryA: usize;
  entryB: usize;
  bucketHash: u64;
  /** Offset of its group of lanes. */
  group: u32;
}

@inline
function recordOf(context: i32): ContextRecord {
  return changetype<ContextRecord>(contextRecords + <usize>(context * contextRecordSize));
}

/** The record that stands at a place in one of the lists of records. */
@inline
function listed(list: usize, index: i32): ContextRecord {
  return changetype<ContextRecord>(load<usize>(list + ((<usize>index) << 2)));
}

@inline
function contextOf(record: ContextRecord): i32 {
  return <i32>(record.group / bytesPerGroup);
}

let singles: i32 = 0;
let agreeing: i32 = 0;
let severals: i32 = 0;

// A slot: 16 bits check, 8 bits symbol, 7 bits run, 1 bit whether several symbols were seen.
const severalFlag: u32 = 1;
const longestRun: i32 = 127;

/** Sum of loads whose only purpose is to have memory fetch many lines at once before they are searched one by one. */
let touched: u32 = 0;

/** Sets a context's hash for the next symbol. */
@inline
export function setContext(context: i32, hash: u64): void {
  recordOf(context).hash = hash;
  touched += load<u32>(slots + ((<usize>(hash >> (<u64>(66 - slotBits)))) << 4));
}

/** Finds the slots of all contexts, and lists those that know something. */
export function findSlots(): void {
  singles = 0;
  severals = 0;
  for (let i = 0; i < contexts; i++) {
    findSlot(i);
    const record = recordOf(i);
    record.group = i * bytesPerGroup;
    if (record.mode === single) {
      store<usize>(singleRecords + ((<usize>singles) << 2), changetype<usize>(record));
      singles++;
    } else if (record.mode === several) {
      store<usize>(severalRecords + ((<usize>severals) << 2), changetype<usize>(record));
      severals++;
    }
  }
}

@inline
function findSlot(context: i32): void {
  const record = recordOf(context);
  if (load<u8>(leftOut + <usize>context)) {
    record.mode = unknown;
    record.slot = 0;
    return;
  }
  const hash = record.hash;
  const check = (<u32>(hash & 0xffff)) | 1;
  const group = slots + ((<usize>(hash >> (<u64>(66 - slotBits)))) << 4);
  let oldest = group;
  let least: i32 = 1 << 30;
  for (let i: usize = 0; i < 16; i += 4) {
    const value = load<u32>(group + i);
    if (value >> 16 === check) {
      record.slot = group + i;
      const symbol = <i32>((value >> 8) & 255);
      record.symbol = symbol;
      record.expected = load<u32>(codeOf + ((<usize>symbol) << 2));
      record.run = <i32>((value >> 1) & 127);
      record.mode = value & severalFlag ? several : single;
      return;
    }
    const worth = value === 0 ? -1 : <i32>((value >> 1) & 127) + (value & severalFlag ? 8 : 0);
    if (worth < least) {
      least = worth;
      oldest = group + i;
    }
  }
  record.slot = oldest;
  record.mode = unknown;
}

// A bucket: 7 nodes of 16 bits (4 bits count of ones, 4 bits count of zeros, 8 last bits), then 16 bits check.
const checkOffset: usize = 14;
/** Buckets that are searched: those in one cache line. */
const neighbours: u32 = 4;

@inline
function bucketHash(context: u64, node: i32): u64 {
  const h = (context + <u64>node) * 0xd6e8feb86659fd93;
  return h ^ (h >> 32);
}

/** The bucket of a context for a node that starts one; where there is none, one that says nothing. */
function findBucket(hash: u64): usize {
  const check = (<u32>((hash >> 8) & 0xffff)) | 1;
  const first = <u32>(hash >> (<u64>(64 - bucketBits)));
  for (let i: u32 = 0; i < neighbours; i++) {
    const bucket = buckets + ((<usize>(first ^ i)) << 4);
    if (<u32>load<u16>(bucket + checkOffset) === check) return bucket;
  }
  return emptyBucket;
}

@inline
function countOf(node: u32): i32 {
  return <i32>((node >> 8) & 15) + <i32>(node >> 12);
}

/** The bucket of a context, in place of the least used one of its neighbours where it is new. */
function makeBucket(hash: u64): usize {
  const check = (<u32>((hash >> 8) & 0xffff)) | 1;
  const first = <u32>(hash >> (<u64>(64 - bucketBits)));
  let victim: usize = 0;
  let least: i32 = 1 << 30;
  for (let i: u32 = 0; i < neighbours; i++) {
    const bucket = buckets + ((<usize>(first ^ i)) << 4);
    const stored = <u32>load<u16>(bucket + checkOffset);
    if (stored === check) return bucket;
    const worth = stored === 0 ? -1 : countOf(<u32>load<u16>(bucket));
    if (worth < least) {
      least = worth;
      victim = bucket;
    }
  }
  store<u64>(victim, 0);
  store<u64>(victim, 0, 8);
  store<u16>(victim + checkOffset, <u16>check);
  return victim;
}

/** Bit history after another bit: the counts of the other bit fade, so that recent bits weigh more. */
@inline
function nextNode(state: u32, bit: i32): u32 {
  let zeros = (state >> 8) & 15;
  let ones = state >> 12;
  if (bit) {
    if (ones < 15) ones++;
    if (zeros > 2) zeros = (zeros >> 1) + 1;
  } else {
    if (zeros < 15) zeros++;
    if (ones > 2) ones = (ones >> 1) + 1;
  }
  return (ones << 12) | (zeros << 8) | (((state << 1) | bit) & 255);
}

/** Index into the map by counts: both counts and the last three bits. */
@inline
function countState(node: u32): u32 {
  return ((node >> 8) << 3) | (node & 7);
}

/** Before any decision of a symbol: no bucket is known. */
export let currentBucketNode: i32 = 0;

export function forgetBuckets(): void {
  currentBucketNode = 0;
}

function enterBuckets(node: i32, learn: bool): void {
  currentBucketNode = node;
  for (let i = 0; i < severals; i++) {
    const record = listed(severalRecords, i);
    const hash = bucketHash(record.hash, node);
    touched += load<u16>(buckets + ((<usize>(hash >> (<u64>(64 - bucketBits)))) << 4));
    record.bucketHash = hash;
  }
  for (let i = 0; i < severals; i++) {
    const record = listed(severalRecords, i);
    record.bucket = learn ? makeBucket(record.bucketHash) : findBucket(record.bucketHash);
  }
}

@inline
function runClass(run: i32): i32 {
  return run < 16 ? run : min<i32>(31, 16 + ((run - 16) >> 3));
}

@inline
function linearOf(p: u32): f32 {
  return <f32>(<i32>p - 2097152) * (1.0 / 4194304.0);
}

/** How many of the contexts of rising order know this node, and how many of them expect one bit only. */
export let knownOrders: i32 = 0;
export let agreeingSingles: i32 = 0;
export let opposingSingles: i32 = 0;

/** Fills the contexts' lanes for a decision; those of contexts that say nothing of it are not used. */
export function fillContextLanes(node: i32, orders: i32, learn: bool): void {
  const bucketNode = <i32>load<u8>(nodeBucket + <usize>node);
  if (bucketNode !== currentBucketNode) enterBuckets(bucketNode, learn);
  const depth = <i32>load<u8>(nodeDepth + <usize>node);
  const prefix = load<u32>(nodePrefix + ((<usize>node) << 2));
  // Bits below the node's depth do not matter for agreement.
  const undecided: u32 = depth === 0 ? 0 : 0xffffffff << (32 - depth);
  knownOrders = 0;
  fillSingles(node, depth, prefix, undecided, orders);
  fillSeverals(node, depth, prefix, undecided, orders);
}

function fillSingles(node: i32, depth: i32, prefix: u32, undecided: u32, orders: i32): void {
  const bitShift: u32 = 31 - depth;
  const depthClass = min<i32>(depth, 7);
  const linear = linearScale;
  // Which of them agree nobody can guess: without branches there is no wrong guess to pay for.
  let count = 0;
  for (let i = 0; i < singles; i++) {
    const record = listed(singleRecords, i);
    store<usize>(agreeingRecords + ((<usize>count) << 2), changetype<usize>(record));
    count += ((record.expected ^ prefix) & undecided) === 0 ? 1 : 0;
  }
  agreeing = count;
  let known = knownOrders;
  let ones = 0;
  for (let i = 0; i < count; i++) {
    const record = listed(agreeingRecords, i);
    const context = contextOf(record);
    const bit = <i32>((record.expected >> bitShift) & 1);
    const run = record.run;
    const a = runMap + ((<usize>((context << 8) | (runClass(run) << 3) | depthClass)) << 2);
    const b = symbolMap + ((<usize>((context << 11) | (min<i32>(run - 1, 3) << 9) | (node << 1) | bit)) << 2);
    record.entryA = a;
    record.entryB = b;
    const pa = load<u32>(a) >> 10;
    let lanes = f32x4.splat(stretch22(pa));
    lanes = f32x4.replace_lane(lanes, 1, linearOf(pa) * linear);
    lanes = f32x4.replace_lane(lanes, 2, stretch22(load<u32>(b) >> 10));
    lanes = f32x4.replace_lane(lanes, 3, 0);
    v128.store(inputs + <usize>record.group, f32x4.mul(lanes, f32x4.splat(<f32>(bit + bit - 1))));
    useGroup(record.group);
    ones += bit;
    if (context < orders) known = context + 1;
  }
  knownOrders = known;
  agreeingSingles = ones;
  opposingSingles = count - ones;
}

function fillSeverals(node: i32, depth: i32, prefix: u32, undecided: u32, orders: i32): void {
  const place = (<usize>load<u8>(nodePlace + <usize>node) - 1) << 1;
  const bitShift: u32 = 31 - depth;
  const depthClass = min<i32>(depth, 7);
  const linear = linearScale;
  let known = knownOrders;
  for (let i = 0; i < severals; i++) {
    const record = listed(severalRecords, i);
    const context = contextOf(record);
    const value = <u32>load<u16>(record.bucket + place);
    let lanes = f32x4.splat(0);
    record.entryA = 0;
    record.entryB = 0;
    if (value !== 0) {
      const a = historyMap + ((<usize>((context << 11) | countState(value))) << 2);
      record.entryA = a;
      const pa = load<u32>(a) >> 10;
      lanes = f32x4.replace_lane(lanes, 0, stretch22(pa));
      lanes = f32x4.replace_lane(lanes, 1, linearOf(pa) * linear);
      if (context < orders) known = max(known, context + 1);
    }
    if (((record.expected ^ prefix) & undecided) === 0) {
      const b = repeatMap + ((<usize>((context << 8) | (runClass(record.run) << 3) | depthClass)) << 2);
      record.entryB = b;
      const pb = stretch22(load<u32>(b) >> 10);
      lanes = f32x4.replace_lane(lanes, 3, (record.expected >> bitShift) & 1 ? pb : -pb);
    } else if (value === 0) continue;
    v128.store(inputs + <usize>record.group, lanes);
    useGroup(record.group);
  }
  knownOrders = known;
}

/** Learns a decision: `fillContextLanes` must have been called for this node with `learn`. */
export function learnContextBit(node: i32, bit: i32): void {
  const place = (<usize>load<u8>(nodePlace + <usize>node) - 1) << 1;
  const bitShift: u32 = 31 - <u32>load<u8>(nodeDepth + <usize>node);
  const limit = <u32>contextMapLimit;
  for (let i = 0; i < agreeing; i++) {
    const record = listed(agreeingRecords, i);
    const right = <i32>((record.expected >> bitShift) & 1) === bit ? 1 : 0;
    adapt(record.entryA, right, limit);
    adapt(record.entryB, right, limit);
  }
  for (let i = 0; i < severals; i++) {
    const record = listed(severalRecords, i);
    if (record.entryA !== 0) adapt(record.entryA, bit, limit);
    if (record.entryB !== 0) adapt(record.entryB, <i32>((record.expected >> bitShift) & 1) === bit ? 1 : 0, limit);
    const at = record.bucket + place;
    store<u16>(at, <u16>nextNode(load<u16>(at), bit));
  }
}

/** Puts a symbol that was seen `times` in a row into a context's buckets. */
function putSymbol(context: u64, symbol: i32, times: i32): void {
  const length = <i32>load<u8>(codeLength + <usize>symbol);
  const code = load<u32>(codeOf + ((<usize>symbol) << 2));
  let node = 1;
  let bucket: usize = 0;
  let last = 0;
  for (let depth = 0; depth < length; depth++) {
    const start = <i32>load<u8>(nodeBucket + <usize>node);
    if (start !== last) {
      bucket = makeBucket(bucketHash(context, start));
      last = start;
    }
    const bit = <i32>((code >> (<u32>(31 - depth))) & 1);
    const at = bucket + ((<usize>load<u8>(nodePlace + <usize>node) - 1) << 1);
    let value = <u32>load<u16>(at);
    for (let k = 0; k < times; k++) value = nextNode(value, bit);
    store<u16>(at, <u16>value);
    node = <i32>load<u16>(children + ((<usize>node) << 2) + ((<usize>bit) << 1));
  }
}

/** Learns a whole symbol, after its decisions. */
export function learnContextSymbol(symbol: i32): void {
  for (let i = 0; i < contexts; i++) {
    const record = recordOf(i);
    const check = (<u32>(record.hash & 0xffff)) | 1;
    let flag: u32 = 0;
    let run = 1;
    if (record.mode !== unknown) {
      if (record.symbol === symbol) run = min<i32>(record.run + 1, longestRun);
      else if (record.mode === single) {
        putSymbol(record.hash, record.symbol, min<i32>(record.run, 12));
        putSymbol(record.hash, symbol, 1);
        flag = severalFlag;
      }
      if (record.mode === several) flag = severalFlag;
    }
    if (record.slot !== 0) store<u32>(record.slot, (check << 16) | ((<u32>symbol) << 8) | ((<u32>run) << 1) | flag);
  }
}

/** The maps before anything was learned: what counts alone suggest. */
export function resetHistories(): void {
  for (let i = 0; i < contexts; i++) {
    for (let state = 0; state < historyStates; state++) {
      const zeros = <f64>((state >> 3) & 15);
      const ones = <f64>((state >> 7) & 15);
      const last = <f64>(state & 1) - 0.5;
      const p = (ones + 0.3 + (zeros + ones > 0 ? last * 0.3 : 0)) / (zeros + ones + 0.6);
      store<u32>(historyMap + ((<usize>((i << 11) | state)) << 2), adaptiveProbability(p, 6));
    }
    for (let run = 0; run < 32; run++) {
      const seen = <f64>(run < 16 ? run : 16 + ((run - 16) << 3));
      for (let depth = 0; depth < 8; depth++) {
        const at = (<usize>((i << 8) | (run << 3) | depth)) << 2;
        store<u32>(runMap + at, adaptiveProbability((seen + 0.6) / (seen + 0.8), 6));
        store<u32>(repeatMap + at, adaptiveProbability((seen + 0.6) / (seen + 1.2), 6));
      }
    }
    for (let k = 0; k < 2048; k++) {
      const seen = <f64>(k >> 9) + 1;
      store<u32>(symbolMap + ((<usize>((i << 11) | k)) << 2), adaptiveProbability((seen + 0.6) / (seen + 0.8), 6));
    }
  }
}
