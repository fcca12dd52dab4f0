import { isOfOutput, type Network, parameterShapes } from '@house-style/model/network';
import { emitLoss, emitPredicted, type LossInputs } from '@house-style/model/onnx/cross-entropy';
import { type FloatType, Graph, type Value } from '@house-style/model/onnx/graph';
import { divide, minimum, multiply, reduceSumSquare, squareRoot, sum } from '@house-style/model/onnx/operators';
import type { UpdateRule, Window } from './step';
import { declareInputs, type GraphInputs, type Pass, stateName } from './forward';
import { emitUpdate, type Moment, momentKinds } from './optimisers';
import { emitPass } from './pass';

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
  const scalars = declareScalars(graph, type);
  const moments = declareMoments(graph, rule, inputs.parameters);
  const step = emitTrainingStep(network, window, rule, { ...inputs, ...lossInputs, ...scalars, moments });
  graph.output('loss', step.loss);
  graph.output('gradientNorm', step.gradientNorm);
  for (const [name, value] of [...step.parameters, ...step.moments]) graph.output(`next.${name}`, value);
  outputStates(graph, step.states);
  return graph;
}

/** What changes from update to update. */
export interface StepScalars {
  readonly learningRate: Value;
  readonly firstCorrection: Value;
  readonly secondCorrection: Value;
}

/** What one training step reads. */
export interface StepInputs extends GraphInputs, LossInputs, StepScalars {
  /** By `{moment}.{parameter}`. */
  readonly moments: ReadonlyMap<string, Value>;
}

/** What one training step gives, the same in the parameters' and moments' names. */
export interface StepOutputs extends Pick<StepInputs, 'parameters' | 'moments'> {
  readonly loss: Value;
  readonly gradientNorm: Value;
  readonly states: Pass['states'];
}

export function emitTrainingStep(network: Network, window: Window, rule: UpdateRule, inputs: StepInputs): StepOutputs {
  const { learningRate, firstCorrection, secondCorrection } = inputs;
  const { graph, type: dataType } = learningRate;
  const type = dataType as FloatType;
  const pass = emitPass(network, window, inputs);
  const loss = emitLoss(pass.logits, inputs);
  const gradients = pass.gradients(loss.gradient());
  const gradientNorm = squareRoot(sum([...gradients.values()].map(reduceSumSquare)));
  const clip = minimum(
    graph.scalar(type, 1),
    divide(graph.scalar(type, rule.clipNorm), sum([gradientNorm, graph.scalar(type, smallestNorm)])),
  );
  const scalars = { learningRate, firstCorrection, secondCorrection, clip };
  const { outputGain = 1 } = rule;
  const ofOutput =
    outputGain === 1 ? scalars : { ...scalars, learningRate: multiply(learningRate, graph.scalar(type, outputGain)) };
  const parameters = new Map<string, Value>();
  const moments = new Map<string, Value>();
  for (const { name, shape } of parameterShapes(network)) {
    const value = inputs.parameters.get(name) as Value;
    const gradient = gradients.get(name) as Value;
    const kinds = momentKinds[rule.optimiser.kind];
    const own: Partial<Record<Moment, Value>> = {};
    for (const kind of kinds) own[kind] = inputs.moments.get(`${kind}.${name}`) as Value;
    // Biases have too few numbers to overfit: only matrices decay.
    const updatable = { value, gradient, moments: own, decays: shape.length > 1 };
    const updated = emitUpdate(rule.optimiser, updatable, isOfOutput(name) ? ofOutput : scalars);
    parameters.set(name, updated.parameter);
    for (const kind of kinds) moments.set(`${kind}.${name}`, updated.moments[kind] as Value);
  }
  return { loss: loss.value, gradientNorm, parameters, moments, states: pass.states };
}

export function declareScalars(graph: Graph, type: FloatType): StepScalars {
  const scalar = (name: string): Value => graph.input(name, type, []);
  return {
    learningRate: scalar('learningRate'),
    firstCorrection: scalar('firstCorrection'),
    secondCorrection: scalar('secondCorrection'),
  };
}

/** Declares the optimiser's moments of these parameters, by `{moment}.{parameter}`. */
export function declareMoments(
  graph: Graph,
  { optimiser }: UpdateRule,
  parameters: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const moments = new Map<string, Value>();
  for (const [name, { type, shape }] of parameters) {
    for (const kind of momentKinds[optimiser.kind]) {
      const key = `${kind}.${name}`;
      moments.set(key, graph.input(key, type, shape));
    }
  }
  return moments;
}

/**
 * The loss of one window, which part of its targets was `predicted`, and the state after it, without dropout and without
 * an update. Inputs and outputs as above.
 */
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
  graph.output('predicted', emitPredicted(pass.logits, lossInputs));
  outputStates(graph, pass.states);
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
  outputStates(graph, pass.states);
  return graph;
}

export function declareLossInputs(graph: Graph, { time, batch }: Window, type: FloatType): LossInputs {
  return {
    targets: graph.input('targets', 'int64', [time, batch]),
    shares: graph.input('shares', type, [time * batch, 1]),
  };
}

/** States after the window, under the names of the inputs that they replace with `next.` before them. */
export function outputStates(graph: Graph, states: Pass['states']): void {
  for (const [layer, { hidden, cell }] of states.entries()) {
    graph.output(`next.${stateName('hidden', layer)}`, hidden);
    if (cell) graph.output(`next.${stateName('cell', layer)}`, cell);
  }
}
