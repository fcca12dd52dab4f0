/**
 * Measures what a GPU is worth here, without a network: `gpu-proof [--small] [--device cuda]`.
 *
 * On the last line of standard output, one JSON object: training throughput of every engine and device, in turns with
 * PyTorch on the same device, and completion latency on every device. What does not work is in it with its reason.
 * docs/gpu.md says how to carry this to a machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type DeviceKind, deviceKinds } from '@house-style/protocol/device-kind';
import { asFailure } from '@house-style/protocol/failure';
import { timeDevice } from '@house-style/inference/device-timing';
import { devicesOfThisBuild } from '@house-style/model/lstm/devices';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { python, pytorchProduct, pytorchTraining } from '../training-speed/pytorch';
import { median, operationsAStep, randomBatch, rounded, rule, type Setting } from '../training-speed/setting';
import { answerTimes, TimedProcess } from '../training-speed/timed-process';
import type { TrainingEngine } from '@house-style/training/engines/engine';
import { OnnxRuntimeEngine } from '@house-style/training/engines/onnxruntime/engine';
import { TensorflowEngine } from '@house-style/training/engines/tensorflow/tensorflow-engine';
import { initialise } from '@house-style/training/network/initialise';
import { fullShapes, smallShapes } from './shapes';

const script = process.argv[1] ?? '';
const turns = 5;
const warmUpSteps = 3;

type Outcome<T> = T | { readonly failed: string };

async function attempt<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return await run();
  } catch (error) {
    return { failed: asFailure(error).message };
  }
}

/** One engine on one device, as a process that is asked for times. */
async function train(engineName: string, device: DeviceKind, setting: Setting): Promise<void> {
  const engine: TrainingEngine = engineName === 'tensorflow' ? new TensorflowEngine() : new OnnxRuntimeEngine();
  const { network, window } = setting;
  const place = { engine: engine.name, kind: device, threads: availableParallelism() };
  const program = await engine.compile(network, window, rule, place, initialise(network, 1));
  const batch = randomBatch(setting);
  await answerTimes(engineName, async (steps) => {
    for (let step = 0; step < steps; step++) await program.step(batch, 1e-3);
  });
}

interface Speed {
  readonly name: string;
  readonly charactersPerSecond: number;
  /** Of PyTorch's on the same device, median of the turns. */
  readonly ofPytorch?: number;
  /** Operations that the maths needs, over what the device does in a matrix product. */
  readonly peakFraction?: number;
}

/** All that can train this network on this device, in turns. */
async function compare(shape: Setting, device: DeviceKind, steps: number, productSize: number): Promise<unknown> {
  const { time, batch } = shape.window;
  const torchDevice = device === 'cuda' ? 'cuda' : 'cpu';
  const threads = availableParallelism();
  const peer = path.join(path.dirname(script), 'pytorch.py');
  const own = (engine: string): [string, string[]] => [
    process.execPath,
    [...process.execArgv, script, '--train', engine, '--device', device, '--shape', JSON.stringify(shape)],
  ];
  const entries: [string, [string, string[]]][] = [
    ['pytorch', [python, pytorchTraining(peer, shape, torchDevice, threads)]],
    ['product', [python, pytorchProduct(peer, productSize, torchDevice, threads)]],
    ['onnxruntime', own('onnxruntime')],
    ...(device === 'cpu' || device === 'cuda'
      ? [['tensorflow', own('tensorflow')] as [string, [string, string[]]]]
      : []),
  ];
  const failures: Record<string, string> = {};
  const running = new Map<string, { contestant: TimedProcess; times: number[] }>();
  for (const [name, [program, args]] of entries) {
    const started = await attempt(async () => {
      const { timed } = await TimedProcess.start(program, args);
      await timed.time(warmUpSteps);
      return timed;
    });
    if (started instanceof TimedProcess) running.set(name, { contestant: started, times: [] });
    else failures[name] = started.failed;
  }
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, { contestant, times }] of running) {
      const seconds = await attempt(() => contestant.time(steps));
      if (typeof seconds === 'number') {
        times.push(seconds / steps);
        continue;
      }
      failures[name] = seconds.failed;
      running.delete(name);
    }
  }
  for (const { contestant } of running.values()) contestant.stop();

  const torch = running.get('pytorch')?.times;
  const products = running.get('product')?.times;
  const peak = products && (2 * productSize ** 3) / Math.min(...products);
  const speeds = [...running].flatMap(([name, { times }]): Speed[] => {
    if (name === 'product') return [];
    const seconds = median(times);
    const ratio = torch && rounded(median(times.map((own, turn) => (torch[turn] ?? NaN) / own)));
    return [
      {
        name,
        charactersPerSecond: Math.round((time * batch) / seconds),
        ...(ratio !== undefined && { ofPytorch: ratio }),
        ...(peak !== undefined && { peakFraction: rounded(operationsAStep(shape) / seconds / peak) }),
      },
    ];
  });
  return { network: shape.name, device, speeds, failures, ...(peak && { productGigaflops: Math.round(peak / 1e9) }) };
}

/** Milliseconds of a completion with a network of this size on every device of the build. */
async function completions(units: number): Promise<unknown> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gpu-proof-'));
  try {
    const model = path.join(folder, 'model.onnx');
    const network = networkOf({ hidden: [units], embedding: 64 });
    await writeModelFile(model, metadataFor(network), randomParameters(network));
    const timings: unknown[] = [];
    for (const device of devicesOfThisBuild()) {
      const args = [...process.execArgv, script, '--complete', model, '--device', device];
      const timed = await attempt(async () => {
        const { timed, ready } = await TimedProcess.start(process.execPath, args);
        timed.stop();
        return JSON.parse(ready) as object;
      });
      timings.push({ device, ...timed });
    }
    return timings;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function gpuName(): Promise<string | null> {
  const args = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  const { failed, stdout } = await execa('nvidia-smi', args, { reject: false });
  return failed ? null : stdout;
}

async function prove(small: boolean, devices: readonly DeviceKind[]): Promise<void> {
  const training: unknown[] = [];
  for (const device of devices) {
    for (const shape of small ? smallShapes : fullShapes) {
      const result = await compare(shape, device, small ? 2 : 10, small ? 256 : 8192);
      process.stderr.write(`${JSON.stringify(result)}\n`);
      training.push(result);
    }
  }
  const machine = {
    gpu: await gpuName(),
    cpu: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    node: process.version,
  };
  const completion = await completions(small ? 64 : 512);
  process.stdout.write(`${JSON.stringify({ machine, small, training, completion })}\n`);
}

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    device: { type: 'string', multiple: true },
    // What it starts itself with.
    train: { type: 'string' },
    shape: { type: 'string' },
    complete: { type: 'string' },
  },
});
const devices = deviceKinds.filter((kind) => values.device?.includes(kind));
const [device = values.small ? 'cpu' : 'cuda'] = devices;
async function main(): Promise<void> {
  if (values.train !== undefined) {
    await train(values.train, device, JSON.parse(values.shape ?? '') as Setting);
  } else if (values.complete !== undefined) {
    process.stdout.write(`${JSON.stringify(await timeDevice(device, values.complete))}\n`);
  } else {
    await prove(values.small, devices.length > 0 ? devices : [device]);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${asFailure(error).message}\n`);
  process.exitCode = 1;
});
