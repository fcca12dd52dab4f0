/**
 * What large workspaces cost: `npm run -s bench:corpus -- [--files 1000,10000,100000] [--kinds unlike,…] [--folder DIR]`,
 * a JSON object a line for each kind and size. Linux only, as memory and processor time are read from `/proc`; on one
 * core with `taskset -c 0` in front.
 *
 * Each generated workspace is opened twice as the extension opens it: the inference process is forked and told of the
 * code that `housestyle corpus` gathers around one open document. Before that, its whole corpus is written without a
 * limit, as a training reads it. Milliseconds until the first suggestion count from the start of the inference process.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { asCodeFolders } from '@house-style/protocol/code-folder';
import { learningLimit } from '@house-style/protocol/corpus-file';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import type { CorpusRequest } from '@house-style/protocol/settings';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { type MonorepoKind, monorepoKinds, writeMonorepo } from './generated-monorepo';

const dist = path.resolve(import.meta.dirname, '../../dist');
const housestyle = path.join(dist, 'housestyle.cjs');
/** Milliseconds between two looks at a process; the system keeps the most memory that it ever had. */
const look = 20;
/** Clock ticks a second in `/proc`, which Linux tells all programs alike. */
const ticks = 100;

/** Characters that somebody has typed. */
const [shortest, longest] = [20, 60];

const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: '1000,10000,100000' },
    kinds: { type: 'string', default: monorepoKinds.join(',') },
    folder: { type: 'string', default: tmpdir() },
  },
});

interface Cost {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
}

/** Runs the corpus command; what it printed last, and what it cost. */
async function corpusCommand(request: CorpusRequest): Promise<{ readonly cost: Cost; readonly printed: string }> {
  const started = performance.now();
  const child = execa(process.execPath, [housestyle, 'corpus', '--options-from-stdin', '--json'], {
    input: JSON.stringify(request),
    stderr: 'inherit',
    stripFinalNewline: false,
  });
  const used = { processorSeconds: 0, megabytes: 0 };
  const watching = setInterval(() => Object.assign(used, usedBy(child.pid as number) ?? {}), look);
  const { stdout: printed } = await child.finally(() => clearInterval(watching));
  return { cost: { seconds: rounded((performance.now() - started) / 1000), ...used }, printed };
}

function usedBy(pid: number): Omit<Cost, 'seconds'> | undefined {
  try {
    const kibibytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    // After the name, which may hold anything, the 12th and 13th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (Number.isNaN(kibibytes)) return undefined;
    const processorSeconds = rounded((Number(fields[11]) + Number(fields[12])) / ticks);
    return { processorSeconds, megabytes: Math.round((kibibytes * 1024) / 1e6) };
  } catch {
    // It has ended.
    return undefined;
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

/** Milliseconds until something is suggested and until the whole is gathered, in a document beside others. */
async function open(
  folder: string,
  storage: string,
  near: string,
): Promise<{ readonly firstSuggestion: number; readonly gathered: number }> {
  const failed = (message: string): void => void process.stderr.write(`${message}\n`);
  const quiet = (): void => undefined;
  const log: Log = { trace: quiet, debug: quiet, info: quiet, warn: failed, error: failed };
  const client = new InferenceClient(forkInferenceProcess(path.join(dist, 'inference-process.cjs')), log);
  const pretrained = { modelPath: path.join(dist, 'pretrained.onnx'), adapt: true };
  const corpus = new WorkspaceCorpus(client, trainingStorage(storage), housestyle, log, () => pretrained);
  try {
    const started = performance.now();
    const since = (): number => Math.round(performance.now() - started);
    client.start();
    // Somebody types again what a file nearby begins with, a few characters more each time.
    const text = readFileSync(path.join(folder, near), 'utf8');
    const type = async (length: number): Promise<CompletionOutcome> => {
      const document = `typed ${length}`;
      const place = `${path.dirname(near)}/new.ts`;
      client.tell({ kind: 'open', document, version: 1, path: place, text: text.slice(0, length) });
      const request = { document, version: 1, offset: length, trigger: 'automatic' } as const;
      const outcome = await client.complete(request, new AbortController().signal);
      client.tell({ kind: 'close', document });
      return outcome;
    };
    const whole = corpus.gather({ folders: [{ folder, exclude: [] }], near: [near] }).then(since);
    for (let length = shortest; ; length = length < longest ? length + 1 : shortest) {
      const outcome = await type(Math.min(length, text.length));
      if (outcome.kind === 'shown') break;
      if (outcome.kind === 'failed') throw new Error(outcome.message);
      await sleep(look);
    }
    return { firstSuggestion: since(), gathered: await whole };
  } finally {
    corpus.dispose();
    client.dispose();
  }
}

async function measure(kind: MonorepoKind, files: number): Promise<unknown> {
  const folder = mkdtempSync(path.join(options.folder, 'house-style-monorepo-'));
  try {
    const code = path.join(folder, 'code');
    const near = writeMonorepo(code, kind, files);
    const storage = trainingStorage(path.join(folder, 'storage'));
    const out = path.join(folder, 'all.jsonl');
    const { printed, cost: all } = await corpusCommand({ folders: asCodeFolders(code), out });
    rmSync(out);
    const opened = await open(code, storage.folder, near);
    const again = await open(code, storage.folder, near);
    const request = {
      folders: asCodeFolders(code),
      out,
      near: [near],
      limit: learningLimit,
      verdicts: path.join(folder, 'verdicts'),
    };
    const limited = (await corpusCommand(request)).cost;
    const unchanged = (await corpusCommand(request)).cost;
    const { training, heldOut } = JSON.parse(printed) as Record<'training' | 'heldOut', { files: number }>;
    return { kind, files, takenIn: training.files + heldOut.files, all, limited, unchanged, opened, again };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const kind of options.kinds.split(',') as MonorepoKind[]) {
  for (const files of options.files.split(',')) console.log(JSON.stringify(await measure(kind, Number(files))));
}
