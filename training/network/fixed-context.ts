import type { FixedContextNetwork } from '@house-style/model/network';
import type { Value } from '@house-style/model/onnx/graph';
import {
  add,
  concat,
  gather,
  gemm,
  matMul,
  multiply,
  oneHot,
  pad,
  reduceSum,
  relu,
  reshape,
  sign,
  slice,
  subtract,
  sum,
  tanh,
  transpose,
} from '@house-style/model/onnx/operators';
import { emitOutputGradients, emitOutputLayer } from '@house-style/model/onnx/output-layer';
import type { Window } from './step';
import { one } from './cells/constants';
import { type GraphInputs, outputLayerOf, parameterOf, type Pass } from './forward';

/** The character at one place of the context, read by all positions at once; `[hidden, time·batch]` each. */
interface Reading {
  /** The hidden state before it; none at the first place. */
  readonly previous: Value | undefined;
  /** What the hidden matrix is multiplied with. */
  readonly joined: Value;
  /** The hidden state after it. */
  readonly state: Value;
}

/** What all places share, in the terms of the formulas in `model/network.ts`. */
interface Shared {
  readonly network: FixedContextNetwork;
  readonly window: Window;
  readonly inputs: GraphInputs;
  /** The part of I that reads the character, `[hidden, embedding]`. */
  readonly ofCharacter: Value;
  /** The part of I that reads the hidden state, `[hidden, hidden]`; with concatenation only. */
  readonly ofState: Value | undefined;
  /**
   * `[embedding, (context − 1 + time)·batch]`: column `(context − 1 + t)·batch + b` is the character t of stream b; those
   * before the window are carried from the one before.
   */
  readonly embeddings: Value;
  /** I·e + a for every column of the embeddings. */
  readonly read: Value;
}

/**
 * A network that sees a fixed number of characters, over one window. Time is no loop here: all positions are columns of
 * the same products, `context` of them one after the other.
 */
export function emitFixedContextPass(network: FixedContextNetwork, window: Window, inputs: GraphInputs): Pass {
  const shared = emitEmbeddings(network, window, inputs);
  const readings = emitReadings(shared);
  const top = readings.at(-1)?.state as Value;
  const outputLayer = outputLayerOf(inputs);
  const positions = window.time * window.batch;
  return {
    logits: emitOutputLayer(outputLayer, top),
    states: [{ hidden: slice(shared.embeddings, 1, positions, lengthOf(shared.embeddings)), cell: undefined }],
    gradients: (ofLogits) => {
      const ofTop = gemm(outputLayer.weight, transpose(ofLogits), { transposeA: true });
      const ofOutput = emitOutputGradients(ofLogits, top);
      return new Map([
        ['output.weight', ofOutput.weight],
        ['output.bias', ofOutput.bias],
        ...emitBackward(shared, readings, ofTop),
      ]);
    },
  };
}

function emitEmbeddings(network: FixedContextNetwork, window: Window, inputs: GraphInputs): Shared {
  const input = parameterOf(inputs, 'context.input');
  const units = network.hidden[0] as number;
  const concatenated = network.cell === 'concatenation';
  const ofCharacter = concatenated ? slice(input, 1, units, units + network.embedding) : input;
  const carry = concat(Array<Value>(network.context - 1).fill(inputs.carry), 1);
  const carried = multiply(inputs.states[0]?.hidden as Value, carry);
  const tokens = reshape(inputs.inputs, [window.time * window.batch]);
  const embeddings = concat([carried, transpose(gather(parameterOf(inputs, 'embedding'), tokens))], 1);
  return {
    ...{ network, window, inputs, ofCharacter, embeddings },
    ofState: concatenated ? slice(input, 1, 0, units) : undefined,
    read: gemm(ofCharacter, embeddings, { addend: parameterOf(inputs, 'context.inputBias') }),
  };
}

function emitReadings({ network, window, inputs, ofState, read }: Shared): Reading[] {
  const hidden = parameterOf(inputs, 'context.hidden');
  const bias = parameterOf(inputs, 'context.hiddenBias');
  const positions = window.time * window.batch;
  const summands = ofState ? read : relu(read);
  const readings: Reading[] = [];
  for (let place = 0; place < network.context; place++) {
    const previous = readings.at(-1)?.state;
    const own = slice(summands, 1, place * window.batch, place * window.batch + positions);
    const joined = ofState
      ? relu(previous ? gemm(ofState, previous, { addend: own }) : own)
      : previous
        ? add(previous, own)
        : own;
    readings.push({ previous, joined, state: tanh(gemm(hidden, joined, { addend: bias })) });
  }
  return readings;
}

/** Back through the places, the last one first. @param ofTop gradient by the last hidden state. */
function emitBackward(shared: Shared, readings: readonly Reading[], ofTop: Value): [string, Value][] {
  const { network, window, inputs, ofCharacter, ofState, embeddings, read } = shared;
  const hidden = parameterOf(inputs, 'context.hidden');
  const ofHidden: Value[] = [];
  const ofBias: Value[] = [];
  const ofStateMatrix: Value[] = [];
  const ofSummands: Value[] = [];
  let above = ofTop;
  for (let place = readings.length - 1; place >= 0; place--) {
    const { previous, joined, state } = readings[place] as Reading;
    const ofProduct = multiply(above, subtract(one(state), multiply(state, state)));
    ofHidden.push(gemm(ofProduct, joined, { transposeB: true }));
    ofBias.push(reduceSum(ofProduct, [1], true));
    const ofJoined = gemm(hidden, ofProduct, { transposeA: true });
    // A rectified value is zero or positive: its sign is the slope.
    const ofOwn = ofState ? multiply(ofJoined, sign(joined)) : ofJoined;
    ofSummands.push(pad(ofOwn, 1, place * window.batch, (network.context - 1 - place) * window.batch));
    if (previous && ofState) ofStateMatrix.push(gemm(ofOwn, previous, { transposeB: true }));
    above = ofState ? gemm(ofState, ofOwn, { transposeA: true }) : ofJoined;
  }
  const ofRead = ofState ? sum(ofSummands) : multiply(sum(ofSummands), sign(relu(read)));
  const ofCharacterMatrix = gemm(ofRead, embeddings, { transposeB: true });
  const carried = (network.context - 1) * window.batch;
  const ofEmbedded = gemm(ofCharacter, slice(ofRead, 1, carried, lengthOf(embeddings)), { transposeA: true });
  const tokens = reshape(inputs.inputs, [window.time * window.batch]);
  return [
    ['embedding', transpose(matMul(ofEmbedded, oneHot(tokens, network.vocabulary, ofEmbedded.type)))],
    ['context.input', ofState ? concat([sum(ofStateMatrix), ofCharacterMatrix], 1) : ofCharacterMatrix],
    ['context.inputBias', reduceSum(ofRead, [1], true)],
    ['context.hidden', sum(ofHidden)],
    ['context.hiddenBias', sum(ofBias)],
  ];
}

/** The number of columns. */
function lengthOf(matrix: Value): number {
  return matrix.shape[1] as number;
}
