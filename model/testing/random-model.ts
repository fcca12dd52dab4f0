/** Model files for tests and benchmarks, whose weights are drawn and not trained. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { formatVersion, type Metadata } from '../model-file/metadata';
import { elements, parameterShapes, type Network, type Parameter, type Parameters } from '../network';
import { Vocabulary } from '../vocabulary';

/** A vocabulary of tab, newline and printable ASCII. */
export const asciiVocabulary = Vocabulary.fromCounts(new Map());

/** @param vocabulary the tokens; the network's are as many. */
export function metadataFor(network: Network, vocabulary: Vocabulary = asciiVocabulary): Metadata {
  return {
    formatVersion,
    productVersion: '0.0.0',
    createdAt: '2024-01-01T00:00:00.000Z',
    network: { ...network, hidden: [...network.hidden] },
    characters: [...vocabulary.characters],
    training: { seed: 1, optimiser: 'none' },
    corpus: { digest: '0'.repeat(64), files: 1, characters: 10, heldOutFiles: 1, heldOutCharacters: 5 },
    heldOut: ['src/a.ts'],
    metrics: { bitsPerCharacter: null, steps: 0, seconds: 0 },
  };
}

export function networkOf(changes: Partial<Network> = {}): Network {
  return {
    cell: 'lstm',
    input: 'embedding',
    vocabulary: asciiVocabulary.size,
    embedding: 8,
    hidden: [16],
    dropout: 0,
    ...changes,
  };
}

/** Weights uniform around zero, as wide as 1 / √(inputs), times `outputScale` for the output layer's. */
export function randomParameters(network: Network, seed = 1, outputScale = 1): Parameters {
  const random = xoroshiro128plus(seed);
  const parameters = new Map<string, Parameter>();
  for (const { name, shape } of parameterShapes(network)) {
    const width = (name.startsWith('output') ? outputScale : 1) / Math.sqrt(shape[1] ?? shape[0] ?? 1);
    const data = Float32Array.from({ length: elements(shape) }, () => (2 * uniformFloat64(random) - 1) * width);
    parameters.set(name, { name, shape, data });
  }
  return parameters;
}
