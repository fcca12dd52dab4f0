/**
 * `npm start -- [folder] [--minutes M]`: the whole path once. Trains on a folder, measures, shows what is completed and
 * written, from the model and all that the code has shown, as in the editor, and packages the extension.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import type { Blend } from '@house-style/model/blend/blend';
import { completeOnce } from '@house-style/model/completion/complete';
import { sampleText } from '@house-style/model/generation/sample-text';
import { loadLanguageModel } from '@house-style/model/lstm/language-model';
import { bodyOf, type Corpus, loadCorpus } from '@house-style/corpus/corpus';
import { LearnedTables } from '@house-style/training/evaluate/learned-blend';
import { randomSequence } from '@house-style/training/random';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { packageExtension } from './package';

const root = path.resolve(import.meta.dirname, '..');
const housestyle = path.join(root, 'dist/housestyle.cjs');
const output = path.join(root, 'artifacts/start');

const shownCompletions = 5;
const shownContext = 60;
const generatedCharacters = 1500;

/** Runs a command whose output the user sees; resolves with its exit status. */
async function run(command: string, ...words: string[]): Promise<number> {
  // Ctrl+C reaches the child as well, which ends in an orderly way; this process waits for it.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  try {
    const { exitCode } = await execa(command, words, { stdio: 'inherit', cwd: root, reject: false });
    return exitCode ?? 1;
  } finally {
    process.off('SIGINT', wait);
  }
}

class Stopped extends Error {
  constructor(readonly status: number) {
    super(`A step ended with status ${status}.`);
  }
}

async function mustRun(command: string, ...words: string[]): Promise<void> {
  const status = await run(command, ...words);
  if (status !== 0) throw new Stopped(status);
}

interface Place {
  readonly path: string;
  readonly text: string;
  /** Of the cursor, code units. */
  readonly offset: number;
  readonly lineEnd: number;
}

/** Places inside lines of held-out files, drawn by a fixed seed, not chosen for how well they come out. */
function heldOutPlaces(corpus: Corpus, count: number): Place[] {
  const random = randomSequence(1, 'sample', 0);
  const places: Place[] = [];
  for (let tries = 0; places.length < count && tries < 1000; tries++) {
    const file = corpus.heldOut[uniformInt(random, 0, corpus.heldOut.length - 1)];
    if (file === undefined) break;
    const text = bodyOf(file, corpus.vocabulary);
    const lineStart = text.lastIndexOf('\n', uniformInt(random, 0, Math.max(0, text.length - 1))) + 1;
    const [line = ''] = text.slice(lineStart).split(/\r?\n/, 1);
    const lineEnd = lineStart + line.length;
    const indent = line.length - line.trimStart().length;
    if (line.trim().length < 20) continue;
    const offset = lineStart + uniformInt(random, indent + 6, line.length - 6);
    places.push({ path: file.path, text, offset, lineEnd });
  }
  return places;
}

async function showCompletions(blend: Blend, corpus: Corpus): Promise<void> {
  say(`${shownCompletions} places in files that the model has never seen, drawn at random (║ is the cursor):\n`);
  for (const { path: file, text, offset, lineEnd } of heldOutPlaces(corpus, shownCompletions)) {
    // What stands after the cursor is kept from the model: it would give the answer away.
    const request = { offset, trigger: 'invoke' } as const;
    const outcome = await completeOnce(blend, file, text.slice(0, offset), request);
    const [best] = outcome.kind === 'shown' ? outcome.candidates : [];
    const before = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - shownContext), offset);
    const suggestion = best ? `${best.text}   (${Math.round(best.confidence * 100)} % sure)` : '(nothing)';
    say(`  ${file}:${text.slice(0, offset).split('\n').length}`);
    say(`    suggested  ${before}║${suggestion}`);
    say(`    authors    ${before}║${text.slice(offset, lineEnd)}\n`);
  }
}

async function showGeneratedFile(blend: Blend, corpus: Corpus): Promise<void> {
  const file = corpus.heldOut[0]?.path ?? corpus.training[0]?.path ?? 'example.txt';
  say(`A file as it would be written at ${file}, where it has not seen what stands:\n`);
  const options = { path: file, temperature: 0.6, seed: 1, maximumCharacters: generatedCharacters };
  for await (const piece of sampleText(blend, options)) process.stdout.write(piece);
  say('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function start(folder: string, minutes: string): Promise<void> {
  const modelPath = path.join(output, 'model.onnx');
  await mkdir(output, { recursive: true });
  await mustRun(process.execPath, housestyle, 'train', folder, '--out', modelPath, '--minutes', minutes);
  await mustRun(process.execPath, housestyle, 'evaluate', modelPath, folder);
  say('');
  const model = await loadLanguageModel(modelPath);
  try {
    const heldOutPaths = model.file.metadata.heldOut;
    const corpus = await loadCorpus(folder, { vocabulary: model.file.vocabulary, heldOutPaths });
    say('Learning what the code has shown beside the model, as the editor does in the background …\n');
    const tables = await LearnedTables.learn(
      corpus.vocabulary,
      corpus.training,
      () => undefined,
      new AbortController().signal,
    );
    const blend = tables.start(model.predictor);
    await showCompletions(blend, corpus);
    await showGeneratedFile(blend, corpus);
  } finally {
    await model.dispose();
  }
  const vsix = await packageExtension(output);
  say(`Install it into VS Code: code --install-extension ${path.relative(process.cwd(), vsix)}`);
}

const command = new Command('npm start --')
  .description('Trains on a folder, measures, shows what is completed and written, and packages the extension.')
  .argument('[folder]', 'folder of code (default: the sources of RxJS)')
  .option('--minutes <minutes>', 'train for so long', '3')
  .action(async (folder: string | undefined, { minutes }: { minutes: string }) => {
    await start(path.resolve(folder ?? path.join(root, 'node_modules/rxjs/src')), minutes);
  });
try {
  await command.parseAsync();
} catch (thrown) {
  // The command has said what is wrong; its status says it to scripts.
  if (!(thrown instanceof Stopped)) throw thrown;
  process.exitCode = thrown.status;
}
