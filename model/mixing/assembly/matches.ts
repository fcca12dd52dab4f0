/**
 * Match models: the place where the last symbols stood before, and the symbol that followed there. After a wrong
 * expectation a match stays for a while, because edits of copied code leave most of it as it was.
 */
import {
  codeOf,
  contexts,
  inputs,
  leftOut,
  firstMatchLane,
  lanesPerMatch,
  matchMap,
  matchMapEntries,
  matchModels,
  matchStateSize,
  matchStates,
  nodeDepth,
  nodePrefix,
} from './layout';
import { useGroup } from './inputs';
import { lexical } from './lexical';
import { adapt, adaptiveProbability, combine, stretch22 } from './numbers';
import { matchBits, matchTable, symbolBefore, text } from './text';
import { linearScale, matchMapLimit } from './tuning';

@unmanaged
class MatchState {
  /** Where the expected symbol stands, or -1. */
  pointer: i32;
  /** Symbols that agree before it. */
  length: i32;
  /** Last 8 expectations, newest in the low bit, 1 where wrong. */
  misses: u32;
  entry: usize;
  entryB: usize;
}

@inline
function matchOf(model: i32): MatchState {
  return changetype<MatchState>(matchStates + <usize>(model * matchStateSize));
}

/** Symbols that must agree for a match to begin, longest first. */
@inline
function minimumLength(model: i32): i32 {
  return model === 0 ? 20 : model === 1 ? 11 : 5;
}

@inline
export function matchLength(model: i32): i32 {
  const m = matchOf(model);
  return m.pointer < 0 ? 0 : m.length;
}

/** The symbol that a model expects, or -1. */
@inline
export function expectedSymbol(model: i32): i32 {
  const m = matchOf(model);
  return m.pointer < 0 ? -1 : <i32>load<u8>(text + <usize>m.pointer);
}

/** Where the symbol stands that the longest match expects, or -1. */
export function expectedPosition(): i32 {
  for (let model = 0; model < matchModels; model++) {
    const m = matchOf(model);
    if (m.pointer >= 0) return m.pointer;
  }
  return -1;
}

@inline
function lengthClass(length: i32): i32 {
  if (length < 16) return length;
  if (length < 32) return 16 + ((length - 16) >> 2);
  if (length < 64) return 20 + ((length - 32) >> 3);
  return min<i32>(31, 24 + ((length - 64) >> 6));
}

const longest: i32 = 600;
/** The symbol that every text starts with, as `vocabulary.ts` numbers it. */
const startOfPath: u8 = 0;

/** Moves on by the symbol that now stands last; the text before `position` is complete. */
export function pushMatches(symbol: i32, learn: bool): void {
  const position = lexical().position;
  for (let model = 0; model < matchModels; model++) {
    if (load<u8>(leftOut + <usize>(contexts + model))) continue;
    const m = matchOf(model);
    if (m.pointer >= 0) {
      const right = <i32>load<u8>(text + <usize>m.pointer) === symbol;
      m.misses = ((m.misses << 1) | (right ? 0 : 1)) & 255;
      m.length = right ? min<i32>(m.length + 1, longest) : 0;
      m.pointer++;
      if (!right && popcnt<u32>(m.misses) > 3) m.pointer = -1;
      if (m.pointer >= position) m.pointer = -1;
    }
    const needed = minimumLength(model);
    if (position < needed) continue;
    let hash: u64 = 0;
    for (let k = 1; k <= needed; k++) hash = combine(hash, symbolBefore(position, k));
    const at = matchTable + (((<usize>model) << matchBits) + <usize>(hash >> (<u64>(64 - matchBits)))) * 4;
    if (m.pointer < 0 || m.length < needed) {
      const candidate = load<i32>(at);
      // After a rollback the table may point beyond the text.
      if (candidate > 0 && candidate < position) {
        let length = 0;
        while (
          length < longest &&
          length < candidate &&
          symbolBefore(candidate, length + 1) === symbolBefore(position, length + 1)
        )
          length++;
        if (length >= needed) {
          m.pointer = candidate;
          m.length = length;
          m.misses = 0;
        }
      }
    }
    // Behind the end of what was learned of a text stands another one's path, which says nothing of how it goes on.
    if (m.pointer >= 0 && load<u8>(text + <usize>m.pointer) === startOfPath) m.pointer = -1;
    if (learn) store<i32>(at, position);
  }
}

/** 0 without a match, 1 where the longest expects a zero, 2 where it expects a one. */
export let longestExpects: i32 = 0;
export let longestClass: i32 = 0;
/** Two bits a model: as `longestExpects`. */
export let expectations: i32 = 0;

export function fillMatchLanes(node: i32): void {
  const depth = <i32>load<u8>(nodeDepth + <usize>node);
  const prefix = load<u32>(nodePrefix + ((<usize>node) << 2));
  const undecided: u32 = depth === 0 ? 0 : 0xffffffff << (32 - depth);
  longestExpects = 0;
  longestClass = 0;
  expectations = 0;
  for (let model = 0; model < matchModels; model++) {
    const m = matchOf(model);
    const lane = inputs + ((<usize>(firstMatchLane + model * lanesPerMatch)) << 2);
    m.entry = 0;
    if (m.pointer >= 0) {
      const symbol = <i32>load<u8>(text + <usize>m.pointer);
      const code = load<u32>(codeOf + ((<usize>symbol) << 2));
      if (((code ^ prefix) & undecided) === 0) {
        const bit = <i32>((code >> (<u32>(31 - depth))) & 1);
        const kind = lengthClass(m.length);
        const state = (kind << 4) | (min<i32>(popcnt<u32>(m.misses), 3) << 2) | min<i32>(depth, 3);
        m.entry = matchMap + ((<usize>(model * 2 * matchMapEntries + state)) << 2);
        m.entryB =
          matchMap +
          ((<usize>((model * 2 + 1) * matchMapEntries + ((min<i32>(kind >> 2, 7) << 9) | (node << 1) | bit))) << 2);
        const p = load<u32>(m.entry) >> 10;
        const pb = load<u32>(m.entryB) >> 10;
        const sign: f32 = bit ? 1 : -1;
        store<f32>(lane, sign * stretch22(p));
        store<f32>(lane + 4, sign * <f32>(<i32>p - 2097152) * (1.0 / 4194304.0) * linearScale);
        store<f32>(lane + 8, sign * stretch22(pb));
        store<f32>(lane + 12, m.length === 0 ? 0 : sign * min<f32>(1, <f32>m.length * (1.0 / 32)));
        if (longestExpects === 0) {
          longestExpects = bit + 1;
          longestClass = kind;
        }
        expectations |= (bit + 1) << (model << 1);
        useGroup(<u32>(lane - inputs));
      }
    }
  }
}

export function learnMatchBit(node: i32, bit: i32): void {
  const limit = <u32>matchMapLimit;
  for (let model = 0; model < matchModels; model++) {
    const m = matchOf(model);
    if (m.entry === 0) continue;
    const expected = (expectations >> (model << 1)) & 3;
    const right = expected === bit + 1 ? 1 : 0;
    adapt(m.entry, right, limit);
    adapt(m.entryB, right, limit);
  }
}

export function resetMatches(): void {
  for (let model = 0; model < matchModels; model++) {
    matchOf(model).pointer = -1;
    for (let state = 0; state < matchMapEntries; state++) {
      const at = (<usize>(model * 2 * matchMapEntries + state)) << 2;
      const length = <f64>(state >> 4);
      store<u32>(matchMap + at, adaptiveProbability((length + 2) / (length + 3), 4));
      store<u32>(matchMap + at + ((<usize>matchMapEntries) << 2), adaptiveProbability(0.9, 4));
    }
  }
}
