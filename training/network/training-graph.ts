import { type Network, parameterShapes } from '@house-style/model/network';
import { emitLoss, type LossInputs } from '@house-style/model/onnx/cross-entropy';
import { type FloatType, Graph, type Value } from '@house-style/model/onnx/graph';
import { divide, minimum, reduceSumSquare, squareRoot, sum } from '@house-style/model/onnx/operators';
import type { UpdateRule, Window } from '../engines/engine';
import { declareInputs, stateName } from './forward';
import { emitUpdate, type Moment, momentKinds } from './optimisers';
import { emitPass, type Pass } from './pass';

/** Keeps the clipping factor finite when the gradient is zero. */
const smallestNorm = 1e-12;

export interface GraphOptions {
  readonly type?: FloatType;
  /** Outputs that one `Split` may have; any number where not given. */
  readonly widestSplit?: number | undefined;
}

/**
 * One whole training step as one graph: forward pass, back-propagation through time, clipping by global norm, update.
 *
 * Inputs: `inputs`, `targets` int64 `[time, batch]`; `shares` `[time·batch, 1]`; `carry` `[1, batch]`; `mask{layer}`;
 * every parameter (biases as columns) and `{moment}.{parameter}`; `hidden{layer}`, `cell{layer}`; the scalars
 * `learningRate`, `firstCorrection`, `secondCorrection`. Outputs: `loss`, `gradientNorm`, and under the name of the input
 * they replace with `next.` before it the new parameters, moments and states.
 */
export function buildTrainingGraph(
  network: Network,
  window: Window,
  rule: UpdateRule,
  { type = 'float32', widestSplit }: GraphOptions = {},
): Graph {
  const graph = new Graph('training_step', widestSplit);
  const inputs = declareInputs(graph, network, window, type, true);
  const lossInputs = declareLossInputs(graph, window, type);
  const scalar = (name: string): Value => graph.input(name, type, []);
  const learningRate = scalar('learningRate');
  const [firstCorrection, secondCorrection] = [scalar('firstCorrection'), scalar('secondCorrection')];

  const pass = emitPass(network, window, inputs);
  const loss = emitLoss(pass.logits, lossInputs);
  graph.output('loss', loss.value);
  const gradients = pass.gradients(loss.gradient());

  const norm = squareRoot(sum([...gradients.values()].map(reduceSumSquare)));
  graph.output('gradientNorm', norm);
  const clip = minimum(
    graph.scalar(type, 1),
    divide(graph.scalar(type, rule.clipNorm), sum([norm, graph.scalar(type, smallestNorm)])),
  );
  for (const { name, shape } of parameterShapes(network)) {
    const value = inputs.parameters.get(name) as Value;
    const gradient = gradients.get(name) as Value;
    const kinds = momentKinds[rule.optimiser.kind];
    const moments: Partial<Record<Moment, Value>> = {};
    for (const kind of kinds) moments[kind] = graph.input(`${kind}.${name}`, type, value.shape);
    const scalars = { learningRate, firstCorrection, secondCorrection, clip };
    // Biases have too few numbers to overfit: only matrices decay.
    const updated = emitUpdate(rule.optimiser, { value, gradient, moments, decays: shape.length > 1 }, scalars);
    graph.output(`next.${name}`, updated.parameter);
    for (const kind of kinds) graph.output(`next.${kind}.${name}`, updated.moments[kind] as Value);
  }
  outputStates(graph, pass);
  return graph;
}

/** The loss of one window and the state after it, without dropout and without an update. Inputs and outputs as above. */
export function buildLossGraph(
  network: Network,
  window: Window,
  { type = 'float32', widestSplit }: GraphOptions = {},
): Graph {
  const graph = new Graph('loss', widestSplit);
  const inputs = declareInputs(graph, network, window, type, false);
  const lossInputs = declareLossInputs(graph, window, type);
  const pass = emitPass(network, window, inputs);
  graph.output('loss', emitLoss(pass.logits, lossInputs).value);
  outputStates(graph, pass);
  return graph;
}

/**
 * The loss, its gradients by parameter under `gradient.{parameter}`, `logits` `[vocabulary, time·batch]` and the states
 * after the window, with dropout masks and without an update: what tests and measurements look at.
 *
 * @param of parameters whose gradients are wanted; all where not given.
 */
export function buildGradientGraph(
  network: Network,
  window: Window,
  type: FloatType,
  of: readonly string[] = parameterShapes(network).map(({ name }) => name),
): Graph {
  const graph = new Graph('gradients');
  const inputs = declareInputs(graph, network, window, type, true);
  const lossInputs = declareLossInputs(graph, window, type);
  const pass = emitPass(network, window, inputs);
  const loss = emitLoss(pass.logits, lossInputs);
  graph.output('loss', loss.value);
  graph.output('logits', pass.logits);
  for (const [name, gradient] of pass.gradients(loss.gradient())) {
    if (of.includes(name)) graph.output(`gradient.${name}`, gradient);
  }
  outputStates(graph, pass);
  return graph;
}

function declareLossInputs(graph: Graph, { time, batch }: Window, type: FloatType): LossInputs {
  return {
    targets: graph.input('targets', 'int64', [time, batch]),
    shares: graph.input('shares', type, [time * batch, 1]),
  };
}

function outputStates(graph: Graph, { states }: Pass): void {
  for (const [layer, { hidden, cell }] of states.entries()) {
    graph.output(`next.${stateName('hidden', layer)}`, hidden);
    if (cell) graph.output(`next.${stateName('cell', layer)}`, cell);
  }
}
