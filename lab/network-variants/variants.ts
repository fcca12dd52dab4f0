/**
 * What published variants of a small character LSTM are worth (`variants.py`, in PyTorch):
 * `npm run -s bench:variants -- [FOLDER] [--updates 1500] [--hidden 256] [--embedding 64] [--batch 16] [--seeds 1]
 * [--threads 2] [--variant NAME]…`, one variant a line as JSON.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { corpusLine } from '@house-style/protocol/corpus-file';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { python } from '../training-speed/pytorch';

const window = 64;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    updates: { type: 'string', default: '1500' },
    hidden: { type: 'string', default: '256' },
    embedding: { type: 'string', default: '64' },
    batch: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    seeds: { type: 'string', default: '1' },
    variant: { type: 'string', multiple: true, default: [] },
  },
});
const [code = 'node_modules/rxjs/src'] = positionals;
const { vocabulary, training, heldOut } = await loadCorpus(code);
const lines = [...training, ...heldOut].map((file) => {
  return corpusLine({ path: file.path, text: bodyOf(file, vocabulary), heldOut: heldOut.includes(file), modified: 0 });
});
const folder = await mkdtemp(path.join(tmpdir(), 'variants-'));
try {
  const corpus = path.join(folder, 'corpus.jsonl');
  await writeFile(corpus, lines.join(''));
  const script = path.join(import.meta.dirname, 'variants.py');
  const { updates, hidden, embedding, batch, threads, seeds, variant } = values;
  const numbers = [updates, hidden, embedding, batch, String(window), threads, seeds];
  const args = [script, corpus, ...numbers, ...variant];
  const { exitCode } = await execa(python, args, { stdio: 'inherit', reject: false });
  process.exitCode = exitCode ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
