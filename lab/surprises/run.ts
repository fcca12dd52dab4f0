/**
 * How well surprises find faults: `npm run -s bench:surprises -- [--json] [--corpora rxjs,gyp] [--faults 200]`
 *
 * Faults of eight kinds are planted, one at a time, into held-out files of a corpus. Told is, per kind, how often the
 * faulty line is among the file's ten most surprising, and its mean reciprocal rank; beside lines ranked by length, at
 * random, and by what the contexts alone make of them; and false marks per 100 lines of the untouched files. Set on RxJS;
 * nothing was set on the others.
 */
import { parseArgs } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bodyOf, type Corpus, loadCorpus } from '@house-style/corpus/corpus';
import { expectationOf } from '@house-style/model/surprise/expectation';
import { canBeJudged, type Measure, measureOf, surprisesOf } from '@house-style/model/surprise/line-surprises';
import { type SourceText, TwoSidedIndex } from '@house-style/model/surprise/two-sided-index';
import { benchmarkCorpora, corpusFolder } from '../quality/corpora';
import { ContextsAlone } from './contexts-alone';
import { type Draw, type Fault, faultIn, type FaultKind, faultKinds, planted } from './faults';
import { rankOf, Tally } from './tally';

const seed = 1;
/** Of fewer lines, ten are most of the file. */
const fewestLines = 30;
/** Files to plant in are looked for so many times for each fault. */
const triesPerFault = 20;

interface Planted {
  readonly file: SourceText;
  readonly text: string;
  readonly fault: Fault;
  readonly line: number;
}

function plantAll(files: readonly SourceText[], count: number, draw: Draw): Planted[] {
  const perKind = Math.ceil(count / faultKinds.length);
  return faultKinds.flatMap((kind) => {
    const found: Planted[] = [];
    for (let tries = 0; found.length < perKind && tries < perKind * triesPerFault; tries++) {
      const file = files[draw(files.length)] as SourceText;
      const fault = faultIn(kind, file.path, file.text, draw);
      if (fault === undefined) continue;
      const line = file.text.slice(0, fault.start).split('\n').length - 1;
      found.push({ file, text: planted(file.text, fault), fault, line });
    }
    return found;
  });
}

const never = (): Promise<void> => Promise.resolve();

class Judge {
  readonly tallies = new Map<string, Tally<FaultKind>>();
  marked = 0;
  restored = 0;
  /** Sum of the probabilities that were told of what was expected. */
  stated = 0;

  constructor(
    private readonly index: TwoSidedIndex,
    private readonly measure: Measure,
    private readonly contexts: ContextsAlone,
    private readonly draw: Draw,
  ) {}

  async judge({ file, text, fault, line }: Planted): Promise<void> {
    this.index.update(file.path, text);
    const lines = await surprisesOf(this.index, this.measure, file.path, never);
    const own = lines.find((one) => one.line === line);
    if (own !== undefined && own.surprise > this.measure.threshold) {
      this.marked += 1;
      const expected = await expectationOf(this.index, file.path, own.lexemes, never);
      const mended = expected && text.slice(0, expected.start) + expected.text + text.slice(expected.end);
      if (mended === file.text) this.restored += 1;
      this.stated += expected?.probability ?? 0;
    }
    this.index.update(file.path, file.text);
    const contexts = this.contexts.bitsOfLines(file.path, text);
    const rows = text.split('\n');
    this.#add(
      'surprises',
      fault.kind,
      lines.map((one) => [one.line, one.surprise]),
      line,
    );
    this.#add(
      'contexts alone, mean',
      fault.kind,
      contexts.map(({ mean }, at) => [at, mean]),
      line,
    );
    this.#add(
      'contexts alone, dearest',
      fault.kind,
      contexts.map(({ dearest }, at) => [at, dearest]),
      line,
    );
    this.#add(
      'length',
      fault.kind,
      rows.map((row, at) => [at, row.length]),
      line,
    );
    this.#add(
      'random',
      fault.kind,
      rows.map((_, at) => [at, this.draw(1 << 30)]),
      line,
    );
  }

  #add(name: string, kind: FaultKind, lines: readonly (readonly [line: number, score: number])[], own: number): void {
    const tally = this.tallies.get(name) ?? new Tally<FaultKind>();
    this.tallies.set(name, tally);
    tally.add(kind, rankOf(lines, own));
  }
}

/** Marks per 100 lines of files as they are, each judged by all training files and the rest of itself. */
async function falseMarks(index: TwoSidedIndex, measure: Measure, files: readonly SourceText[]): Promise<number> {
  let [marks, lines] = [0, 0];
  for (const { path, text } of files) {
    index.update(path, text);
    const judged = await surprisesOf(index, measure, path, never);
    marks += judged.filter(({ surprise }) => surprise > measure.threshold).length;
    lines += judged.length;
    index.update(path);
  }
  return (100 * marks) / lines;
}

async function measureCorpus(name: string, faults: number) {
  const corpus: Corpus = await loadCorpus(await corpusFolder(name), { minimumCharacters: 0 });
  const textsOf = (files: Corpus['training']): SourceText[] =>
    files.map((file) => ({ path: file.path, text: bodyOf(file, corpus.vocabulary) }));
  const index = new TwoSidedIndex(corpus.vocabulary, textsOf(corpus.training));
  const heldOut = textsOf(corpus.heldOut).filter(({ path }) => canBeJudged(index, path));
  // The scale is of training files alone.
  const measure = await measureOf(index, never);
  const generator = xoroshiro128plus(seed);
  const draw: Draw = (below) => uniformInt(generator, 0, below - 1);
  const judge = new Judge(index, measure, ContextsAlone.learn(corpus), draw);
  const falseMarksPer100Lines = await falseMarks(index, measure, heldOut);
  const usable = heldOut.filter(({ text }) => text.split('\n').length >= fewestLines);
  const plantedFaults = plantAll(usable, faults, draw);
  for (const one of plantedFaults) {
    await judge.judge(one);
    index.update(one.file.path);
  }
  return {
    faults: plantedFaults.length,
    files: usable.length,
    meanLines: usable.reduce((sum, { text }) => sum + text.split('\n').length, 0) / usable.length,
    falseMarksPer100Lines,
    marked: judge.marked / plantedFaults.length,
    restoredOfMarked: judge.restored / judge.marked,
    statedProbability: judge.stated / judge.marked,
    rankings: Object.fromEntries([...judge.tallies].map(([label, tally]) => [label, tally.figures])),
  };
}

const { values } = parseArgs({
  options: {
    corpora: { type: 'string', default: Object.keys(benchmarkCorpora).join(',') },
    faults: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const results: Record<string, Awaited<ReturnType<typeof measureCorpus>>> = {};
for (const name of values.corpora.split(',')) {
  const figures = await measureCorpus(name, Number(values.faults));
  results[name] = figures;
  if (values.json) continue;
  const { rankings, ...others } = figures;
  console.log(name, others);
  for (const [label, { all }] of Object.entries(rankings)) {
    console.log(`  ${label}: recall@10 ${all.recallAt10.toFixed(2)}, MRR ${all.reciprocalRank.toFixed(2)}`);
  }
  console.table(rankings['surprises']?.kinds);
}
if (values.json) console.log(JSON.stringify({ seed, corpora: results }));
