/** Which devices a model's network runs on. */
import { InferenceSession, listSupportedBackends } from '../onnx-runtime/runtime';
import { type DeviceKind, deviceKinds } from '@house-style/protocol/device-kind';
import { asFailure, Failure } from '@house-style/protocol/failure';
import type { ModelFile } from '../model-file/model-file';
import { Lstm } from './lstm';

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
