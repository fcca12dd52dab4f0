/** Loads TensorFlow from where it was set up. */
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { Failure } from '@house-style/protocol/failure';
import type { Device } from '../engine';
import { readInstallation, tensorflowFolder, tensorflowPackage } from './installation';
import { RawOperations } from './raw-operations';

/** The package's own interface: its types only, the code comes from the folder of the set-up. */
type TensorflowModule = typeof tfjs;

export interface Tensorflow {
  readonly tf: TensorflowModule;
  readonly raw: RawOperations;
  /** Version of the native library. */
  readonly version: string;
  /** Where operations run: the first GPU that TensorFlow finds, or the CPU. The binding offers no choice after loading. */
  readonly kind: 'cpu' | 'cuda';
}

export const notSetUp = 'TensorFlow is not set up here: run `npm run setup:tensorflow` (docs/gpu.md).';

let loaded: { readonly tensorflow: Tensorflow; readonly asked: string } | undefined;

/**
 * Loads the native library once for this process, with its operations on the given device.
 *
 * @throws Failure `device-unavailable` where TensorFlow is not set up, cannot be loaded, finds no GPU though one is asked
 *   for, or was loaded in this process for another device.
 */
export async function loadTensorflow(device: Omit<Device, 'engine'>, folder = tensorflowFolder()): Promise<Tensorflow> {
  if (device.kind !== 'cpu' && device.kind !== 'cuda') {
    throw new Failure('device-unavailable', `TensorFlow does not run on ${device.kind}; it has cpu and cuda.`);
  }
  const asked = `${device.kind} with ${device.threads ?? 'all'} threads from ${folder}`;
  if (loaded !== undefined) {
    if (loaded.asked === asked) return loaded.tensorflow;
    throw new Failure(
      'device-unavailable',
      `TensorFlow chooses its device once in a process, and this one has it on ${loaded.asked}: start another process.`,
    );
  }
  if ((await readInstallation(folder)) === undefined) {
    throw new Failure('device-unavailable', notSetUp);
  }
  const tensorflow = requireTensorflow(folder, device);
  if (tensorflow.kind !== device.kind) {
    throw new Failure('device-unavailable', 'TensorFlow finds no NVIDIA GPU that it can use here (docs/gpu.md).');
  }
  loaded = { tensorflow, asked };
  return tensorflow;
}

/**
 * Loads the package of a folder whether or not its set-up was proved: the proof itself needs it.
 *
 * The native library reads its environment when it starts, so the device is chosen here.
 */
export function requireTensorflow(folder: string, device: Omit<Device, 'engine'>): Tensorflow {
  // Take GPU memory as it is needed: the default takes all of it and leaves none to the display or to other programs.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Errors only: what else it prints at start-up are remarks for people who compile TensorFlow.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // TF32 rounds products to 10 bits, which makes a GPU's gradients differ from every other device's.
  process.env['NVIDIA_TF32_OVERRIDE'] ??= '0';
  if (device.kind === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  if (device.threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = String(device.threads);
  restoreRemovedUtilities();
  let tf: TensorflowModule;
  try {
    tf = createRequire(path.join(folder, 'package.json'))(tensorflowPackage.name) as TensorflowModule;
  } catch (error) {
    throw new Failure(
      'device-unavailable',
      `TensorFlow cannot be loaded from ${folder}: run \`npm run setup:tensorflow\` again (docs/gpu.md).`,
      { cause: error },
    );
  }
  const raw = new RawOperations(tf);
  return { tf, raw, version: raw.version, kind: raw.usesGpu ? 'cuda' : 'cpu' };
}

/** The package calls two of Node's old utilities, one of which Node 23 removed; the other one is deprecated too. */
function restoreRemovedUtilities(): void {
  const utilities = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}
