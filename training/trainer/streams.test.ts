import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrainingStreams } from './streams';
import { cutIntoSegments, textOf, type TokenFile, windowsOf } from './segments';

/** A file with a header of `header` tokens and a body whose every token says where it stands. */
function file(header: number, body: number, name = 0): TokenFile {
  const tokens = Uint8Array.from({ length: header + body }, (_, index) =>
    index < header ? 200 + ((name + index) % 50) : (name * 31 + index) % 200,
  );
  return { tokens, body: header };
}

const files = fc
  .array(fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 12 })
  .map((sizes) => sizes.map(([header, body], name) => file(header, body, name)));
const window = fc.record({ time: fc.integer({ min: 2, max: 16 }), batch: fc.integer({ min: 1, max: 6 }) });

describe('cutting files into segments', () => {
  test('puts every token of every body into exactly one segment', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 400 }), fc.nat(50), (all, longest, context) => {
        for (const one of all) {
          const segments = cutIntoSegments([one], longest, context);
          const covered = segments.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
          expect(covered).toEqual(Array.from({ length: one.tokens.length - one.body }, (_, i) => one.body + i));
          for (const segment of segments) expect(segment.to - segment.from).toBeLessThanOrEqual(longest);
        }
      }),
    );
  });

  test('reads the header before a later segment, and does not count the step from one to the other', () => {
    const [first, second] = cutIntoSegments([file(3, 10)], 5).map((segment) => textOf(segment, true));
    expect([...first!.tokens]).toEqual([200, 201, 202, 3, 4, 5, 6, 7]);
    expect([...first!.counts]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect([...second!.tokens]).toEqual([200, 201, 202, 8, 9, 10, 11, 12]);
    expect([...second!.counts]).toEqual([1, 1, 1, 0, 1, 1, 1, 1]);
  });

  test('reads context without counting it', () => {
    const second = textOf(cutIntoSegments([file(3, 10)], 5, 2)[1]!, false);
    expect([...second.tokens]).toEqual([200, 201, 202, 6, 7, 8, 9, 10, 11, 12]);
    expect([...second.counts]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });
});

describe('training streams', () => {
  /** What each lane read, put together again from its windows. */
  function readLanes(streams: TrainingStreams, { time, batch }: { time: number; batch: number }, windows: number) {
    const texts: number[][] = [];
    const open: (number[] | undefined)[] = new Array<undefined>(batch).fill(undefined);
    for (let count = 0; count < windows; count++) {
      const next = streams.next();
      for (let lane = 0; lane < batch; lane++) {
        if (next.carry[lane] === 0) {
          const started = open[lane];
          if (started) texts.push(started);
          open[lane] = [next.inputs[lane]!];
        }
        for (let step = 0; step < time; step++) {
          const index = step * batch + lane;
          if (next.weights[index] === 0) continue;
          if (next.inputs[index] !== open[lane]!.at(-1)) throw new Error('An input is not the target before it.');
          open[lane]!.push(next.targets[index]!);
        }
      }
    }
    return texts;
  }

  test('read whole files from start to end, each once an epoch', () => {
    fc.assert(
      fc.property(files, window, fc.nat(), (all, shape, seed) => {
        const short = all.filter(({ tokens, body }) => tokens.length - body <= 16 * shape.time);
        fc.pre(short.length > 0);
        // Every lane reads at most 16 windows a file, so that each file is whole.
        const streams = new TrainingStreams(short, shape, seed);
        const epochs = 3;
        const windows = Math.ceil((streams.windowsAnEpoch * epochs) / shape.batch) + 17;
        const texts = readLanes(streams, shape, windows).map(String);
        const counts = short.map(({ tokens }) => texts.filter((text) => text === String([...tokens])).length);
        const known = new Set(short.map(({ tokens }) => String([...tokens])));
        expect(texts.filter((text) => !known.has(text))).toEqual([]);
        // Lanes may still be reading a file of the last epochs.
        for (const [index, { tokens }] of short.entries()) {
          const twins = short.filter((other) => String([...other.tokens]) === String([...tokens])).length;
          expect(counts[index]).toBeGreaterThanOrEqual((epochs - 1) * twins);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('read the files of each epoch in another order', () => {
    const all = Array.from({ length: 30 }, (_, index) => file(3, 8, 100 + index));
    const shape = { time: 8, batch: 1 };
    const texts = readLanes(new TrainingStreams(all, shape, 1), shape, 1 + 3 * 2 * all.length).map(String);
    const [first, second, third] = [0, 1, 2].map((epoch) => texts.slice(epoch * all.length, (epoch + 1) * all.length));
    expect([...first!].sort()).toEqual([...second!].sort());
    expect(second).not.toEqual(first);
    expect(third).not.toEqual(first);
    expect(third).not.toEqual(second);
    const otherSeed = readLanes(new TrainingStreams(all, shape, 2), shape, 1 + 2 * all.length).map(String);
    expect(otherSeed.slice(0, all.length)).not.toEqual(first);
  });

  test('keep every lane busy with one big file', () => {
    const shape = { time: 8, batch: 16 };
    const streams = new TrainingStreams([file(4, 100_000)], shape, 1);
    const capacity = shape.time * shape.batch;
    const windows = Math.floor(streams.windowsAnEpoch / shape.batch);
    let counted = 0;
    for (let index = 0; index < windows; index++) counted += streams.next().counted;
    expect(counted / (windows * capacity)).toBeGreaterThan(0.99);
    // Within one epoch each token of the text is read about once.
    expect(windows * capacity).toBeLessThan(1.02 * 100_000);
  });

  test('go on from a saved position with the very same batches', () => {
    fc.assert(
      fc.property(files, window, fc.nat(), fc.nat(40), (all, shape, seed, before) => {
        const undisturbed = new TrainingStreams(all, shape, seed);
        for (let index = 0; index < before; index++) undisturbed.next();
        const resumed = new TrainingStreams(all, shape, seed);
        resumed.position = JSON.parse(JSON.stringify(undisturbed.position)) as typeof undisturbed.position;
        for (let index = 0; index < 10; index++) expect(resumed.next()).toEqual(undisturbed.next());
      }),
      { numRuns: 30 },
    );
  });

  test('count a window for each segment as the batches do', () => {
    expect(windowsOf({ file: file(3, 10), from: 3, to: 13, context: 0 }, 4)).toBe(3);
    expect(windowsOf({ file: file(3, 10), from: 3, to: 12, context: 0 }, 4)).toBe(3);
    expect(windowsOf({ file: file(3, 10), from: 3, to: 11, context: 0 }, 5)).toBe(2);
  });

  test('refuse a position of another corpus', () => {
    const streams = new TrainingStreams([file(3, 10)], { time: 4, batch: 2 }, 1);
    const lanes = [
      { segment: 5, offset: 0 },
      { segment: 0, offset: 0 },
    ];
    expect(() => (streams.position = { epoch: 0, next: 0, lanes })).toThrow(RangeError);
  });
});
