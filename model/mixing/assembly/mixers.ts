/**
 * Two layers of gated logistic mixing: several linear mixers, each with the weights that its selector chooses, then a
 * few mixers over their outputs, then the mean of those. Online gradient descent on coding cost: dw = rate · error ·
 * input (Mahoney, "Data Compression Explained", section 4.3.2).
 */
import {
  biasLane,
  finalMixers,
  firstExpertLane,
  lanesPerExpert,
  finalOutputs,
  finalWeights,
  firstMatchLane,
  inputs,
  lanesPerContext,
  lanes,
  mixerOutputs,
  mixerSets,
  mixerWeights,
  secondWeights,
  setSize,
  usedGroups,
  weights,
} from './layout';
import { usedEnd } from './inputs';
import { clampLogistic, logisticLimit, squash } from './numbers';
import { finalMixerRate, firstWeight, negligibleError } from './tuning';

/** Of each context's lanes, mixers start with the first only: the others refine it. */
function startingWeight(lane: i32): f32 {
  return lane < firstMatchLane && lane % lanesPerContext !== 0 ? 0 : firstWeight;
}

export function resetMixers(): void {
  for (let i = 0, n = mixerSets * setSize; i < n; i++)
    for (let lane = 0; lane < lanes; lane++)
      store<f32>(weights + ((<usize>(i * lanes + lane)) << 2), lane === usedLane ? 0 : startingWeight(lane));
  for (let i = 0, n = finalMixers * setSize * 16; i < n; i++)
    store<f32>(secondWeights + ((<usize>i) << 2), 1.0 / <f32>mixerSets);
}

/**
 * Lets an expert into mixers that learned without it: what it says adds to what the other inputs say, so those give
 * way.
 */
export function introduceExpert(expert: i32, weight: f32, others: f32): void {
  const own = firstExpertLane + expert * lanesPerExpert;
  for (let i = 0, n = mixerSets * setSize; i < n; i++) {
    for (let lane = 0; lane < usedLane; lane++) {
      const at = weights + ((<usize>(i * lanes + lane)) << 2);
      if (lane >= own && lane < own + lanesPerExpert) store<f32>(at, lane === own ? weight : 0);
      else if (lane < firstExpertLane || lane >= biasLane) store<f32>(at, load<f32>(at) * others);
    }
  }
}

/** The mixer whose weights no choice divides: others start from it where they have not learned yet. */
export const generalSet: i32 = mixerSets - 1;
/** The last lane is padding; its weight tells whether the row was ever learned. */
const usedLane: i32 = lanes - 1;

/** Chooses the weights of a mixer in the first layer. */
@inline
export function selectWeights(set: i32, choice: i32, learn: bool): void {
  const row = weights + ((<usize>(set * setSize + choice) * lanes) << 2);
  let chosen = row;
  if (load<f32>(row + ((<usize>usedLane) << 2)) === 0) {
    const general = weights + ((<usize>(generalSet * setSize) * lanes) << 2);
    if (learn) {
      memory.copy(row, general, (<usize>lanes) << 2);
      store<f32>(row + ((<usize>usedLane) << 2), 1);
    } else chosen = general;
  }
  store<usize>(mixerWeights + ((<usize>set) << 2), chosen);
}

/** Chooses the weights of a mixer in the second layer. */
@inline
export function selectFinalWeights(mixer: i32, choice: i32): void {
  store<usize>(finalWeights + ((<usize>mixer) << 2), secondWeights + ((<usize>(mixer * setSize + choice)) << 6));
}

@inline
function weightsOf(set: i32): usize {
  return load<usize>(mixerWeights + ((<usize>set) << 2));
}

@inline
function product(row: usize, group: usize, x: v128): v128 {
  return f32x4.mul(v128.load(row + group), x);
}

/** The sums of four vectors' lanes. */
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

@inline
function storeOutputs(set: i32, outputs: v128): void {
  const clamped = f32x4.pmin(f32x4.splat(logisticLimit), f32x4.pmax(f32x4.splat(-logisticLimit), outputs));
  v128.store(mixerOutputs + ((<usize>set) << 2), clamped);
}

/** Outputs of the first layer from `set` on: of seven mixers at once, so that each input is loaded once for them all. */
function sevenOutputs(set: i32): void {
  const r0 = weightsOf(set);
  const r1 = weightsOf(set + 1);
  const r2 = weightsOf(set + 2);
  const r3 = weightsOf(set + 3);
  const r4 = weightsOf(set + 4);
  const r5 = weightsOf(set + 5);
  const r6 = weightsOf(set + 6);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  const end = usedEnd;
  for (let at = usedGroups; at < end; at += 4) {
    const group = load<usize>(at);
    const x = v128.load(inputs + group);
    s0 = f32x4.add(s0, product(r0, group, x));
    s1 = f32x4.add(s1, product(r1, group, x));
    s2 = f32x4.add(s2, product(r2, group, x));
    s3 = f32x4.add(s3, product(r3, group, x));
    s4 = f32x4.add(s4, product(r4, group, x));
    s5 = f32x4.add(s5, product(r5, group, x));
    s6 = f32x4.add(s6, product(r6, group, x));
  }
  // The eighth output is the next mixer's and is written later, or padding.
  storeOutputs(set, sums(s0, s1, s2, s3));
  storeOutputs(set + 4, sums(s4, s5, s6, f32x4.splat(0)));
}

function train(weight: usize, step: f32): void {
  const s = f32x4.splat(step);
  const end = usedEnd;
  for (let at = usedGroups; at < end; at += 4) {
    const group = load<usize>(at);
    const w = weight + group;
    v128.store(w, f32x4.add(v128.load(w), f32x4.mul(s, v128.load(inputs + group))));
  }
}

/** Output of a mixer in the second layer: its weights are padded to 16, as the outputs of the first layer are. */
@inline
function finalOutput(weight: usize): f32 {
  const low = f32x4.add(
    f32x4.mul(v128.load(weight), v128.load(mixerOutputs)),
    f32x4.mul(v128.load(weight, 16), v128.load(mixerOutputs, 16)),
  );
  const high = f32x4.add(
    f32x4.mul(v128.load(weight, 32), v128.load(mixerOutputs, 32)),
    f32x4.mul(v128.load(weight, 48), v128.load(mixerOutputs, 48)),
  );
  return f32x4.extract_lane(sums(f32x4.add(low, high), low, low, low), 0);
}

/** Mean of the second layer's outputs, in the logistic domain. */
export function mix(): f32 {
  sevenOutputs(0);
  sevenOutputs(7);
  let mean: f32 = 0;
  for (let mixer: usize = 0; mixer < (<usize>finalMixers) << 2; mixer += 4) {
    const output = clampLogistic(finalOutput(load<usize>(finalWeights + mixer)));
    store<f32>(finalOutputs + mixer, output);
    mean += output;
  }
  return mean / <f32>finalMixers;
}

export function learnMix(bit: i32, rate: f32): void {
  const target = <f32>bit;
  const secondRate = finalMixerRate;
  for (let mixer: usize = 0; mixer < (<usize>finalMixers) << 2; mixer += 4) {
    const weight = load<usize>(finalWeights + mixer);
    const step = f32x4.splat((target - squash(load<f32>(finalOutputs + mixer))) * secondRate);
    for (let k: usize = 0; k < 64; k += 16)
      v128.store(weight + k, f32x4.add(v128.load(weight + k), f32x4.mul(step, v128.load(mixerOutputs + k))));
  }
  const negligible = negligibleError;
  for (let set = 0; set < mixerSets; set++) {
    const error = target - squash(load<f32>(mixerOutputs + ((<usize>set) << 2)));
    if (abs<f32>(error) > negligible) train(weightsOf(set), error * rate);
  }
}
