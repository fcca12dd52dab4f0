/**
 * Which device completions run on: each that the runtime has code for can be timed with the model itself, in a process
 * of its own, because a driver may end the process that it is loaded in.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { devicesOfThisBuild, loadOn } from '@house-style/model/lstm/devices';
import type { LanguageModel } from '@house-style/model/lstm/language-model';
import type { Lstm } from '@house-style/model/lstm/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { asFailure } from '@house-style/protocol/failure';

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

/** Devices are timed only so long after loading, milliseconds: the first suggestion has the machine for itself. */
const beforeTiming = 5_000;

/** Milliseconds of one completion with this network, the fastest of several. */
async function completionTime(lstm: Lstm): Promise<number> {
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
async function timeDevices(script: string, modelPath: string, signal: AbortSignal): Promise<DeviceTiming[]> {
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

/**
 * Times a completion on every device that there may be here, and moves the network to the fastest. It answers on the
 * device where it is meanwhile.
 *
 * @param script the inference process's own program file, which tries each device in a process of its own.
 * @returns one sentence on each device that was tried.
 */
export async function moveToFastestDevice({ file, lstm, disposed }: LanguageModel, script: string): Promise<string[]> {
  await sleep(beforeTiming, undefined, { ref: false });
  const timings = await timeDevices(script, file.path, disposed);
  const fastest = fastestDevice(timings);
  if (fastest !== lstm.device && !disposed.aborted) {
    await lstm.moveTo(await loadOn(fastest, file, lstm.trainedOutput !== undefined));
  }
  return timings.map((timing) => {
    if (!timing.usable) return timing.reason;
    const used = timing.device === fastest ? ', which is used' : '';
    return `A completion takes ${timing.milliseconds.toFixed(1)} ms on ${timing.device}${used}.`;
  });
}
