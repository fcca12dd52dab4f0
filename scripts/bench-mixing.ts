/**
 * Bits per character of the context mixing, alone and with a network as one more expert, beside general compressors on
 * the same split: `npm run -s bench:mixing -- [CORPUS…] [--model MODEL] [--appended] [--yardsticks] [--json]`.
 *
 * A corpus is one of the names below, or a folder. `docs/metrics.md` defines the figures. File by file (the default),
 * each held-out file starts from what the training files taught; `--appended`, from what those and the held-out files
 * before it taught. Yardsticks need `xz`, `7z` and `zpaq`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ContextMixing } from '@house-style/model/mixing/context-mixing';
import { sizesFor } from '@house-style/model/mixing/sizes';
import { Lstm, softmax } from '@house-style/model/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { bodyOf, loadCorpus, type Corpus, type CorpusFile } from '@house-style/training/corpus/corpus';

const corpora: Readonly<Record<string, string>> = {
  rxjs: 'node_modules/rxjs/src',
  three: 'node_modules/three/src',
  'node-gyp': 'node_modules/node-gyp/gyp/pylib',
  re2: 'node_modules/re2/vendor/re2',
};

const run = promisify(execFile);

interface Figures {
  readonly corpus: string;
  readonly heldOut: { readonly files: number; readonly characters: number };
  readonly bitsPerCharacter: number;
  readonly learning: { readonly microsecondsPerToken: number; readonly tokens: number };
  readonly tableMegabytes: number;
  readonly yardsticks?: Readonly<Record<string, number>>;
  readonly files?: Readonly<Record<string, number>>;
}

interface Options {
  readonly appended: boolean;
  readonly yardsticks: boolean;
  readonly megabytes: number;
  readonly lstm: Lstm | undefined;
}

async function measure(name: string, options: Options): Promise<Figures> {
  const corpus = await loadCorpus(corpora[name] ?? name, {
    minimumCharacters: 0,
    ...(options.lstm && { vocabulary: options.lstm.vocabulary }),
  });
  const { mixing, tokens, microseconds } = learnTraining(corpus, options.megabytes);
  if (options.lstm) mixing.trustExperts();
  const start = options.appended ? undefined : mixing.save();
  let bits = 0;
  const files: Record<string, number> = {};
  for (const file of corpus.heldOut) {
    if (start) mixing.restore(start);
    const cost = await costOf(file, mixing, options.lstm);
    files[file.path] = cost / file.characters;
    bits += cost;
  }
  return {
    corpus: name,
    heldOut: { files: corpus.heldOut.length, characters: corpus.heldOutCharacters },
    bitsPerCharacter: bits / corpus.heldOutCharacters,
    learning: { microsecondsPerToken: microseconds / tokens, tokens },
    tableMegabytes: mixing.bytes / 1e6,
    files,
    ...(options.yardsticks && { yardsticks: await yardsticks(corpus, options.appended) }),
  };
}

function learnTraining(
  corpus: Corpus,
  megabytes: number,
): { mixing: ContextMixing; tokens: number; microseconds: number } {
  const counts = Array.from({ length: corpus.vocabulary.size }, () => 0);
  let tokens = 0;
  for (const file of corpus.training) {
    tokens += file.tokens.length;
    for (const token of file.tokens) counts[token] = (counts[token] ?? 0) + 1;
  }
  const mixing = new ContextMixing(corpus.vocabulary, counts, sizesFor(tokens, megabytes * 1e6));
  // Processor time, not wall time: others may use the machine.
  const before = process.cpuUsage();
  for (const file of corpus.training) for (const token of file.tokens) mixing.learn(token);
  const { user, system } = process.cpuUsage(before);
  return { mixing, tokens, microseconds: user + system };
}

/** Bits of a file's body. */
async function costOf(file: CorpusFile, mixing: ContextMixing, lstm: Lstm | undefined): Promise<number> {
  const { tokens } = file;
  const body = tokens.indexOf(mixing.vocabulary.startOfBody) + 1;
  let bits = 0;
  const learn = (index: number): void => {
    const cost = mixing.learn(tokens[index] as number);
    if (index >= body && index < tokens.length - 1) bits += cost;
  };
  learn(0);
  if (!lstm) {
    for (let index = 1; index < tokens.length; index++) learn(index);
    return bits;
  }
  const size = lstm.vocabulary.size;
  for await (const { logits, start } of lstm.read(tokens.subarray(0, -1))) {
    for (let step = 0; step * size < logits.length; step++) {
      mixing.setExpert(0, softmax(logits.subarray(step * size, (step + 1) * size)));
      learn(start + step + 1);
    }
  }
  return bits;
}

/** Bits per held-out character of general compressors that know the training text. */
async function yardsticks(corpus: Corpus, appended: boolean): Promise<Record<string, number>> {
  const text = (file: CorpusFile): string => bodyOf(file, corpus.vocabulary);
  const training = corpus.training.map(text).join('');
  const additions = appended ? [corpus.heldOut.map(text).join('')] : corpus.heldOut.map(text);
  const bits: Record<string, number> = {};
  for (const [tool, compressed] of Object.entries(compressors)) {
    const base = await compressed(training);
    let sum = 0;
    for (const addition of additions) sum += (await compressed(training + addition)) - base;
    bits[tool] = (8 * sum) / corpus.heldOutCharacters;
  }
  return bits;
}

/** Bytes that a text takes when a command has turned file `in` into file `out`. */
const compressor =
  (command: string, ...parameters: string[]) =>
  async (text: string): Promise<number> => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-yardstick-'));
    try {
      await writeFile(path.join(folder, 'in'), text);
      await run(command, parameters, { cwd: folder });
      return (await stat(path.join(folder, 'out'))).size;
    } finally {
      await rm(folder, { recursive: true });
    }
  };

const compressors = {
  'xz -9e': compressor('sh', '-c', 'xz -9e -c in > out'),
  'PPMd order 12': compressor('sh', '-c', '7z a -mx=9 -m0=PPMd:o=12:mem=1g out.7z in >/dev/null && mv out.7z out'),
  'zpaq -m5': compressor('sh', '-c', 'zpaq a out.zpaq in -m5 -t1 2>/dev/null && mv out.zpaq out'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    appended: { type: 'boolean', default: false },
    yardsticks: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    megabytes: { type: 'string', default: '200' },
  },
});
const lstm = values.model === undefined ? undefined : await Lstm.load(await readModelFile(values.model));
for (const name of positionals.length > 0 ? positionals : Object.keys(corpora)) {
  const { files, ...figures } = await measure(name, { ...values, lstm, megabytes: Number(values.megabytes) });
  console.log(JSON.stringify(values.files ? { ...figures, files } : figures));
}
