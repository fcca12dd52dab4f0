/**
 * ONNX Runtime, and the only way to it: its official builds report to their vendor unless they are told not to before
 * they are loaded. So nothing else imports the package (the linter refuses it), and nothing is loaded before the first
 * use, which turns the telemetry off first or fails.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { Failure } from '@house-style/protocol/failure';
import { telemetryOff } from '@house-style/protocol/runtime-telemetry';
import type * as OnnxRuntime from 'onnxruntime-node';
import { isMarkedWithoutTelemetry } from './windows-telemetry';

// Not an import, which would run before everything that stands here, in sources as in bundles.
const require = createRequire(path.join(import.meta.dirname, 'runtime.cjs'));

export type InferenceSession = OnnxRuntime.InferenceSession;
export type Tensor = OnnxRuntime.Tensor;
export type SessionOptions = OnnxRuntime.InferenceSession.SessionOptions;
/** What a run of a session gives, by output name. */
export type Results = OnnxRuntime.InferenceSession.ReturnType;

/** Plain JavaScript from the package that ONNX Runtime takes it from; it loads nothing native. */
export const { Tensor } = require('onnxruntime-common') as Pick<typeof OnnxRuntime, 'Tensor'>;

/** As in `onnxruntime-node`. All throw Failure `telemetry-not-off`. */
export const InferenceSession = {
  create: (async (...args: [Uint8Array, SessionOptions?]) =>
    await onnxRuntime().InferenceSession.create(...args)) as OnnxRuntime.InferenceSessionFactory['create'],
};

/** As in `onnxruntime-node`. @throws Failure `telemetry-not-off`. */
export function listSupportedBackends(): ReturnType<typeof OnnxRuntime.listSupportedBackends> {
  return onnxRuntime().listSupportedBackends();
}

let loaded: typeof OnnxRuntime | undefined;

function onnxRuntime(): typeof OnnxRuntime {
  if (loaded === undefined) {
    turnTelemetryOff();
    loaded = require('onnxruntime-node') as typeof OnnxRuntime;
  }
  return loaded;
}

/** In this process and for its children. */
function turnTelemetryOff(): void {
  // The environment of a worker thread is a copy, which the runtime does not see: there it was set before, or it is not.
  if (isMainThread) Object.assign(process.env, telemetryOff);
  for (const [name, value] of Object.entries(telemetryOff)) {
    if (process.env[name] === value) continue;
    throw new Failure(
      'telemetry-not-off',
      `ONNX Runtime is not loaded, for its telemetry cannot be turned off here: set ${name}=${value} in the environment.`,
    );
  }
  if (process.platform === 'win32' && !isMarkedWithoutTelemetry(nativeFolder())) {
    throw new Failure(
      'telemetry-not-off',
      'ONNX Runtime is not loaded, for its telemetry has not been taken out of it: run `npm run build`, or install House Style anew.',
    );
  }
}

function nativeFolder(): string {
  const entry = require.resolve('onnxruntime-node');
  return path.join(path.dirname(entry), '../bin/napi-v6', process.platform, process.arch);
}
