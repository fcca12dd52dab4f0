/**
 * Reads a long text several places at once.
 *
 * A recurrent network reads a character at a time, and most of what that takes is fetching its weights, which serve a
 * batch of texts as well as one. So a text is cut into lanes that are read side by side. Each but the first begins at
 * first in a state that it would not be in; it is read again from where the lane before it ended, until its state agrees
 * with what it was: networks forget how they began. Where one does not, it is read to its end and so is the one after
 * it, so that the outcome is that of reading in one go, to the tolerance.
 */
import type { Lstm, LstmRun, LstmState } from '../lstm/lstm';
import { Tensor } from '../onnx-runtime/runtime';
import type { Token } from '../vocabulary/vocabulary';
import { blockTokens } from './unit-traces';

export interface LaneLimits {
  /** Texts side by side at most: more gain nothing on a CPU. */
  readonly lanes: number;
  /** Tokens of a lane at least: it must be long beside what is read of it twice. */
  readonly shortest: number;
  /** Share of themselves by which two states may differ that are held for the same. */
  readonly tolerance: number;
}

/** A block of a text as it was read; a later one of the same place takes an earlier one's place. */
export interface ReadBlock {
  /** Of its first token. */
  readonly start: number;
  readonly count: number;
  readonly run: LstmRun;
  /** Which of the run's texts it is. */
  readonly lane: number;
  readonly lanes: number;
  /** After its last token, one text's tensors. */
  readonly after: readonly Float32Array[];
}

interface Lane {
  readonly index: number;
  readonly end: number;
  at: number;
  state: LstmState;
}

/**
 * @param start the state before the first token.
 * @param take given each block; those of one place may come several times.
 * @param turn awaited between two calls of the runtime, for others to go first.
 */
export async function readInLanes(
  lstm: Lstm,
  start: LstmState,
  tokens: Uint8Array,
  { lanes: most, shortest, tolerance }: LaneLimits,
  take: (block: ReadBlock) => void,
  turn: () => Promise<void>,
): Promise<void> {
  const wanted = Math.max(1, Math.min(most, Math.floor(tokens.length / shortest)));
  const length = Math.ceil(tokens.length / wanted / blockTokens) * blockTokens;
  const count = Math.ceil(tokens.length / length);
  const begins = Array.from({ length: count }, () => start);
  const ends = [...begins];
  /** After each block, as it was read last. */
  const known = new Map<number, readonly Float32Array[]>();

  let waiting = begins.map((_, index) => index);
  while (waiting.length > 0) {
    let active = waiting.map((index): Lane => ({
      ...{ index, at: index * length, end: Math.min(tokens.length, (index + 1) * length) },
      state: begins[index] as LstmState,
    }));
    while (active.length > 0) {
      const [whole, last] = [active.filter(({ at, end }) => end - at >= blockTokens), active.filter(isShort)];
      const agreed = new Set<Lane>();
      for (const group of [whole, last].filter(({ length: size }) => size > 0)) {
        await turn();
        for (const block of await readBlock(lstm, tokens, group)) {
          const lane = group[block.lane] as Lane;
          const before = known.get(block.start);
          if (before !== undefined && distance(before, block.after) <= tolerance) agreed.add(lane);
          known.set(block.start, block.after);
          take(block);
          if (lane.at === lane.end) ends[lane.index] = lane.state;
        }
      }
      active = active.filter((lane) => lane.at < lane.end && !agreed.has(lane));
    }
    waiting = begins.flatMap((begin, index) => {
      const end = ends[index - 1];
      if (end === undefined || distance(dataOf(begin), dataOf(end)) <= tolerance) return [];
      begins[index] = end;
      return [index];
    });
  }
}

function isShort({ at, end }: Lane): boolean {
  return end - at < blockTokens;
}

async function readBlock(lstm: Lstm, tokens: Uint8Array, lanes: readonly Lane[]): Promise<ReadBlock[]> {
  const count = Math.min(...lanes.map(({ at, end }) => Math.min(blockTokens, end - at)));
  const texts = lanes.map(({ at }) => tokens.subarray(at, at + count));
  const sideBySide = new Uint8Array(count * lanes.length);
  for (const [lane, text] of texts.entries()) {
    for (let step = 0; step < count; step++) sideBySide[step * lanes.length + lane] = text[step] as Token;
  }
  const state = together(lanes.map((lane) => lane.state));
  const run = await lstm.run(sideBySide, state, { sequences: true });
  return lanes.map((lane, index) => {
    const start = lane.at;
    lane.state = lanes.length === 1 ? run.state : alone(run.state, index);
    lane.at += count;
    return { start, count, run, lane: index, lanes: lanes.length, after: dataOf(lane.state) };
  });
}

function dataOf({ tensors }: LstmState): Float32Array[] {
  return tensors.map(({ data }) => data as Float32Array);
}

/** States of a batch of one as one of a batch, `[layers, batch, hidden]`. */
function together(states: readonly LstmState[]): LstmState {
  const [first] = states;
  if (first === undefined || states.length === 1) return first as LstmState;
  const batch = states.length;
  const tensors = first.tensors.map(({ dims: [layers = 0, , width = 0] }, index) => {
    const data = new Float32Array(layers * batch * width);
    for (const [text, { tensors: own }] of states.entries()) {
      const from = own[index]?.data as Float32Array;
      for (let layer = 0; layer < layers; layer++) {
        data.set(from.subarray(layer * width, (layer + 1) * width), (layer * batch + text) * width);
      }
    }
    return new Tensor('float32', data, [layers, batch, width]);
  });
  return { batch, tensors };
}

/** One text's state out of a batch's. */
function alone({ tensors }: LstmState, text: number): LstmState {
  const own = tensors.map(({ data, dims: [layers = 0, batch = 0, width = 0] }) => {
    const taken = new Float32Array(layers * width);
    for (let layer = 0; layer < layers; layer++) {
      const from = (layer * batch + text) * width;
      taken.set((data as Float32Array).subarray(from, from + width), layer * width);
    }
    return new Tensor('float32', taken, [layers, 1, width]);
  });
  return { batch: 1, tensors: own };
}

/** How far two states' tensors are apart at most: the root mean square of the difference as a share of the first's own. */
function distance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return Math.max(
    ...a.map((numbers, index) => {
      const others = b[index] as Float32Array;
      let [apart, own] = [0, 0];
      for (let at = 0; at < numbers.length; at++) {
        const number = numbers[at] as number;
        apart += (number - (others[at] as number)) ** 2;
        own += number ** 2;
      }
      return apart === 0 ? 0 : Math.sqrt(apart / own);
    }),
  );
}
