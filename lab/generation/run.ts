/**
 * What generated files are worth: `npm run -s bench:generation -- [--json] [--corpora rxjs,gyp] [--files 25]`
 *
 * Of each code base, so many files are taken out by a hash of their paths, the contexts learn the others, and each is
 * written anew at its path: seeing its path alone, and its first comment too. Beside it stand what the generator before
 * wrote, character by character with the same blend, the nearest file with its names replaced, and what the authors
 * wrote. `README.md` beside this file has the figures and what they mean.
 *
 * - `--faithful 0.8`, `--maximum-verbatim N`: as in the settings
 * - `--models FOLDER`: `NAME.onnx` in it takes the place of the pretrained network
 * - `--unchecked`: also without the grammar, which changes something where lines are drawn
 * - `--before N`: the generator before writes the first N files alone, as it takes long
 * - `--no-prompted`: leaves those out
 * - `--show FILE`: writes the first ten files by hash, as they came, beside the authors' into a page
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { pathFraction } from '@house-style/corpus/split';
import { VerbatimIndex } from '@house-style/model/generation/copying/verbatim-index';
import { defaultFaithful, generateFile } from '@house-style/model/generation/generate-file';
import { sampleText } from '@house-style/model/generation/sample-text';
import { type CodeFile, Neighbours } from '@house-style/model/generation/siblings/neighbours';
import { type LanguageModel, loadLanguageModel } from '@house-style/model/lstm/language-model';
import type { Predictor } from '@house-style/model/predictor';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { Grammar } from '@house-style/model/syntax/grammars';
import { LearnedTables } from '@house-style/training/evaluate/learned-blend';
import { allCorpora, folderOf } from './corpora';
import { type Diagnostics, TypeChecker } from './diagnostics';
import { type FileFigures, figuresOf, type Measuring } from './file-figures';
import { firstComment } from './first-comment';
import { page, type ShownFile } from './page';
import { summaryOf, table, type Measured, type Summary } from './summary';

const { values: options } = parseArgs({
  options: {
    corpora: { type: 'string', default: allCorpora.join(',') },
    files: { type: 'string', default: '25' },
    faithful: { type: 'string', default: `${defaultFaithful}` },
    'maximum-verbatim': { type: 'string' },
    models: { type: 'string' },
    'no-prompted': { type: 'boolean', default: false },
    before: { type: 'string' },
    unchecked: { type: 'boolean', default: false },
    show: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const faithful = Number(options.faithful);
const maximumVerbatim = options['maximum-verbatim'] === undefined ? Infinity : Number(options['maximum-verbatim']);
/** Of the generator before, as its settings had it. */
const before = { temperature: 0.5, maximumCharacters: 6000, seed: 1 };
const maximumCharacters = 20_000;
/** Longer files of the authors' are not taken: generated classes and tables of data. */
const longestReal = 40_000;

interface Written {
  readonly text: string;
  readonly endsByItself: boolean;
  readonly seconds: number;
}

async function write(predictor: Predictor, known: readonly CodeFile[], file: string, prompt: string, checked = true) {
  const started = performance.now();
  const pieces = generateFile(predictor, known, {
    path: file,
    prompt,
    faithful,
    maximumVerbatim,
    seed: 1,
    maximumCharacters,
    checked,
  });
  let piece = await pieces.next();
  while (!piece.done) piece = await pieces.next();
  const { text, end, follows } = piece.value;
  return { text, follows, endsByItself: end === 'end-of-file', seconds: (performance.now() - started) / 1000 };
}

async function writeAsBefore(predictor: Predictor, file: string): Promise<Written> {
  const started = performance.now();
  const pieces = sampleText(predictor, { path: file, ...before });
  let text = '';
  let piece = await pieces.next();
  for (; !piece.done; piece = await pieces.next()) text += piece.value;
  return { text, endsByItself: piece.value === 'end-of-file', seconds: (performance.now() - started) / 1000 };
}

async function measure(name: string, model: LanguageModel): Promise<{ summary: Summary; shown: ShownFile[] }> {
  const folder = await folderOf(name);
  const { vocabulary } = model.file;
  const corpus = await loadCorpus(folder, { minimumCharacters: 0, vocabulary });
  const all = [...corpus.training, ...corpus.heldOut];
  const extensions = mainExtensions(all.map((file) => file.path));
  const out = new Set(
    all
      .filter((file) => extensions.has(path.extname(file.path)) && file.characters <= longestReal)
      .sort((a, b) => pathFraction(a.path) - pathFraction(b.path))
      .slice(0, Number(options.files)),
  );
  const asText = (file: (typeof all)[number]): CodeFile => ({ path: file.path, text: bodyOf(file, vocabulary) });
  const known = all.filter((file) => !out.has(file)).map(asText);
  console.error(`${name}: learning ${known.length} files, writing ${out.size}`);
  const tables = await LearnedTables.learn(
    vocabulary,
    all.filter((file) => !out.has(file)),
    () => undefined,
    new AbortController().signal,
  );
  const blend = tables.start(model.predictor) as Predictor;
  const verbatim = new VerbatimIndex(known);
  const checker = name === 'rxjs' ? new TypeChecker(path.resolve(folder)) : undefined;
  const measured: Measured[] = [];
  const shown: ShownFile[] = [];
  for (const real of [...out].map(asText)) {
    const grammar = await Grammar.of(real.path);
    const measuring: Measuring = { real, known, verbatim, grammar };
    const figures = (text: string): FileFigures => figuresOf(text, measuring);
    const diagnostics = (text: string): Diagnostics | undefined => checker?.of(real.path, text);
    const neighbours = new Neighbours(real.path, known);
    const [nearest] = neighbours.all;
    const copy = nearest === undefined ? '' : neighbours.renamed(nearest, real.path);
    const now = await write(blend, known, real.path, '');
    const unchecked = options.unchecked ? await write(blend, known, real.path, '', false) : undefined;
    const prompt = firstComment(real.text);
    const prompted = options['no-prompted'] || prompt === '' ? undefined : await write(blend, known, real.path, prompt);
    const asBefore = measured.length < Number(options.before ?? Infinity);
    const then = asBefore ? await writeAsBefore(blend, real.path) : undefined;
    measured.push({
      real: { ...figures(real.text), diagnostics: diagnostics(real.text) },
      nearest: { ...figures(copy), diagnostics: diagnostics(copy) },
      written: { ...figures(now.text), ...now, diagnostics: diagnostics(now.text) },
      ...(unchecked && { unchecked: figures(unchecked.text) }),
      ...(prompted && { prompted: { ...figures(prompted.text), ...prompted } }),
      ...(then && { before: { ...figures(then.text), ...then, diagnostics: diagnostics(then.text) } }),
    });
    shown.push({ corpus: name, path: real.path, follows: now.follows, generated: now.text, real: real.text });
    grammar?.dispose();
  }
  return { summary: summaryOf(measured), shown };
}

/** The languages that most of the code is in. */
function mainExtensions(paths: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const file of paths) counts.set(path.extname(file), (counts.get(path.extname(file)) ?? 0) + 1);
  const code = /^\.(?:[mc]?[jt]sx?|py|go|cs|cc|cpp|h|java|rs)$/;
  return new Set([...counts].filter(([name, count]) => code.test(name) && count >= 4).map(([name]) => name));
}

const summaries: Record<string, Summary> = {};
const shown: ShownFile[] = [];
for (const name of options.corpora.split(',')) {
  const own = options.models === undefined ? undefined : path.join(options.models, `${name}.onnx`);
  const model = await loadLanguageModel(own !== undefined && existsSync(own) ? own : pretrainedModelPath);
  const { summary, shown: files } = await measure(name, model);
  await model.dispose();
  summaries[name] = summary;
  shown.push(...files);
  console.error(table({ [name]: summary }));
}
if (options.show !== undefined) {
  const first = [...shown].sort(
    (a, b) => pathFraction(`${a.corpus}/${a.path}`) - pathFraction(`${b.corpus}/${b.path}`),
  );
  await writeFile(options.show, page(first.slice(0, 10)));
}
if (!options.json) console.log(table(summaries));
console.log(JSON.stringify({ faithful, corpora: summaries }));
