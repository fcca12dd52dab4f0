import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { candidates } from './candidates';
import { choose } from './choose';
import { expectedBits } from './expected-bits';
import { reasonsFor } from './explain';

type Candidates = Parameters<typeof choose>[0];
const all = candidates({}, 'best', 'cpu') as unknown as Candidates;

/** A machine whose steps take so many nanoseconds a weight and stream, whatever was thought of it. */
const machine =
  (nanoseconds: number) =>
  ({ hidden: [units = 0], batch }: Candidates[0]): Promise<number> =>
    Promise.resolve(64 * (batch + 8) * units * units * nanoseconds * 1e-9);

async function chosen(minutes: number, characters: number, nanoseconds = 1) {
  const circumstances = { characters, seconds: 60 * minutes, timingSeconds: 3 * minutes };
  return choose(all, circumstances, machine(nanoseconds));
}

const units = async (...setting: Parameters<typeof chosen>) =>
  (await chosen(...setting)).best.candidate.hidden[0] as number;

describe('the automatic choice', () => {
  test('is a larger network where there is more time, and where the machine is faster', async () => {
    const sizes = [await units(1, 700_000), await units(10, 700_000), await units(120, 700_000)];
    expect(sizes[0]).toBeLessThan(sizes[1] as number);
    expect(sizes[1]).toBeLessThan(sizes[2] as number);
    expect(await units(10, 700_000, 0.1)).toBeGreaterThan(await units(10, 700_000, 3));
  });

  test('has been timed, and no other candidate promises more', async () => {
    const { best, assessments } = await chosen(10, 700_000);
    expect(best.timed).toBe(true);
    for (const { expectedBits } of assessments) expect(expectedBits).toBeGreaterThanOrEqual(best.expectedBits);
    // Far fewer than there are.
    expect(assessments.filter(({ timed }) => timed).length).toBeLessThan(assessments.length / 3);
  });

  test('is one that was timed even where the time for that was up after the first', async () => {
    let seconds = 0;
    const circumstances = { characters: 700_000, seconds: 60, timingSeconds: 3 };
    const slow = (candidate: Candidates[0]) => ((seconds += 5), machine(40)(candidate));
    const { best, assessments } = await choose(all, circumstances, slow, () => seconds);
    expect(assessments.filter(({ timed }) => timed)).toEqual([best]);
  });

  test('says in words what it expects, and of the next smaller and larger network too', async () => {
    const choice = await chosen(10, 700_000);
    const reasons = reasonsFor(choice, 10, 700_000);
    const { hidden, batch } = choice.best.candidate;
    expect(reasons[0]).toContain(`10 minutes and 700,000 characters: 1×${hidden[0]}, batch ${batch}, window 64`);
    expect(reasons).toHaveLength(5);
  });

  test('keeps what was given', () => {
    expect(candidates({ hidden: [100], batch: 12, window: 48 }, 'fast', 'cpu')).toEqual([
      { hidden: [100], batch: 12, window: 48 },
    ]);
    expect(candidates({ hidden: [100, 80] }, 'fast', 'cpu').every(({ hidden }) => hidden[1] === 80)).toBe(true);
  });
});

test('bits are expected to fall with text, size and updates', () => {
  const prospect = { characters: 500_000, units: 256, batch: 16, window: 64, updates: 2000 };
  const bits = expectedBits(prospect);
  for (const better of [{ characters: 2_000_000 }, { units: 512 }, { updates: 4000 }, { batch: 32 }]) {
    expect(expectedBits({ ...prospect, ...better })).toBeLessThan(bits);
  }
});

test('expected bits are near what was measured', () => {
  const lines = readFileSync(path.join(import.meta.dirname, 'measured-runs.jsonl'), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const run = JSON.parse(line) as Parameters<typeof expectedBits>[0] & { readonly bits: number };
    expect(Math.abs(expectedBits(run) - run.bits)).toBeLessThan(0.15);
  }
});
