/**
 * Where the time of a training step goes, by operator: `npm run -s bench:profile -- [UNITS [BATCH]]`.
 *
 * ONNX Runtime's own profile of the step's graph, whose events are added up by kind of operator.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor } from '@house-style/model/onnx-runtime/runtime';
import { buildTrainingGraph } from '@house-style/training/network/training-graph';
import { initialise } from '@house-style/training/network/initialise';
import type { Network } from '@house-style/model/network';
import { rounded, rule, threads, warmUpSteps } from './setting';

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly ts: number;
  readonly args?: { readonly op_name?: string };
}

const [units = '512', batch = '64'] = process.argv.slice(2);
const network: Network = {
  ...{ cell: 'lstm', input: 'embedding', vocabulary: 100, embedding: 64, hidden: [Number(units)], dropout: 0 },
};
const window = { time: 64, batch: Number(batch) };
const profiledSteps = 5;

const prefix = path.join(tmpdir(), `training-step-${process.pid}`);
const session = await InferenceSession.create(
  serialise(buildTrainingGraph(network, window, rule), { producer: 'House Style', producerVersion: '' }),
  { intraOpNumThreads: threads, enableProfiling: true, profileFilePrefix: prefix, logSeverityLevel: 3 },
);
const parameters = initialise(network, 1);
const feeds: Record<string, Tensor> = {};
for (const metadata of session.inputMetadata) {
  if (!metadata.isTensor) continue;
  const { name, type } = metadata;
  const shape = metadata.shape.map(Number);
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  const tokens = BigInt64Array.from({ length }, (_, index) => BigInt((index * 7919) % network.vocabulary));
  // Corrections, shares and the rate are such that weights stay near where they are.
  const numbers = parameters.get(name)?.data ?? new Float32Array(length).fill(name.includes('.') ? 0 : 1e-3);
  feeds[name] = type === 'int64' ? new Tensor('int64', tokens, shape) : new Tensor('float32', numbers, shape);
}
for (let step = 0; step < warmUpSteps + profiledSteps; step++) await session.run(feeds);
session.endProfiling();

const [file] = (await readdir(tmpdir())).filter((name) => name.startsWith(path.basename(prefix)));
const profile = path.join(tmpdir(), file ?? '');
const events = JSON.parse(await readFile(profile, 'utf8')) as ProfileEvent[];
await rm(profile);
const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run').slice(-profiledSteps);
const from = runs[0]?.ts ?? 0;
const nodes = events.filter(({ cat, name, ts }) => cat === 'Node' && name.endsWith('_kernel_time') && ts >= from);
const total = nodes.reduce((sum, { dur }) => sum + dur, 0);
const wall = runs.reduce((sum, { dur }) => sum + dur, 0);
const byOperator = new Map<string, { microseconds: number; calls: number }>();
for (const { args, dur } of nodes) {
  const name = args?.op_name ?? '?';
  const before = byOperator.get(name) ?? { microseconds: 0, calls: 0 };
  byOperator.set(name, { microseconds: before.microseconds + dur, calls: before.calls + 1 });
}
for (const [name, { microseconds, calls }] of [...byOperator].sort(([, a], [, b]) => b.microseconds - a.microseconds)) {
  const words = [name, `${rounded((100 * microseconds) / total)} %`, `${calls / profiledSteps} a step`];
  process.stdout.write(`${words.join(' · ')}\n`);
}
const milliseconds = rounded(wall / profiledSteps / 1000);
process.stdout.write(`${milliseconds} ms a step, of which ${rounded((100 * total) / wall)} % in operators\n`);
