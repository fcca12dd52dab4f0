/**
 * Memory of the inference process in a workspace of several megabytes: `npm run -s bench:memory -- [--model FILE]
 * [--megabytes 5] [--share 1]`, JSON on the last line.
 *
 * The process is forked as the extension forks it, given the sources of packages that are installed here, and asked once
 * for a completion, after it has learned all of them and blended that with the model, or a share of them, which touches
 * nearly as much memory in less time. Resident memory is read from the
 * system (`/proc`, so Linux only): the most that it ever was, and what it is at the end.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';

const root = path.resolve(import.meta.dirname, '../..');
const packages = ['three/src', 'three/examples/jsm', 'rxjs/src', 'node-gyp/gyp/pylib', 're2/vendor/re2'];
const sources = /\.(ts|js|py|cc|h)$/;

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    megabytes: { type: 'string', default: '5' },
    share: { type: 'string', default: '1' },
  },
});

/** Copies whole files until there is enough; returns the bytes copied. */
async function gather(folder: string, limit: number): Promise<number> {
  let bytes = 0;
  for (const name of packages) {
    const from = path.join(root, 'node_modules', name);
    for (const file of (await readdir(from, { recursive: true })).sort()) {
      if (!sources.test(file)) continue;
      const { size } = await stat(path.join(from, file));
      if (size > 200_000) continue;
      if (bytes + size > limit) return bytes;
      const to = path.join(folder, name, file);
      await mkdir(path.dirname(to), { recursive: true });
      await cp(path.join(from, file), to);
      bytes += size;
    }
  }
  return bytes;
}

/** Megabytes, as the system counts them for a process. */
async function memoryOf(pid: number): Promise<{ readonly most: number; readonly now: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return {
    most: Math.round((kibibytes('VmHWM') * 1024) / 1e6),
    now: Math.round((kibibytes('VmRSS') * 1024) / 1e6),
  };
}

function ignore(): void {
  // Nobody reads it here.
}
const tell = (message: string): void => console.error(message);
const log: Log = { trace: ignore, debug: ignore, info: tell, warn: tell, error: tell };

const folder = await mkdtemp(path.join(tmpdir(), 'house-style-memory-'));
let pid = 0;
const fork = forkInferenceProcess(path.join(root, 'dist/inference-process.cjs'));
const client = new InferenceClient((listener) => {
  const started = fork(listener);
  pid = started.pid ?? 0;
  return started;
}, log);
const storage = trainingStorage(path.join(folder, 'storage'));
const pretrained = { modelPath: path.join(root, 'dist/pretrained.onnx'), adapt: true };
const corpus = new WorkspaceCorpus(client, storage, path.join(root, 'dist/housestyle.cjs'), log, () => pretrained);
try {
  const code = path.join(folder, 'code');
  const bytes = await gather(code, Number(options.megabytes) * 1e6);
  client.start();
  const steps: Record<string, { readonly most: number; readonly now: number }> = {};
  await corpus.gather({ folders: [{ folder: code, exclude: [] }], near: [] });
  while (client.knowledge.value.source === 'nothing') await sleep(50);
  steps['indexed'] = await memoryOf(pid);
  if (options.model !== undefined) await client.load(options.model, { device: 'cpu', adapt: true });
  const wanted = options.model === undefined ? 'contexts' : 'blend';
  const share = Number(options.share);
  const enough = (): boolean =>
    share < 1 ? client.knowledge.value.learned >= share : client.knowledge.value.source === wanted;
  while (!enough()) await sleep(100);
  steps['learned'] = await memoryOf(pid);
  const text = "import { Vector3 } from './Vector3.js';\n\nclass Box";
  client.tell({ kind: 'open', document: 'd', version: 1, path: 'three/src/math/Box.js', text });
  await client.complete(
    { document: 'd', version: 1, offset: text.length, trigger: 'invoke' },
    new AbortController().signal,
  );
  await sleep(2000);
  steps['atRest'] = await memoryOf(pid);
  console.log(JSON.stringify({ megabytesOfCode: bytes / 1e6, ...steps }));
} finally {
  corpus.dispose();
  client.dispose();
  await rm(folder, { recursive: true });
}
