import path from 'node:path';
import type { Lstm } from '@house-style/model/lstm/lstm';
import { nestingDepths } from './nested-parentheses';

/** A unit of the recurrent state and how well it follows a quantity. */
export interface UnitCorrelation {
  /** The state it belongs to, such as `hidden` or `cell`. */
  readonly state: string;
  /** Counted from 0. */
  readonly layer: number;
  readonly unit: number;
  /** Pearson's, −1 to 1. */
  readonly correlation: number;
  /** What the unit was after each token. */
  readonly activations: Float32Array;
}

/**
 * Every unit of a model's recurrent states, the one that follows `quantity` most closely first.
 *
 * @param before tokens that are read first and not looked at, such as the header of a file.
 * @param quantity one number for each token of `tokens`.
 */
async function searchUnits(
  lstm: Lstm,
  before: Uint8Array,
  tokens: Uint8Array,
  quantity: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<UnitCorrelation[]> {
  let { state } = await lstm.run(before, lstm.initialState());
  const traces = state.tensors.map(({ size }) => Array.from({ length: size }, () => new Float32Array(tokens.length)));
  for (const [at, token] of tokens.entries()) {
    signal?.throwIfAborted();
    ({ state } = await lstm.run([token], state));
    for (const [index, { data }] of state.tensors.entries()) {
      const numbers = data as Float32Array;
      for (const [place, trace] of traces[index]?.entries() ?? []) trace[at] = numbers[place] as number;
    }
  }
  const units = state.tensors.flatMap(({ dims }, index) =>
    (traces[index] ?? []).map((activations, place) => ({
      state: lstm.stateNames[index] ?? '',
      layer: Math.floor(place / (dims[2] ?? 1)),
      unit: place % (dims[2] ?? 1),
      correlation: correlation(activations, quantity),
      activations,
    })),
  );
  return units.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}

export interface DepthSearch {
  /** The one that follows the depth most closely first. */
  readonly units: readonly UnitCorrelation[];
  /** What each token of the text spells: a character, or nothing where it is only a part of one. */
  readonly characters: readonly string[];
  /** Brackets open after each token. */
  readonly depths: readonly number[];
}

/**
 * The units of a model's states by how closely they follow the nesting of brackets in a text.
 *
 * @param file path of the text, whose name is read before it, as in training on a single text.
 */
export async function followDepth(lstm: Lstm, file: string, text: string, signal?: AbortSignal): Promise<DepthSearch> {
  const { vocabulary } = lstm;
  const depthAfter = nestingDepths(text);
  const read = Array.from(text, (character, at) => ({ character, tokens: vocabulary.encode(character), at }));
  const places = read.flatMap(({ character, tokens, at }) =>
    Array.from(tokens, (token, part) => ({
      ...{ token, character: part === tokens.length - 1 ? character : '' },
      depth: depthAfter[at] as number,
    })),
  );
  const tokens = Uint8Array.from(places, ({ token }) => token);
  const depths = places.map(({ depth }) => depth);
  const units = await searchUnits(lstm, vocabulary.encodeHeader(path.basename(file)), tokens, depths, signal);
  return { units, characters: places.map(({ character }) => character), depths };
}

/** Pearson's correlation coefficient; 0 where one of both never changes. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = a.length;
  let [sumA, sumB] = [0, 0];
  for (let index = 0; index < count; index++) {
    sumA += a[index] as number;
    sumB += b[index] as number;
  }
  const [meanA, meanB] = [sumA / count, sumB / count];
  let [together, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const [offA, offB] = [(a[index] as number) - meanA, (b[index] as number) - meanB];
    together += offA * offB;
    squareA += offA * offA;
    squareB += offB * offB;
  }
  return squareA === 0 || squareB === 0 ? 0 : together / Math.sqrt(squareA * squareB);
}
