import { isDeepStrictEqual } from 'node:util';
import { elements, parameterShapes, type Parameters } from '@house-style/model/network';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { stateShapes } from '../network/forward';
import { networkOf } from '../options/options';
import type { Checkpoint } from './checkpoint';

type Shapes = readonly { readonly name: string; readonly shape: readonly number[] }[];

/**
 * What in a checkpoint does not go together, in words, or undefined where everything does. A run takes memory by what
 * options and network say, so they must say no more than the arrays hold.
 */
export function disagreement({ state, arrays }: Checkpoint): string | undefined {
  const { options, network, vocabulary } = state;
  if (sizeOf(vocabulary) !== network.vocabulary) return 'its vocabulary does not fit its network';
  if (!isDeepStrictEqual(networkOf(options, network.vocabulary), network)) return 'its options do not fit its network';
  const parameters = parameterShapes(network);
  if (!holds(arrays.parameters, parameters)) return 'its parameters are not those of its network';
  if (!holds(arrays.carried, stateShapes(network, options.batch))) return 'its states are not those of its network';
  for (const kept of [arrays.best, arrays.average]) {
    if (kept.size > 0 && !holds(kept, parameters)) return 'the weights that it keeps are not those of its network';
  }
  return undefined;
}

function holds(arrays: Parameters, shapes: Shapes): boolean {
  return (
    arrays.size === shapes.length &&
    shapes.every(({ name, shape }) => arrays.get(name)?.data.length === elements(shape))
  );
}

function sizeOf(characters: readonly string[]): number | undefined {
  try {
    return new Vocabulary(characters).size;
  } catch {
    return undefined;
  }
}
