import { Failure } from '@house-style/protocol/failure';
import { largestDifference, tolerance } from '../engines/tensorflow/check';
import { requireTensorflow } from '../engines/tensorflow/runtime';

/** What a set-up was seen to do. */
export interface Proof {
  /** Version of the native library, as it says itself. */
  readonly version: string;
  /** Where it ran. */
  readonly kind: 'cpu' | 'cuda';
  /** Between fused kernels and plain operations. */
  readonly largestDifference: number;
}

/**
 * Loads what was set up in a folder and trains with it.
 *
 * @throws Failure `setup-failed` where it computes wrongly, `device-unavailable` where it cannot be loaded.
 */
export async function proveTensorflow(folder: string): Promise<Proof> {
  const tensorflow = requireTensorflow(folder, { kind: 'cuda' });
  const difference = await largestDifference(tensorflow);
  if (!(difference <= tolerance)) {
    throw new Failure(
      'setup-failed',
      `TensorFlow ${tensorflow.version} was built but its fused kernels differ from its plain operations by ` +
        `${difference}: do not train with it, and try another version (docs/gpu.md).`,
    );
  }
  return { version: tensorflow.version, kind: tensorflow.kind, largestDifference: difference };
}
