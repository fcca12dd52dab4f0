/**
 * Where everything lies in linear memory. The module manages its memory itself: fixed-size parts first, at constant
 * addresses, then the tables whose sizes the host chooses. Nothing is allocated after `create`.
 *
 * Terms: a *symbol* is one token; a *node* is an inner node of the code tree that spells a symbol as binary decisions;
 * a *context* is a hash of some part of what stands before the symbol; a *lane* is one input of the mixers.
 */

/** Kinds of context, see contexts.ts. */
export const contexts: i32 = 47;
export const lanesPerContext: i32 = 4;
export const matchModels: i32 = 3;
export const lanesPerMatch: i32 = 4;
export const experts: i32 = 2;
export const lanesPerExpert: i32 = 4;
export const firstMatchLane: i32 = contexts * lanesPerContext;
export const firstExpertLane: i32 = firstMatchLane + matchModels * lanesPerMatch;
/** Maps from what an expert says of a node to what came: one by node, one by the symbol before. */
export const mapsPerExpert: i32 = 2;
export const biasLane: i32 = firstExpertLane + experts * lanesPerExpert;
/** Lanes come in groups of four, one SIMD vector, that are all used for a decision or all not. */
const lanesPerGroup: i32 = 4;
export const bytesPerGroup: i32 = 16;
/** Inputs of a mixer; of the bias's group, three are padding. */
export const lanes: i32 = biasLane + lanesPerGroup;
const groups: i32 = lanes / lanesPerGroup;

/** Levels of the code tree that share one bucket of nodes. */
export const levelsPerBucket: i32 = 3;

// Fixed part. The compiler's own static data lies below `base`.
const base: usize = 0x10000;

/** f32 [4096]: ln(p / (1 - p)) by the upper 12 bits of p. */
export const stretchTable: usize = base;
/** f32 [4096]: 1 / (1 + e^-x) for x in [-12, 12). */
export const squashTable: usize = stretchTable + 4096 * 4;
/** i32 [1024]: 65536 / (n + 1.5). */
export const reciprocalTable: usize = squashTable + 4096 * 4;
/** u8 [256]: what kind of character a token stands for: its ASCII code, or one of the codes in lexical.ts. */
export const characterOf: usize = reciprocalTable + 1024 * 4;
/** Code tree. u32 [256]: a symbol's code, left-aligned. */
export const codeOf: usize = characterOf + 256;
/** u8 [256]: a symbol's code length. */
export const codeLength: usize = codeOf + 256 * 4;
/** u16 [256][2]: children of a node; 256 + symbol for leaves. Node 1 is the root; a child's number is above its parent's. */
export const children: usize = codeLength + 256;
/** u32 [256]: a node's path from the root, left-aligned. */
export const nodePrefix: usize = children + 256 * 4;
/** u8 [256]: a node's distance from the root. */
export const nodeDepth: usize = nodePrefix + 256 * 4;
/** u8 [256]: a node's place in its bucket, 1 to 7. */
export const nodePlace: usize = nodeDepth + 256;
/** u8 [256]: the first node of a node's bucket. */
export const nodeBucket: usize = nodePlace + 256;
/** u8 [256]: all nodes, parents before children and those of a bucket side by side. */
export const nodeOrder: usize = nodeBucket + 256;
export const nodeCount: usize = nodeOrder + 256;
/** f32 [512]: probability of reaching each node, and of each symbol at 256 + symbol. */
export const reached: usize = nodeCount + 16;
/** u8 [64]: contexts that are left out, then match models. */
export const leftOut: usize = reached + 512 * 4;

/** f32 [experts][512]: an expert's probability mass under each node, and of each symbol at 256 + symbol. */
export const expertMass: usize = leftOut + 64;
/** i32 [experts]: whether the expert has spoken for the next symbol. */
export const expertActive: usize = expertMass + experts * 512 * 4;

/** ContextRecord [contexts], see histories.ts. */
export const contextRecords: usize = expertActive + 16;
export const contextRecordSize: usize = 64;
/** usize [contexts] each: records of the contexts that have seen one symbol only, of those among them that agree, … */
export const singleRecords: usize = contextRecords + contexts * contextRecordSize;
export const agreeingRecords: usize = singleRecords + contexts * 4;
/** … and of those that have seen several. */
export const severalRecords: usize = agreeingRecords + contexts * 4;
/** A bucket of zeros. */
export const emptyBucket: usize = severalRecords + contexts * 4;
/** u32 [groups]: offsets of the groups of lanes that are used for the current decision. */
export const usedGroups: usize = emptyBucket + 16;
/** f32 [lanes]; what groups that are not used hold means nothing. */
export const inputs: usize = (usedGroups + groups * 4 + 15) & ~15;

export const mixerSets: i32 = 14;
/** Mixers in the second layer. */
export const finalMixers: i32 = 3;
/** Per set, padded to 16: f32 output in the logistic domain, usize weights. */
export const mixerOutputs: usize = inputs + lanes * 4;
export const mixerWeights: usize = mixerOutputs + 16 * 4;
export const finalOutputs: usize = mixerWeights + 16 * 4;
export const finalWeights: usize = finalOutputs + 16 * 4;

/** Cells of a calibration curve. */
export const curveCells: i32 = 33;
export const calibrators: i32 = 4;
/** Per calibrator: usize curve, then lower cell; f32 fraction. */
export const calibratorCell: usize = finalWeights + 16 * 4;
export const calibratorFraction: usize = calibratorCell + 16 * 4;

/** f64: how many symbols were learned. Everything from here on is saved. */
export const learnedSymbols: usize = (calibratorFraction + 16 * 4 + 63) & ~63;
export const savedStart: usize = learnedSymbols;
/** i32: a bit for each expert that has been let into the mixers. */
export const expertsIntroduced: usize = learnedSymbols + 8;

/** LexicalState and MatchState: all that a checkpoint holds. */
export const checkpointed: usize = learnedSymbols + 64;
export const lexicalState: usize = checkpointed;
export const bracketDepthLimit: i32 = 64;
export const bracketStack: usize = lexicalState + 512;
export const blockDepthLimit: i32 = 32;
export const blockStack: usize = bracketStack + bracketDepthLimit * 16;
export const matchStates: usize = blockStack + blockDepthLimit * 16;
export const matchStateSize: usize = 32;
export const checkpointSize: usize = matchStates + matchModels * matchStateSize - checkpointed;
const checkpoints: i32 = 256;
export const checkpointStore: usize = checkpointed + checkpointSize;

const learned: usize = (checkpointStore + checkpoints * checkpointSize + 63) & ~63;

// Adaptive probability maps: u32 entries, 22 bits probability, 10 bits count.
/** [contexts][2048]: by a node's bit history. */
export const historyMap: usize = learned;
export const historyStates: i32 = 2048;
/** [contexts][32 runs][8 depths]: a context that has seen one symbol only. */
export const runMap: usize = historyMap + contexts * historyStates * 4;
/** [contexts][4 runs][512]: the same by that symbol's decision at the node. */
export const symbolMap: usize = runMap + contexts * 256 * 4;
/** [contexts][32 runs][8 depths]: the last symbol of a context that has seen several. */
export const repeatMap: usize = symbolMap + contexts * 2048 * 4;
/** [matchModels][4096] twice: see matches.ts. */
export const matchMap: usize = repeatMap + contexts * 256 * 4;
export const matchMapEntries: i32 = 4096;

/** [experts][mapsPerExpert][256][expertLevels]: see experts.ts. */
export const expertLevels: i32 = 32;
export const expertMaps: usize = matchMap + matchModels * 2 * matchMapEntries * 4;
export const setSize: i32 = 1024;
/** f32 [mixerSets][setSize][lanes]. */
export const weights: usize = expertMaps + experts * mapsPerExpert * 256 * expertLevels * 4;
/** f32 [finalMixers][setSize][16]. */
export const secondWeights: usize = weights + mixerSets * setSize * lanes * 4;
/** f32 [calibrators][65536][curveCells]. */
export const calibratorSize: i32 = 1 << 15;
export const curves: usize = secondWeights + finalMixers * setSize * 16 * 4;
export const fixedEnd: usize = (curves + calibrators * calibratorSize * curveCells * 4 + 63) & ~63;
