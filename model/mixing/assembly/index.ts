/** Context mixing over tokens: what the host calls (../context-mixing.ts describes it). */
import { calibrate, learnCalibration, resetCalibration, selectCurve } from './calibration';
import { computeContexts, orders } from './contexts';
import {
  biasLane,
  calibrators,
  characterOf,
  checkpointSize,
  checkpointStore,
  checkpointed,
  children,
  codeLength,
  codeOf,
  contexts,
  expertMass,
  expertsIntroduced,
  fixedEnd,
  inputs,
  leftOut,
  levelsPerBucket,
  matchModels,
  nodeBucket,
  nodeCount,
  nodeDepth,
  nodeOrder,
  nodePlace,
  nodePrefix,
  learnedSymbols,
  reached,
  savedStart,
} from './layout';
import {
  certainty,
  fillExpertLanes,
  forgetExperts,
  hearExpert,
  learnExpertBit,
  likeliest,
  likeliestSays,
  resetExperts,
} from './experts';
import { useGroup, useNoGroups } from './inputs';
import { lexical, pushLexical } from './lexical';
import {
  expectations,
  expectedPosition,
  expectedSymbol,
  fillMatchLanes,
  learnMatchBit,
  longestClass,
  longestExpects,
  pushMatches,
  resetMatches,
} from './matches';
import { generalSet, introduceExpert, learnMix, mix, resetMixers, selectFinalWeights, selectWeights } from './mixers';
import { clampLogistic, combine, fillNumberTables, squash } from './numbers';
import {
  agreeingSingles,
  fillContextLanes,
  forgetBuckets,
  knownOrders,
  learnContextBit,
  learnContextSymbol,
  opposingSingles,
  resetHistories,
} from './histories';
import { memoryEnd, placeTables, text, textCapacity } from './text';
import {
  expertMixerRate,
  expertWeight,
  mixerRate,
  mixerRateBoost,
  othersShare,
  othersShareBesideSecond,
  secondExpertWeight,
  sharpening,
  sharpeningFade,
  uncalibratedShare,
} from './tuning';

export * from './tuning';

export function characterTable(): usize {
  return characterOf;
}
export function codeTable(): usize {
  return codeOf;
}
export function codeLengthTable(): usize {
  return codeLength;
}
export function childTable(): usize {
  return children;
}
/** u8 [64]: the host sets what is left out of the contexts, by their order in contexts.ts, and of the match models. */
export function leftOutTable(): usize {
  return leftOut;
}
export function contextCount(): i32 {
  return contexts + matchModels;
}
export function expertTable(): usize {
  return expertMass;
}
/** Where what `save` keeps begins; it ends at `end`. */
export function start(): usize {
  return savedStart;
}
export function end(): usize {
  return memoryEnd;
}
export function position(): i32 {
  return lexical().position;
}
/** Where the text stands that the longest match expects to come next, or 0; the text goes on to `textEnd`. */
export function expectedText(): usize {
  const at = expectedPosition();
  return at < 0 ? 0 : text + <usize>at;
}
export function textEnd(): usize {
  return text + <usize>lexical().position;
}

/** Places the tables and grows memory to hold them; returns whether it could. */
export function create(capacity: i32, slotBits: i32, bucketBits: i32, matchBits: i32): bool {
  placeTables(fixedEnd, capacity, slotBits, bucketBits, matchBits, matchModels);
  const pages = <i32>((memoryEnd + 0xffff) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

/** After the host has written what was saved. */
export function restored(): void {
  ready = false;
  forgetExperts();
}

/** Fills everything that is not learned, from the code tree and tuning that the host has written. */
export function prepare(nodes: i32): void {
  fillNumberTables();
  store<i32>(nodeCount, nodes);
  store<u32>(nodePrefix + 4, 0);
  store<u8>(nodeDepth + 1, 0);
  store<u8>(nodeBucket + 1, 1);
  store<u8>(nodePlace + 1, 1);
  for (let node = 1; node < nodes; node++) {
    const depth = <u32>load<u8>(nodeDepth + <usize>node);
    const prefix = load<u32>(nodePrefix + ((<usize>node) << 2));
    for (let bit: u32 = 0; bit < 2; bit++) {
      const child = <usize>load<u16>(children + ((<usize>node) << 2) + ((<usize>bit) << 1));
      if (child >= 256) continue;
      store<u8>(nodeDepth + child, <u8>(depth + 1));
      store<u32>(nodePrefix + (child << 2), prefix | (bit << (31 - depth)));
      const starts = (depth + 1) % levelsPerBucket === 0;
      store<u8>(nodeBucket + child, starts ? <u8>child : load<u8>(nodeBucket + <usize>node));
      store<u8>(nodePlace + child, starts ? 1 : <u8>(2 * load<u8>(nodePlace + <usize>node) + bit));
    }
  }
  orderNodes(nodes);
}

/** Buckets in the order of their first nodes: what a bucket holds is looked up once for all of its nodes. */
function orderNodes(nodes: i32): void {
  let at = nodeOrder;
  for (let bucket = 1; bucket < nodes; bucket++) {
    if (load<u8>(nodeBucket + <usize>bucket) !== bucket) continue;
    for (let node = bucket; node < nodes; node++)
      if (load<u8>(nodeBucket + <usize>node) === bucket) store<u8>(at++, <u8>node);
  }
}

/** Forgets everything learned; memory is as new. */
export function reset(): void {
  resetHistories();
  resetMatches();
  resetMixers();
  resetCalibration();
  resetExperts();
  lexical().position = 1;
  store<i32>(expertsIntroduced, 0);
  store<f32>(inputs + ((<usize>biasLane) << 2), 0.4);
  ready = false;
}

/** Whether contexts are computed for the next symbol. */
let ready: bool = false;

function begin(): void {
  computeContexts();
  forgetBuckets();
  ready = true;
}

/** Takes in what an expert says of the next symbol; the host has written its probabilities. */
export function setExpert(expert: i32): void {
  const introduced = load<i32>(expertsIntroduced);
  if (((introduced >> expert) & 1) === 0) {
    if (expert === 0) introduceExpert(0, expertWeight, othersShare);
    else introduceExpert(1, secondExpertWeight, othersShareBesideSecond);
    store<i32>(expertsIntroduced, introduced | (1 << expert));
  }
  hearExpert(expert);
}

/** Takes back what the experts said of the next symbol. */
export function silenceExperts(): void {
  forgetExperts();
}

/** Probability that the decision at a node is a one, given all that stands before. */
function evaluate(node: i32, learn: bool): f32 {
  if (!ready) begin();
  useNoGroups();
  useGroup(biasLane << 2);
  fillMatchLanes(node);
  fillContextLanes(node, orders, learn);
  const s = lexical();
  const c1 = <i32>(s.recent & 255);
  fillExpertLanes(node, c1);
  const c2 = <i32>((s.recent >> 8) & 255);
  const depth = <i32>load<u8>(nodeDepth + <usize>node);
  const lexicalKind =
    (s.region << 4) | (s.inIndent ? 0 : s.word === 0 ? 1 + min<i32>(s.gapLength, 4) : 6 + min<i32>(s.wordLength, 9));
  const deep = min<i32>(depth, 7);
  selectWeights(0, longestClass * 3 + longestExpects, learn);
  selectWeights(1, node, learn);
  selectWeights(2, c1, learn);
  selectWeights(3, (knownOrders << 3) | deep, learn);
  selectWeights(4, lexicalKind, learn);
  selectWeights(5, expectedSymbol(0) + 1, learn);
  selectWeights(6, (min<i32>(agreeingSingles, 15) << 4) | min<i32>(opposingSingles, 15), learn);
  selectWeights(7, c2, learn);
  selectWeights(8, (expectations << 4) | min<i32>(depth, 15), learn);
  selectWeights(9, (certainty * 3 + longestExpects) * 8 + deep, learn);
  selectWeights(10, (<i32>(s.shape & 255)) | (s.inIndent << 8), learn);
  selectWeights(11, min<i32>(s.position - s.lineStart, 63) | (min<i32>(s.indent >> 1, 7) << 6), learn);
  selectWeights(12, likeliest * 3 + likeliestSays, learn);
  selectWeights(generalSet, 0, learn);
  selectFinalWeights(0, node);
  selectFinalWeights(1, longestClass * 3 + longestExpects);
  selectFinalWeights(2, lexicalKind);
  const mask = <u64>calibratorMask;
  selectCurve(0, node | ((<i32>(combine(c1, 1) & 127)) << 8));
  selectCurve(1, <i32>(combine(combine(c1 | (c2 << 8), 3), node) & mask));
  selectCurve(2, <i32>(combine(combine(s.word, 5), node) & mask));
  selectCurve(3, <i32>(combine((longestClass * 3 + longestExpects) | ((expectedSymbol(0) + 1) << 8), node) & mask));
  const mixed = clampLogistic(mix());
  let calibrated: f32 = 0;
  for (let curve = 0; curve < calibrators; curve++) calibrated += calibrate(curve, mixed);
  const own = uncalibratedShare;
  let probability = squash(mixed) * own + (calibrated / <f32>calibrators) * (1 - own);
  if (certainty > 0) probability = sharpen(probability);
  return min<f32>(1 - 1.0 / 1048576, max<f32>(1.0 / 1048576, probability));
}

/**
 * Where contexts and an expert agree they are right more often than either says, and their mix is too modest. Takes
 * doubtful decisions further from one half, and leaves sure ones.
 */
function sharpen(p: f32): f32 {
  const q = min<f32>(1 - 1e-6, max<f32>(1e-6, p));
  const x = Mathf.log(q / (1 - q));
  return squash(clampLogistic(x * (1 + sharpening / (1 + x * x * sharpeningFade))));
}

const calibratorMask: i32 = (1 << 15) - 1;

function learnBit(node: i32, bit: i32): void {
  const decay = <f32>(1 + mixerRateBoost / (1 + load<f64>(learnedSymbols) * (1.0 / 20000)));
  learnMix(bit, (certainty > 0 ? expertMixerRate : mixerRate) * decay);
  learnCalibration(bit);
  learnMatchBit(node, bit);
  learnExpertBit(node, <i32>(lexical().recent & 255), bit);
  learnContextBit(node, bit);
}

/** Moves on by a symbol without learning from it. */
export function advance(symbol: i32): void {
  const s = lexical();
  if (s.position >= textCapacity) return;
  store<u8>(text + <usize>s.position, <u8>symbol);
  pushLexical(symbol);
  pushMatches(symbol, false);
  ready = false;
  forgetExperts();
}

/** Predicts, then learns one symbol; returns the bits that it cost. */
export function learn(symbol: i32): f64 {
  const s = lexical();
  if (s.position >= textCapacity) return 0;
  if (!ready) begin();
  // Buckets that a prediction looked up were only found, not made.
  forgetBuckets();
  const length = <i32>load<u8>(codeLength + <usize>symbol);
  const code = load<u32>(codeOf + ((<usize>symbol) << 2));
  let node = 1;
  let likelihood: f64 = 1;
  for (let depth = 0; depth < length; depth++) {
    const bit = <i32>((code >> (<u32>(31 - depth))) & 1);
    const p = evaluate(node, true);
    likelihood *= bit ? <f64>p : 1 - <f64>p;
    learnBit(node, bit);
    node = <i32>load<u16>(children + ((<usize>node) << 2) + ((<usize>bit) << 1));
  }
  learnContextSymbol(symbol);
  store<u8>(text + <usize>s.position, <u8>symbol);
  pushLexical(symbol);
  pushMatches(symbol, true);
  store<f64>(learnedSymbols, load<f64>(learnedSymbols) + 1);
  ready = false;
  forgetExperts();
  return -Math.log2(likelihood);
}

/** f32 [256]: what `distribution` found, by symbol. */
export function distributionTable(): usize {
  return reached + 1024;
}

/** Probabilities of all symbols; decisions reached less probably than `minimum` are not evaluated, and taken as even. */
export function distribution(minimum: f32): void {
  store<f32>(reached + 4, 1);
  for (let i = 0, n = load<i32>(nodeCount) - 1; i < n; i++) {
    const node = <i32>load<u8>(nodeOrder + <usize>i);
    const mass = load<f32>(reached + ((<usize>node) << 2));
    const one: f32 = mass < minimum ? 0.5 : evaluate(node, false);
    const pair = children + ((<usize>node) << 2);
    store<f32>(reached + ((<usize>load<u16>(pair)) << 2), mass * (1 - one));
    store<f32>(reached + ((<usize>load<u16>(pair + 2)) << 2), mass * one);
  }
}

/** Probability of a one at a node, without learning. */
export function probe(node: i32): f32 {
  return evaluate(node, false);
}

export function checkpoint(index: i32): void {
  memory.copy(checkpointStore + <usize>index * checkpointSize, checkpointed, checkpointSize);
}

export function rollback(index: i32): void {
  memory.copy(checkpointed, checkpointStore + <usize>index * checkpointSize, checkpointSize);
  ready = false;
  forgetExperts();
}
