import {
  elements,
  isOfOutput,
  type Network,
  type Parameter,
  type Parameters,
  parameterShapes,
} from '@house-style/model/network';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { randomSequence } from '../random';

/**
 * Initial weights, a pure function of network and seed.
 *
 * - Matrices: uniform in ±1/√(features in), the fan-in rule that PyTorch's `nn.LSTM` and `nn.Linear` follow too.
 * - The output layer's matrix: the same times `outputGain`.
 * - Embeddings: uniform in ±0.5, of the order of what a one-hot input would contribute.
 * - Biases: zero, but one for the LSTM's forget gate, which starts out remembering (Jozefowicz et al. 2015).
 */
export function initialise(network: Network, seed: number, outputGain = 1): Parameters {
  const parameters = new Map<string, Parameter>();
  for (const [index, { name, shape }] of parameterShapes(network).entries()) {
    const data = new Float32Array(elements(shape));
    const [rows = 0, featuresIn] = shape;
    if (featuresIn !== undefined) {
      const gain = isOfOutput(name) ? outputGain : 1;
      const bound = name === 'embedding' ? 0.5 : gain / Math.sqrt(featuresIn);
      const random = randomSequence(seed, 'initial-weights', index);
      for (let at = 0; at < data.length; at++) data[at] = (2 * uniformFloat64(random) - 1) * bound;
    } else if (network.cell === 'lstm' && name.startsWith('layer')) {
      const units = rows / 4;
      data.fill(1, units, 2 * units);
    }
    parameters.set(name, { name, shape, data });
  }
  return parameters;
}
