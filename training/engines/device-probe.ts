import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { asFailure } from '@house-style/protocol/failure';
import type { Network } from '@house-style/model/network';
import { initialise } from '../network/initialise';
import type { Batch, DeviceKind, DeviceReport, TrainingEngine, TrainingProgram } from './engine';
import type { UpdateRule, Window } from '../network/step';

/** Small enough to be tried in a moment, large enough that a device's speed shows. */
const network: Network = {
  cell: 'lstm',
  input: 'embedding',
  vocabulary: 100,
  embedding: 32,
  hidden: [256],
  dropout: 0,
};
const window: Window = { time: 32, batch: 32 };
const rule: UpdateRule = {
  optimiser: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 },
  clipNorm: 1,
};
const learningRate = 1e-3;
const warmUpSteps = 2;
/** Steps that are timed: more of them on a device that is fast. */
const timedSteps = { least: 3, most: 12 } as const;
const timedSeconds = 0.5;
/** How far a parameter may differ from the CPU's after one step, where a step moves it by `learningRate`. */
const tolerance = 1e-4;
const probeSeconds = 60;

/**
 * Tries one device with a real training step, compared with the same step on the CPU.
 *
 * @param reference what the CPU's step is done with.
 *
 * A provider's native code may end the process on some machines: {@link probeApart} tries it in another one.
 */
export async function probe(
  engine: TrainingEngine,
  device: DeviceKind,
  reference: TrainingEngine = engine,
): Promise<DeviceReport> {
  try {
    const reached = await run(engine, device);
    const isReference = device === 'cpu' && engine === reference;
    const largestDifference = isReference ? 0 : largest(reached.parameters, (await run(reference, 'cpu')).parameters);
    if (!(largestDifference <= tolerance)) {
      const reason = `its results differ from the CPU's by ${largestDifference.toExponential(1)}`;
      return { engine: engine.name, device, usable: false, reason };
    }
    const { charactersPerSecond } = reached;
    return { engine: engine.name, device, usable: true, charactersPerSecond, largestDifference };
  } catch (thrown) {
    return { engine: engine.name, device, usable: false, reason: reasonOf(thrown) };
  }
}

/**
 * Tries one device in a process of its own.
 *
 * @param program the command line's program file, which answers `devices --engine NAME --probe KIND --json` with one report.
 */
export function probeApart(engine: string, device: DeviceKind, program: string): Promise<DeviceReport> {
  return new Promise((resolve) => {
    const give = (reason: string): void => resolve({ engine, device, usable: false, reason });
    const args = [program, 'devices', '--engine', engine, '--probe', device, '--json'];
    const child = spawn(process.execPath, [...process.execArgv, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: probeSeconds * 1000,
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.on('error', (error) => give(error.message));
    child.on('close', (status, signal) => {
      const last = printed.trim().split('\n').at(-1) ?? '';
      try {
        const { devices } = JSON.parse(last) as { devices: [DeviceReport] };
        resolve(devices[0]);
      } catch {
        give(`trying it ended the process (${signal ?? `status ${status ?? '?'}`})`);
      }
    });
  });
}

async function run(
  engine: TrainingEngine,
  kind: DeviceKind,
): Promise<{ parameters: Float32Array[]; charactersPerSecond: number }> {
  const device = { engine: engine.name, kind, threads: availableParallelism() };
  const program = await engine.compile(network, window, rule, device, initialise(network, 1));
  try {
    await program.step(batch(), learningRate);
    const parameters = [...(await program.parameters()).values()].map(({ data }) => data);
    for (let step = 1; step < warmUpSteps; step++) await program.step(batch(), learningRate);
    const fastest = Math.min(...(await timeSteps(program)));
    return { parameters, charactersPerSecond: Math.round((window.time * window.batch) / fastest) };
  } finally {
    await program.dispose();
  }
}

/** Seconds that single steps take. The fastest says most: whatever else the machine does only makes steps slower. */
async function timeSteps(program: TrainingProgram): Promise<number[]> {
  const seconds: number[] = [];
  const began = performance.now();
  const isEnough = (): boolean => performance.now() - began > 1000 * timedSeconds && seconds.length >= timedSteps.least;
  while (seconds.length < timedSteps.most && !isEnough()) {
    const stepBegan = performance.now();
    await program.step(batch(), learningRate);
    seconds.push((performance.now() - stepBegan) / 1000);
  }
  return seconds;
}

function batch(): Batch {
  const length = window.time * window.batch;
  return {
    inputs: Uint8Array.from({ length }, (_, index) => (index * 7) % network.vocabulary),
    targets: Uint8Array.from({ length }, (_, index) => (index * 5) % network.vocabulary),
    weights: new Float32Array(length).fill(1),
    carry: new Float32Array(window.batch),
    masks: [],
  };
}

function largest(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let difference = 0;
  for (const [index, array] of a.entries()) {
    const other = b[index] ?? new Float32Array();
    for (const [at, value] of array.entries()) difference = Math.max(difference, Math.abs(value - (other[at] ?? NaN)));
  }
  return difference;
}

/** The first sentence of what a provider says, without the places in its sources. */
function reasonOf(thrown: unknown): string {
  const { cause, message } = asFailure(thrown);
  const [line = ''] = (cause instanceof Error ? cause.message : message).split('\n');
  return line.replace(/^\/\S+:\d+ .*?was false\. /, '').slice(0, 300);
}
