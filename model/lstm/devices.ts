/**
 * Which device completions run on: each that the runtime has code for can be tried with the model itself, in a process
 * of its own, because a driver may end the process that it is loaded in.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { type DeviceKind, deviceKinds } from '@house-style/protocol/device-kind';
import { asFailure, Failure } from '@house-style/protocol/failure';
import { Lstm } from './lstm';
import { readModelFile, type ModelFile } from '../model-file/model-file';

/** Word that makes the inference process time one device and end. */
export const timingWord = '--time-device';

/** What one device takes for a completion, or why it cannot be used. */
export type DeviceTiming =
  | { readonly device: DeviceKind; readonly usable: true; readonly milliseconds: number }
  | { readonly device: DeviceKind; readonly usable: false; readonly reason: string };

/** As after a keystroke: a few characters are read and some twenty decoded one by one, each after the one before. */
const completion = { read: 8, decoded: 24 } as const;
const rounds = 3;
/** Another device must be faster by so much, for what is timed varies, and its driver takes memory. */
const worthwhile = 0.8;
const timingSeconds = 60;

/** Devices that this build of the runtime has code for, the CPU first; whether they work shows when they are tried. */
export function devicesOfThisBuild(): DeviceKind[] {
  const names = new Set(listSupportedBackends().map(({ name }) => name));
  return deviceKinds.filter((kind) => names.has(kind));
}

/**
 * Loads a model's network on a device.
 *
 * @param adaptable whether its output layer can change.
 * @throws Failure `device-unavailable` with the reason, and what {@link Lstm.load} throws.
 */
export async function loadOn(device: DeviceKind, file: ModelFile, adaptable = false): Promise<Lstm> {
  if (device === 'cpu') return await Lstm.load(file, { weights: 'fast', adaptable });
  try {
    // Asked first without the model, so that a device that is missing is not taken for a model that is damaged.
    if (!devicesOfThisBuild().includes(device)) throw new Error(`this build of ONNX Runtime has no ${device}`);
    const session = await InferenceSession.create(file.bytes, { executionProviders: [device], logSeverityLevel: 4 });
    await session.release();
    return await Lstm.load(file, { device, adaptable });
  } catch (error) {
    throw new Failure('device-unavailable', `Completions cannot run on ${device} here: ${reasonOf(device, error)}.`, {
      cause: error,
    });
  }
}

function reasonOf(device: DeviceKind, error: unknown): string {
  const { message } = asFailure(error);
  if (device === 'cuda') {
    return "ONNX Runtime's CUDA libraries are missing or do not load (docs/gpu.md says where they come from)";
  }
  if (message.includes('No supported adapters')) return 'no GPU with a Vulkan or Direct3D 12 driver was found';
  const [line = ''] = message.split('\n');
  return line.replace(/^\/\S+:\d+ .*?was false\. /, '').slice(0, 200);
}

/** Milliseconds of one completion with this network, the fastest of several. */
export async function completionTime(lstm: Lstm): Promise<number> {
  const text = new Uint8Array(completion.read).fill(lstm.vocabulary.endOfFile);
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    let { state } = await lstm.run(text, lstm.initialState());
    for (let step = 0; step < completion.decoded; step++) {
      ({ state } = await lstm.run([lstm.vocabulary.endOfFile], state));
    }
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}

/** Times one device in this process. Never throws. */
export async function timeDevice(device: DeviceKind, modelPath: string): Promise<DeviceTiming> {
  try {
    const lstm = await loadOn(device, await readModelFile(modelPath));
    const milliseconds = await completionTime(lstm);
    await lstm.dispose();
    return { device, usable: true, milliseconds };
  } catch (error) {
    return { device, usable: false, reason: asFailure(error).message };
  }
}

/**
 * Times the devices of this build, one after the other, each in a process of its own at low priority: the CPU last, and
 * only where there is something to compare it with.
 *
 * @param script the inference process's own program file.
 */
export async function timeDevices(script: string, modelPath: string, signal: AbortSignal): Promise<DeviceTiming[]> {
  const timings: DeviceTiming[] = [];
  for (const device of devicesOfThisBuild().filter((kind) => kind !== 'cpu')) {
    if (signal.aborted) return [];
    timings.push(await timeApart(script, device, modelPath, signal));
  }
  if (timings.some(({ usable }) => usable)) timings.push(await timeApart(script, 'cpu', modelPath, signal));
  return timings;
}

/** The device with the fastest completions; the CPU unless another one is faster by enough. */
export function fastestDevice(timings: readonly DeviceTiming[]): DeviceKind {
  const usable = timings.flatMap((timing) => (timing.usable ? [timing] : []));
  const cpu = usable.find(({ device }) => device === 'cpu')?.milliseconds ?? 0;
  const others = usable.filter(({ device, milliseconds }) => device !== 'cpu' && milliseconds < worthwhile * cpu);
  others.sort((a, b) => a.milliseconds - b.milliseconds);
  return others[0]?.device ?? 'cpu';
}

function timeApart(script: string, device: DeviceKind, modelPath: string, signal: AbortSignal): Promise<DeviceTiming> {
  return new Promise((resolve) => {
    const child = fork(script, [timingWord, device, modelPath], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: timingSeconds * 1000,
      signal,
    });
    const fail = (reason: string): void => resolve({ device, usable: false, reason });
    child.on('message', (message) => resolve(message as DeviceTiming));
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, killed) => fail(`trying it ended the process (${killed ?? `status ${String(code)}`})`));
    try {
      os.setPriority(child.pid ?? 0, os.constants.priority.PRIORITY_LOW);
    } catch {
      // It has ended already, which is told above.
    }
  });
}
