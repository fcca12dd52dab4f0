import { readFile, stat } from 'node:fs/promises';
import { isSystemError } from '@house-style/protocol/failure';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { z } from 'zod';

const runRecord = z.object({
  pid: z.number().int().positive(),
  /** The folder that is trained on. */
  folder: z.string(),
  startedAt: z.string(),
});

/** Which training is under way, or was last: how a window finds it again after a reload. */
export type RunRecord = z.infer<typeof runRecord>;

/** A record that was not touched for so long belongs to another process that has taken its pid. Milliseconds. */
const staleAfter = 60_000;

export async function writeRunRecord(path: string, record: RunRecord): Promise<void> {
  await writeAtomically(path, [Buffer.from(JSON.stringify(record))]);
}

/** The record, or undefined where there is none that can be read. */
export async function readRunRecord(path: string): Promise<RunRecord | undefined> {
  try {
    return runRecord.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (thrown) {
    if (isSystemError(thrown) && thrown.code !== 'ENOENT') throw thrown;
    return undefined;
  }
}

/** Whether the recorded training is still at work. */
export async function isRunning(path: string, record: RunRecord): Promise<boolean> {
  if (!processExists(record.pid)) return false;
  const touched = await stat(path).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < staleAfter;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return isSystemError(thrown) && thrown.code === 'EPERM';
  }
}
