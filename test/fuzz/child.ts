/** Reads the inputs of the seeds that it is sent, so that whatever one of them does, whoever sends them lives on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SeededDraws } from '@house-style/model/testing/seeded-draws';
import { targets, type TargetName } from './targets';

/** What is told of an input. */
export interface Tried {
  readonly seed: number;
  readonly milliseconds: number;
  /** Most memory that the process has ever had, bytes. */
  readonly memory: number;
  /** How the reader ended as it never should. */
  readonly error?: string;
}

const [, , name = ''] = process.argv;
const folder = mkdtempSync(path.join(tmpdir(), 'house-style-fuzz-'));
// Inputs may name any file to write.
process.chdir(folder);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('disconnect', () => process.exit(0));

let stray: unknown;
process.on('unhandledRejection', (reason) => (stray = reason));
process.on('uncaughtException', (error) => (stray = error));

void targets[name as TargetName].prepare(folder).then((read) => {
  process.on('message', (seed: number) => {
    const started = performance.now();
    const end = (error?: unknown): void => {
      const thrown = error ?? stray;
      stray = undefined;
      process.send?.({
        seed,
        milliseconds: performance.now() - started,
        memory: process.resourceUsage().maxRSS * 1024,
        ...(thrown !== undefined && {
          error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : JSON.stringify(thrown),
        }),
      } satisfies Tried);
    };
    void Promise.resolve()
      .then(() => read(new SeededDraws(seed), seed))
      .then(() => end(), end);
  });
  process.send?.('ready');
});
