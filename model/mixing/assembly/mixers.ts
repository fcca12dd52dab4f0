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
  mixerProbabilities,
  mixerSets,
  mixerWeights,
  secondWeights,
  setSize,
  weights,
} from './layout';
import { clampLogistic, squash } from './numbers';
import { tune } from './tuning';

/** Of each context's lanes, mixers start with the first only: the others refine it. */
function firstWeight(lane: i32): f32 {
  return lane < firstMatchLane && lane % lanesPerContext !== 0 ? 0 : tune(8);
}

export function resetMixers(): void {
  for (let i = 0, n = mixerSets * setSize; i < n; i++)
    for (let lane = 0; lane < lanes; lane++)
      store<f32>(weights + (<usize>(i * lanes + lane) << 2), lane === usedLane ? 0 : firstWeight(lane));
  for (let i = 0, n = finalMixers * setSize * 16; i < n; i++)
    store<f32>(secondWeights + (<usize>i << 2), 1.0 / <f32>mixerSets);
}

/**
 * Lets experts into mixers that learned without them: what they say adds to what the other inputs say, so those give
 * way.
 */
export function introduceExperts(weight: f32, others: f32): void {
  for (let i = 0, n = mixerSets * setSize; i < n; i++) {
    for (let lane = 0; lane < usedLane; lane++) {
      const at = weights + (<usize>(i * lanes + lane) << 2);
      const isExpert = lane >= firstExpertLane && lane < biasLane;
      const first = (lane - firstExpertLane) % lanesPerExpert === 0;
      store<f32>(at, isExpert ? (first ? weight : 0) : load<f32>(at) * others);
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
  const row = weights + (<usize>(set * setSize + choice) * lanes << 2);
  let chosen = row;
  if (load<f32>(row + (<usize>usedLane << 2)) === 0) {
    const general = weights + (<usize>(generalSet * setSize) * lanes << 2);
    if (learn) {
      memory.copy(row, general, <usize>lanes << 2);
      store<f32>(row + (<usize>usedLane << 2), 1);
    } else chosen = general;
  }
  store<usize>(mixerWeights + (<usize>set << 2), chosen);
}

/** Chooses the weights of a mixer in the second layer. */
@inline
export function selectFinalWeights(mixer: i32, choice: i32): void {
  store<usize>(finalWeights + (<usize>mixer << 2), secondWeights + (<usize>(mixer * setSize + choice) << 6));
}

function dot(weight: usize): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let k: usize = 0; k < (<usize>lanes << 2); k += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(weight + k), v128.load(inputs + k)));
    b = f32x4.add(b, f32x4.mul(v128.load(weight + k, 16), v128.load(inputs + k, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(weight + k, 32), v128.load(inputs + k, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(weight + k, 48), v128.load(inputs + k, 48)));
  }
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
  );
}

function train(weight: usize, step: f32): void {
  const s = f32x4.splat(step);
  for (let k: usize = 0; k < (<usize>lanes << 2); k += 64) {
    const w = weight + k;
    const x = inputs + k;
    v128.store(w, f32x4.add(v128.load(w), f32x4.mul(s, v128.load(x))));
    v128.store(w, f32x4.add(v128.load(w, 16), f32x4.mul(s, v128.load(x, 16))), 16);
    v128.store(w, f32x4.add(v128.load(w, 32), f32x4.mul(s, v128.load(x, 32))), 32);
    v128.store(w, f32x4.add(v128.load(w, 48), f32x4.mul(s, v128.load(x, 48))), 48);
  }
}

/** Mean of the second layer's outputs, in the logistic domain. */
export function mix(): f32 {
  for (let set = 0; set < mixerSets; set++) {
    const at = <usize>set << 2;
    const output = clampLogistic(dot(load<usize>(mixerWeights + at)));
    store<f32>(mixerOutputs + at, output);
    store<f32>(mixerProbabilities + at, squash(output));
  }
  let mean: f32 = 0;
  for (let mixer = 0; mixer < finalMixers; mixer++) {
    const weight = load<usize>(finalWeights + (<usize>mixer << 2));
    let sum: f32 = 0;
    for (let set: usize = 0; set < <usize>mixerSets << 2; set += 4)
      sum += load<f32>(weight + set) * load<f32>(mixerOutputs + set);
    sum = clampLogistic(sum);
    store<f32>(finalOutputs + (<usize>mixer << 2), sum);
    mean += sum;
  }
  return mean / <f32>finalMixers;
}

export function learnMix(bit: i32, rate: f32): void {
  const target = <f32>bit;
  const secondRate = tune(4);
  for (let mixer = 0; mixer < finalMixers; mixer++) {
    const at = <usize>mixer << 2;
    const weight = load<usize>(finalWeights + at);
    const step = (target - squash(load<f32>(finalOutputs + at))) * secondRate;
    for (let set: usize = 0; set < <usize>mixerSets << 2; set += 4)
      store<f32>(weight + set, load<f32>(weight + set) + step * load<f32>(mixerOutputs + set));
  }
  const negligible = tune(5);
  for (let set = 0; set < mixerSets; set++) {
    const at = <usize>set << 2;
    const error = target - load<f32>(mixerProbabilities + at);
    if (abs<f32>(error) > negligible) train(load<usize>(mixerWeights + at), error * rate);
  }
}
