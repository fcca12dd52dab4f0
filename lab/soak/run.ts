/**
 * Two windows used hard, for so many simulated minutes: `npm run -s soak -- [--minutes 30] [--seed 1]`, JSON at the end.
 * Fails where anything was lost, was left behind or grew. Linux only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from './soak';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});

const folder = await mkdtemp(path.join(tmpdir(), 'house-style-soak-'));
try {
  const figures = await soak(folder, {
    minutes: Number(values.minutes),
    seed: Number(values.seed),
    tell: (message) => console.error(message),
  });
  console.log(JSON.stringify(figures, null, 2));
  if (figures.faults.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}
