/** Two windows used hard with the bundled processes; `npm run soak` goes on for longer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { soak } from '../../lab/soak/soak';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-soak-'));
});
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

// The processes are looked at in /proc.
it.skipIf(process.platform !== 'linux')('loses nothing and grows no larger, whatever is killed', async () => {
  const said: string[] = [];
  const figures = await soak(folder, { minutes: 2, seed: 7, tell: (message) => void said.push(message) });
  expect(figures.faults, said.join('\n')).toEqual([]);
  expect(figures).toMatchObject({ simulatedMinutes: 2, events: 240, documentsCompared: 18, windowsReopened: 1 });
  expect(figures.standing.offered).toBeGreaterThan(0);
  expect(figures.kills.inference).toBe(3);
  expect(figures.kills.host).toBe(1);
});
