/**
 * Other models, such as a network, that tell the probability of every symbol. What they say of a decision enters the
 * mix as it is, and through maps that learn what came when they said so: by node, and by the symbol before.
 */
import {
  children,
  codeOf,
  expertActive,
  expertLevels,
  expertMaps,
  expertMass,
  experts,
  firstExpertLane,
  inputs,
  lanesPerExpert,
  mapsPerExpert,
  nodeCount,
  nodeDepth,
  nodePrefix,
} from './layout';
import { useGroup } from './inputs';
import { adapt, adaptiveProbability, stretch, stretch22 } from './numbers';
import { linearScale } from './tuning';

const edge: f32 = 0.0001;
/** Levels of the maps for each unit of ln(p / (1 - p)), which lies within ±9. */
const levelsPerUnit: f32 = 1.75;
const logisticRange: f32 = 9;
/** Observations that a map's first values stand for, and at most remembers. */
const firstCount: u32 = 20;
const mapLimit: u32 = 250;

/** How certain the first expert is of the decision, 0 without one; below `certainties`. */
export let certainty: i32 = 0;
export const certainties: i32 = 23;
/** The first expert's likeliest symbol plus 1, 0 without an expert. */
export let likeliest: i32 = 0;
/** 1 where that symbol's next decision is a zero, 2 where it is a one, 0 where another symbol is being spelled. */
export let likeliestSays: i32 = 0;

/** Sums an expert's probabilities, written by the host at 256 + symbol, under each node. */
export function hearExpert(expert: i32): void {
  const mass = expertMass + ((<usize>expert) << 11);
  for (let node = load<i32>(nodeCount) - 1; node > 0; node--) {
    const pair = children + ((<usize>node) << 2);
    store<f32>(
      mass + ((<usize>node) << 2),
      load<f32>(mass + ((<usize>load<u16>(pair)) << 2)) + load<f32>(mass + ((<usize>load<u16>(pair + 2)) << 2)),
    );
  }
  store<i32>(expertActive + ((<usize>expert) << 2), 1);
  if (expert === 0) findLikeliest(mass + 1024);
}

function findLikeliest(probabilities: usize): void {
  let best: f32 = -1;
  for (let symbol = 0; symbol < 256; symbol++) {
    const p = load<f32>(probabilities + ((<usize>symbol) << 2));
    if (p > best) {
      best = p;
      likeliest = symbol + 1;
    }
  }
}

export function forgetExperts(): void {
  for (let expert = 0; expert < experts; expert++) store<i32>(expertActive + ((<usize>expert) << 2), 0);
  likeliest = 0;
}

@inline
function mapEntry(expert: i32, map: i32, context: i32, level: i32): usize {
  return expertMaps + ((<usize>(((expert * mapsPerExpert + map) * 256 + context) * expertLevels + level)) << 2);
}

/** The level of each expert that speaks: of the first and the second. */
let firstLevel: i32 = 0;
let secondLevel: i32 = -1;

/** Fills the experts' lanes for a decision. */
export function fillExpertLanes(node: i32, symbolBefore: i32): void {
  certainty = 0;
  secondLevel = -1;
  likeliestSays = 0;
  for (let expert = 0; expert < experts; expert++) {
    const lane = inputs + ((<usize>(firstExpertLane + expert * lanesPerExpert)) << 2);
    if (load<i32>(expertActive + ((<usize>expert) << 2)) === 0) continue;
    useGroup(<u32>(lane - inputs));
    const mass = expertMass + ((<usize>expert) << 11);
    const one = <usize>load<u16>(children + ((<usize>node) << 2) + 2);
    const share = (load<f32>(mass + (one << 2)) + 1e-7) / (load<f32>(mass + ((<usize>node) << 2)) + 2e-7);
    const p = min<f32>(1 - edge, max<f32>(edge, share));
    const logistic = stretch(p);
    const own = min<i32>(expertLevels - 1, max<i32>(0, <i32>((logistic + logisticRange) * levelsPerUnit)));
    store<f32>(lane, logistic);
    store<f32>(lane, (p - 0.5) * linearScale, 4);
    store<f32>(lane, stretch22(load<u32>(mapEntry(expert, 0, node, own)) >> 10), 8);
    store<f32>(lane, stretch22(load<u32>(mapEntry(expert, 1, symbolBefore, own)) >> 10), 12);
    if (expert === 1) secondLevel = own;
    else {
      firstLevel = own;
      certainty = 1 + <i32>((logistic + logisticRange) * 1.2);
      sayLikeliest(node);
    }
  }
}

function sayLikeliest(node: i32): void {
  const depth = <u32>load<u8>(nodeDepth + <usize>node);
  const code = load<u32>(codeOf + ((<usize>(likeliest - 1)) << 2));
  const decided = code ^ load<u32>(nodePrefix + ((<usize>node) << 2));
  if (depth > 0 && decided >> (32 - depth) !== 0) return;
  likeliestSays = 1 + <i32>((code >> (31 - depth)) & 1);
}

/** Learns a decision of the experts that spoke: `fillExpertLanes` must have been called for this node. */
export function learnExpertBit(node: i32, symbolBefore: i32, bit: i32): void {
  if (certainty > 0) learnMaps(0, firstLevel, node, symbolBefore, bit);
  if (secondLevel >= 0) learnMaps(1, secondLevel, node, symbolBefore, bit);
}

@inline
function learnMaps(expert: i32, level: i32, node: i32, symbolBefore: i32, bit: i32): void {
  adapt(mapEntry(expert, 0, node, level), bit, mapLimit);
  adapt(mapEntry(expert, 1, symbolBefore, level), bit, mapLimit);
}

/** The maps before anything was learned: as the experts say. */
export function resetExperts(): void {
  for (let i = 0, n = experts * mapsPerExpert * 256; i < n; i++) {
    for (let level = 0; level < expertLevels; level++) {
      const logistic = (<f64>level + 0.5) / levelsPerUnit - logisticRange;
      store<u32>(
        expertMaps + ((<usize>(i * expertLevels + level)) << 2),
        adaptiveProbability(1 / (1 + Math.exp(-logistic)), firstCount),
      );
    }
  }
}
