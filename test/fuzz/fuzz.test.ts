import { expect, test } from 'vitest';
import { fuzz } from './fuzz';
import { targetNames, targets } from './targets';

test.each(targetNames)('%s: nothing that is read aborts, hangs or fills the memory', async (name) => {
  const { inputs, findings, memory } = await fuzz(name, 1, (done) => done < targets[name].inputsInTests);
  expect(findings).toEqual([]);
  expect(inputs).toBe(targets[name].inputsInTests);
  expect(memory).toBeGreaterThan(0);
});

test('a reader that ends as it never should is found out, with the seed that shows it', async () => {
  const { findings } = await fuzz('broken', 1, (done) => done < 8);
  expect(findings.map(({ kind, seed }) => [seed, kind])).toEqual([
    [2, 'error'],
    [3, 'abort'],
    [5, 'hang'],
    [7, 'memory'],
  ]);
});
