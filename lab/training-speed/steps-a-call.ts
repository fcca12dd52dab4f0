/**
 * What several training steps in one call of the runtime would save: the same steps, one a call and several a call, in
 * turns. On one thread and by processor time, which is what a call takes also where others use the same cores.
 */
import { serialise } from '@house-style/model/onnx/serialise';
import { Graph } from '@house-style/model/onnx/graph';
import { InferenceSession, Tensor } from '@house-style/model/onnx-runtime/runtime';
import { HostTensors } from '@house-style/training/engines/onnxruntime/carried-tensors';
import { carriedBy } from '@house-style/training/engines/onnxruntime/program';
import { declareInputs, type GraphInputs } from '@house-style/training/network/forward';
import { initialise } from '@house-style/training/network/initialise';
import {
  declareLossInputs,
  declareMoments,
  declareScalars,
  emitTrainingStep,
  outputStates,
} from '@house-style/training/network/training-graph';
import { type Contestant, inTurns } from './contestant';
import { median, rounded, rule, type Setting } from './setting';

export interface CallFigures {
  readonly name: string;
  readonly stepsACall: number;
  /** Processor time of a step in calls of one step over that in calls of several, median of the turns. */
  readonly ratio: number;
  readonly millisecondsAStep: number;
}

const stepsACall = 4;

export async function compareStepsACall(setting: Setting): Promise<CallFigures> {
  const contestants = [await unrolled(setting, 1), await unrolled(setting, stepsACall)];
  const [single = [], several = []] = await inTurns(contestants);
  for (const { stop } of contestants) await stop();
  const ratio = rounded(median(single.map((seconds, turn) => seconds / (several[turn] ?? NaN))));
  return { name: setting.name, stepsACall, ratio, millisecondsAStep: rounded(1000 * median(single)) };
}

/** So many steps as one graph, each on a window of its own, each with the parameters that the one before it gave. */
async function unrolled(setting: Setting, steps: number): Promise<Contestant> {
  const { network, window } = setting;
  const session = await InferenceSession.create(
    serialise(unrolledGraph(setting, steps), { producer: 'House Style', producerVersion: '' }),
    { intraOpNumThreads: 1, logSeverityLevel: 3 },
  );
  const tensors = new HostTensors(carriedBy(network, window, rule));
  await tensors.set(initialise(network, 1));
  const others = Object.fromEntries(
    session.inputMetadata.flatMap((input) => {
      if (!input.isTensor || input.name in tensors.current) return [];
      const shape = input.shape.map(Number);
      return [[input.name, feed(input.type === 'int64', shape, network.vocabulary)] as const];
    }),
  );
  const call = async (): Promise<void> => {
    await session.run({ ...tensors.current, ...others }, { loss: feed(false, [], 1), ...tensors.targets });
    tensors.advance();
  };
  const time = async (wanted: number): Promise<number> => {
    const calls = Math.ceil(wanted / steps);
    const began = process.cpuUsage();
    for (let done = 0; done < calls; done++) await call();
    const { user, system } = process.cpuUsage(began);
    return ((user + system) / 1e6) * (wanted / (calls * steps));
  };
  return { name: `${steps} a call`, time, stop: () => session.release() };
}

/** Tokens, or numbers that leave the weights near where they are: the time of a step does not depend on them. */
function feed(areTokens: boolean, shape: readonly number[], vocabulary: number): Tensor {
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  if (!areTokens) return new Tensor('float32', new Float32Array(length).fill(1e-3), shape);
  const token = (_: unknown, index: number): bigint => BigInt((index * 7919) % vocabulary);
  return new Tensor('int64', BigInt64Array.from({ length }, token), shape);
}

function unrolledGraph({ network, window }: Setting, steps: number): Graph {
  const graph = new Graph('training_steps');
  const first = declareInputs(graph, network, window, 'float32', true);
  const lossInputs = declareLossInputs(graph, window, 'float32');
  const scalars = declareScalars(graph, 'float32');
  const moments = declareMoments(graph, rule, first.parameters);
  let last = emitTrainingStep(network, window, rule, { ...first, ...lossInputs, ...scalars, moments });
  for (let step = 1; step < steps; step++) {
    const { time, batch } = window;
    const inputs: GraphInputs = {
      ...first,
      ...last,
      inputs: graph.input(`inputs.${step}`, 'int64', [time, batch]),
      carry: graph.input(`carry.${step}`, 'float32', [1, batch]),
    };
    const targets = graph.input(`targets.${step}`, 'int64', [time, batch]);
    const shares = graph.input(`shares.${step}`, 'float32', [time * batch, 1]);
    last = emitTrainingStep(network, window, rule, { ...inputs, targets, shares, ...scalars, moments: last.moments });
  }
  graph.output('loss', last.loss);
  for (const [name, value] of [...last.parameters, ...last.moments]) graph.output(`next.${name}`, value);
  outputStates(graph, last.states);
  return graph;
}
