/** Model files for tests and benchmarks, whose weights are drawn and not trained. */
import { randomNumbers } from '../generation/random';
import { formatVersion, type Metadata } from '../model-file/metadata';
import {
  elements,
  type FixedContextCell,
  parameterShapes,
  type Network,
  type Parameter,
  type Parameters,
  type RecurrentNetwork,
} from '../network';
import { Vocabulary } from '../vocabulary/vocabulary';

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
  for (const name of ['layer0.recurrent', 'layer0.bias', 'output.bias']) matrix(name);
  for (let token = 0; token < size; token++) input[token * size + token] = 5;
  expectChain(parameters, vocabulary, chain);
  return { metadata: metadataFor(network, vocabulary), parameters };
}

/** The same for a network that sees so many characters: the last one read counts for most. */
export function fixedContextChainModel(
  chain: string,
  cell: FixedContextCell,
  context: number,
): { metadata: Metadata; parameters: Parameters } {
  const size = asciiVocabulary.size;
  const sizes = { vocabulary: size, embedding: size, hidden: [size] };
  const network: Network = { ...sizes, cell, input: 'embedding', context, dropout: 0 };
  const parameters = randomParameters(network, 1, 0);
  for (const { data } of parameters.values()) data.fill(0);
  const diagonal = (name: string, value: number, from = 0): void => {
    const { data, shape } = parameters.get(name) as Parameter;
    for (let unit = 0; unit < size; unit++) data[unit * (shape[1] as number) + from + unit] = value;
  };
  diagonal('embedding', 1);
  diagonal('context.input', 5, cell === 'concatenation' ? size : 0);
  if (cell === 'concatenation') diagonal('context.input', 0.5);
  diagonal('context.hidden', 0.5);
  expectChain(parameters, asciiVocabulary, chain);
  return { metadata: metadataFor(network), parameters };
}

/** Sets the output layer so that what a unit of a token stands for is followed by the token after it in the chain. */
function expectChain(parameters: Parameters, vocabulary: Vocabulary, chain: string): void {
  const output = (parameters.get('output.weight') as Parameter).data.fill(0);
  const tokens = [...vocabulary.encode(chain), vocabulary.endOfFile];
  for (const [index, next] of tokens.slice(1).entries()) {
    output[next * vocabulary.size + (tokens[index] as number)] = 20;
  }
}
