import { open, rm, stat } from 'node:fs/promises';
import { isSystemError } from '@house-style/protocol/failure';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import * as z from 'zod';

const process_ = { pid: z.number().int().positive(), startedAt: z.string() };

const runRecord = z.union([
  z.object({
    ...process_,
    /** Those that are trained on. */
    folders: z.array(z.string()).min(1),
  }),
  // As it was written when trainings knew one folder.
  z
    .object({ ...process_, folder: z.string() })
    .transform(({ folder, ...record }) => ({ ...record, folders: [folder] })),
]);

/** Which training is under way, or was last: how a window finds it again after a reload. */
export type RunRecord = z.infer<typeof runRecord>;

/** Bytes of the longest record; what is longer is none. */
const longestRecord = 65_536;

/** @throws Failure `disk-full` or `output-unwritable`; the old record then still stands. */
export async function writeRunRecord(path: string, record: RunRecord): Promise<void> {
  await writeAtomically(path, [Buffer.from(JSON.stringify(record))], async () => {
    // Nothing but a file gives way to a file.
    if ((await stat(path).catch(() => undefined))?.isFile() === false) await rm(path, { recursive: true });
  });
}

/** The record, or undefined where there is none that can be read. */
export async function readRunRecord(path: string): Promise<RunRecord | undefined> {
  try {
    return runRecord.safeParse(JSON.parse(await readBeginning(path))).data;
  } catch (thrown) {
    if (isSystemError(thrown) && thrown.code !== 'ENOENT') throw thrown;
    return undefined;
  }
}

/** No more of a file than a record could be; of what is no file, nothing. */
async function readBeginning(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) return '';
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(longestRecord);
    const { bytesRead } = await file.read(bytes);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return isSystemError(thrown) && thrown.code === 'EPERM';
  }
}
