/**
 * What general-purpose compressors pay for the held-out files when they know the training files: the yardsticks of
 * `docs/metrics.md`, as conditional size C(training + addition) − C(training).
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { bodyOf, type Corpus, type CorpusFile } from '@house-style/corpus/corpus';

/** Shell commands that turn the file `in` into the file `out`. */
const commands = {
  'xz -9e': 'xz -9e -c in > out',
  'PPMd order 12': '7z a -mx=9 -m0=PPMd:o=12:mem=1g out.7z in && mv out.7z out',
  'zpaq -m5': 'zpaq a out.zpaq in -m5 -t1 && mv out.zpaq out',
} as const;

export type Yardstick = keyof typeof commands;
export const yardsticks = Object.keys(commands) as readonly Yardstick[];

/**
 * `fileByFile`: each held-out file follows the training files alone. `appended`: all held-out files follow them in one
 * stream, so that later ones profit from earlier ones.
 */
export type Protocol = 'fileByFile' | 'appended';

/** Bits per held-out character, or why there is no figure. */
export type YardstickResult = { readonly bitsPerCharacter: number } | { readonly skipped: string };

/** Compresses once for `appended` and once a held-out file for `fileByFile`; zpaq takes some 10 seconds a megabyte. */
export async function measureYardstick(
  corpus: Corpus,
  yardstick: Yardstick,
  protocol: Protocol,
): Promise<YardstickResult> {
  const [tool = ''] = yardstick === 'PPMd order 12' ? ['7z'] : yardstick.split(' ');
  if (!(await isInstalled(tool))) return { skipped: `${tool} is not installed` };
  const text = (file: CorpusFile): string => bodyOf(file, corpus.vocabulary);
  const training = corpus.training.map(text).join('');
  const heldOut = corpus.heldOut.map(text);
  const additions = protocol === 'appended' ? [heldOut.join('')] : heldOut;
  const known = await compressedBytes(training, commands[yardstick]);
  let bytes = 0;
  for (const addition of additions) bytes += (await compressedBytes(training + addition, commands[yardstick])) - known;
  return { bitsPerCharacter: (8 * bytes) / corpus.heldOutCharacters };
}

async function isInstalled(tool: string): Promise<boolean> {
  try {
    await execa('sh', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
}

async function compressedBytes(text: string, command: string): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-yardstick-'));
  try {
    await writeFile(path.join(folder, 'in'), text);
    await execa('sh', ['-c', command], { cwd: folder, stdio: 'ignore' });
    return (await stat(path.join(folder, 'out'))).size;
  } finally {
    await rm(folder, { recursive: true });
  }
}
