import path from 'node:path';

/**
 * The model that comes with the product, `pretrained.onnx`: a network that has read code of many hands, for trainings to
 * start from (`docs/pretraining.md`). It lies beside this file, and beside the bundles.
 */
export const pretrainedModelPath = path.join(import.meta.dirname, 'pretrained.onnx');
