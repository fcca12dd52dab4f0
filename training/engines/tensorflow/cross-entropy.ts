import type { GradSaveFunc, Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { dataType, float32 } from './raw-operations';
import type { Tensorflow } from './runtime';

/**
 * Σ weight · −ln softmax(logits)[target], nats, through the kernel that gives loss and gradient at once.
 *
 * @param logits `[tokens, vocabulary]`.
 * @param targets int32 `[tokens]`.
 * @param weights `[tokens]`.
 */
export function crossEntropy({ tf, raw }: Tensorflow, logits: Tensor2D, targets: Tensor1D, weights: Tensor1D): Scalar {
  const summed = tf.customGrad((...tensors: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = tensors as [Tensor2D, GradSaveFunc];
    const attributes = [float32, { name: 'Tlabels', type: dataType.int32 }];
    const [losses, gradients] = raw.run('SparseSoftmaxCrossEntropyWithLogits', [x, targets], attributes, 2) as [
      Tensor1D,
      Tensor2D,
    ];
    save([gradients]);
    return {
      value: tf.sum(tf.mul(losses, weights)),
      gradFunc: (outer: Tensor, saved: Tensor[]) =>
        tf.mul(saved[0] as Tensor2D, tf.mul(weights, outer).reshape([weights.size, 1])),
    };
  });
  return summed(logits) as Scalar;
}
