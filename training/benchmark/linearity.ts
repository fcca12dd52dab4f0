/**
 * Time a character and memory over the size of the corpus: `npm run -s bench:linearity -- [MEGABYTES...]`.
 *
 * Each size is trained on in a process of its own: the corpus is read as `housestyle train` reads it, then a small
 * network makes the same number of steps on each. The text is real code (this repository's development dependencies),
 * repeated with other names in it, so that no copy is a near-duplicate of another.
 */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCorpus } from '../corpus/corpus';
import { OnnxRuntimeEngine } from '../engines/onnxruntime';
import { bodyStart } from '../evaluate/bits-per-character';
import { initialise } from '../network/initialise';
import { networkOf, trainingOptions, updateRuleOf, windowOf } from '../trainer/options';
import { TrainingStreams } from '../trainer/streams';
import { threads } from './setting';

interface Figures {
  readonly characters: number;
  readonly readNanosecondsACharacter: number;
  readonly trainNanosecondsACharacter: number;
  readonly residentMegabytes: number;
}

const steps = 60;
const options = trainingOptions({ hidden: [128], batch: 32, epochs: 1, dropout: 0 });

/** Reads the corpus in a folder and trains on it for a few steps. */
async function measure(folder: string): Promise<Figures> {
  const began = performance.now();
  const corpus = await loadCorpus(folder);
  const read = performance.now() - began;
  const characters = corpus.characters + corpus.heldOutCharacters;
  const files = corpus.training.map((file) => ({ tokens: file.tokens, body: bodyStart(file, corpus.vocabulary) }));
  const streams = new TrainingStreams(files, windowOf(options), options.seed);
  const network = networkOf(options, corpus.vocabulary.size);
  const engine = new OnnxRuntimeEngine();
  const device = { engine: engine.name, kind: 'cpu', threads } as const;
  const rule = updateRuleOf(options);
  const program = await engine.compile(network, windowOf(options), rule, device, initialise(network, options.seed));
  let [trained, seconds] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const stepBegan = performance.now();
    const { counted, inputs, targets, weights, carry } = streams.next();
    await program.step({ inputs, targets, weights, carry, masks: [] }, 1e-3);
    if (step < 5) continue;
    seconds += performance.now() - stepBegan;
    trained += counted;
  }
  await program.dispose();
  return {
    characters,
    readNanosecondsACharacter: Math.round((1e6 * read) / characters),
    trainNanosecondsACharacter: Math.round((1e6 * seconds) / trained),
    residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
  };
}

const sources = ['node_modules/three/src', 'node_modules/rxjs/src'];
const word = /[A-Za-z_]{3,}/g;

/** Writes about so many characters of code into a folder. */
async function writeCode(folder: string, megabytes: number): Promise<void> {
  const originals: string[] = [];
  for (const source of sources) {
    const names = (await readdir(source, { recursive: true })).filter((name) => /\.(js|ts)$/.test(name)).sort();
    for (const name of names) originals.push(await readFile(path.join(source, name), 'utf8'));
  }
  let left = megabytes * 1e6;
  for (let copy = 0; left > 0; copy++) {
    const renamed = renaming(copy);
    await mkdir(path.join(folder, `copy${copy}`), { recursive: true });
    for (const [index, original] of originals.entries()) {
      if (left <= 0) break;
      const text = copy === 0 ? original : original.replace(word, renamed);
      await writeFile(path.join(folder, `copy${copy}`, `file${index}.js`), text);
      left -= text.length;
    }
  }
}

/** Other names for all words, of their length, the same for the same word within one copy. */
function renaming(copy: number): (name: string) => string {
  const names = new Map<string, string>();
  return (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    let state = copy * 7919 + names.size * 104_729 + 1;
    const letter = (): string => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return String.fromCharCode(97 + ((state >>> 16) % 26));
    };
    const made = Array.from(name, letter).join('');
    names.set(name, made);
    return made;
  };
}

const [first = '', ...more] = process.argv.slice(2);
if (first === '--folder') {
  process.send?.(await measure(more[0] ?? ''));
} else {
  const sizes = first === '' ? [1, 10, 100] : [first, ...more].map(Number);
  for (const megabytes of sizes) {
    const folder = await mkdtemp(path.join(tmpdir(), 'linearity-'));
    try {
      await writeCode(folder, megabytes);
      const child = fork(import.meta.filename, ['--folder', folder]);
      const figures = await new Promise<unknown>((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (status) => reject(new Error(`It ended with status ${status ?? '?'}.`)));
      });
      process.stdout.write(`${JSON.stringify({ megabytes, ...(figures as Figures) })}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
