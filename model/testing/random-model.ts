/** Model files for tests and benchmarks, whose weights are drawn and not trained. */
import { randomNumbers } from '../decode/random';
import { formatVersion, type Metadata } from '../model-file/metadata';
import {
  elements,
  parameterShapes,
  type Network,
  type Parameter,
  type Parameters,
  type RecurrentNetwork,
} from '../network';
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

export function networkOf(changes: Partial<RecurrentNetwork> = {}): RecurrentNetwork {
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
  const random = randomNumbers(seed);
  const parameters = new Map<string, Parameter>();
  for (const { name, shape } of parameterShapes(network)) {
    const width = (name.startsWith('output') ? outputScale : 1) / Math.sqrt(shape[1] ?? shape[0] ?? 1);
    const data = Float32Array.from({ length: elements(shape) }, () => (2 * random() - 1) * width);
    parameters.set(name, { name, shape, data });
  }
  return parameters;
}

/**
 * A network built by hand that always expects the next character of a chain: after `a` in `abc`, `b`. After the last one
 * it expects the end of the file. Each character comes once; what follows others is unsure.
 */
export function chainModel(
  chain: string,
  vocabulary: Vocabulary = asciiVocabulary,
): { metadata: Metadata; parameters: Parameters } {
  const size = vocabulary.size;
  const network = networkOf({ cell: 'rnn', input: 'one-hot', embedding: 0, vocabulary: size, hidden: [size] });
  const parameters = randomParameters(network, 1, 0);
  const matrix = (name: string): Float32Array => (parameters.get(name) as Parameter).data.fill(0);
  const input = matrix('layer0.input');
  const output = matrix('output.weight');
  for (const name of ['layer0.recurrent', 'layer0.bias', 'output.bias']) matrix(name);
  const tokens = [...vocabulary.encode(chain), vocabulary.endOfFile];
  for (let token = 0; token < size; token++) input[token * size + token] = 5;
  for (const [index, next] of tokens.slice(1).entries()) output[next * size + (tokens[index] as number)] = 20;
  return { metadata: metadataFor(network, vocabulary), parameters };
}
