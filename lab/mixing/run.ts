/**
 * Bits per character of the context mixing, alone (`ngram`) and with a network as one more expert (`blend`), beside
 * general-purpose compressors on the same split, with times and memory:
 * `npm run -s bench:mixing -- [--json] [--corpora rxjs,gyp] [--model FOLDER] [--protocols fileByFile,appended]
 * [--yardsticks] [--ablation] [--files] [--below]`
 *
 * A corpus is one of the names below, or a folder; `--model` names a folder that holds a model `NAME.onnx` for each.
 * `--below` measures with the rest of the file below each line too, as when a line is inserted.
 * `docs/metrics.md` defines the figures. Yardsticks need `xz`, `7z` and `zpaq`.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Lstm } from '@house-style/model/lstm/lstm';
import type { ContextMixing } from '@house-style/model/mixing/context-mixing';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { Reliability, type ReliabilityRow } from '@house-style/training/evaluate/reliability';
import { loadCorpus, type Corpus } from '@house-style/corpus/corpus';
import { costOfHeldOut, learnTraining, networkExpert, processorSeconds, type Cost } from './measurement';
import { ablation, type AblationRow } from './ablation';
import { measureYardstick, yardsticks, type Protocol, type YardstickResult } from '../quality/yardsticks';

const folders: Readonly<Record<string, string>> = {
  rxjs: 'node_modules/rxjs/src',
  gyp: 'node_modules/node-gyp/gyp/pylib',
  re2: 'node_modules/re2/vendor/re2',
  three: 'node_modules/three/src',
};

interface PerProtocol {
  readonly ngram: number;
  readonly blend?: number;
  readonly below?: number;
}

interface Figures {
  readonly heldOut: { readonly files: number; readonly characters: number };
  readonly bitsPerCharacter: Partial<Record<Protocol, PerProtocol>>;
  /** Learning without a network, and predicting and learning with it (its own time left out). */
  readonly learningSecondsPerMegabyte: number;
  readonly microsecondsPerToken: number;
  readonly tableMegabytes: number;
  readonly milliseconds: { readonly save: number; readonly restore: number };
  readonly decoding: { readonly microsecondsPerLikeliest: number; readonly microsecondsPerDistribution: number };
  readonly reliability: readonly ReliabilityRow[];
  readonly yardsticks?: Partial<Record<Protocol, Readonly<Record<string, YardstickResult>>>>;
  readonly ablation?: readonly AblationRow[];
  readonly files?: Readonly<Record<string, number>>;
}

interface Settings {
  readonly ablation: boolean;
  readonly models: string | undefined;
  readonly protocols: readonly Protocol[];
  readonly yardsticks: boolean;
  readonly files: boolean;
  readonly below: boolean;
}

async function measure(name: string, settings: Settings): Promise<Figures> {
  const lstm = await networkFor(name, settings.models);
  try {
    const corpus = await loadCorpus(folders[name] ?? name, {
      minimumCharacters: 0,
      ...(lstm && { vocabulary: lstm.vocabulary }),
    });
    const { mixing, secondsPerMegabyte } = learnTraining(corpus);
    const { start, milliseconds } = timeStoring(mixing);
    const expert = lstm && networkExpert(lstm);
    const bitsPerCharacter: Figures['bitsPerCharacter'] = {};
    let last: Cost | undefined;
    for (const protocol of settings.protocols) {
      last = await costOfHeldOut(corpus, mixing, start, protocol);
      const ngram = last.bitsPerCharacter;
      if (expert) last = await costOfHeldOut(corpus, mixing, start, protocol, { expert });
      const below = settings.below && (await costOfHeldOut(corpus, mixing, start, protocol, { expert, below: true }));
      bitsPerCharacter[protocol] = {
        ngram,
        ...(expert && { blend: last.bitsPerCharacter }),
        ...(below && { below: below.bitsPerCharacter }),
      };
    }
    const reliability = new Reliability();
    await costOfHeldOut(corpus, mixing, start, 'fileByFile', {
      expert,
      observe: (mixing, token) => {
        const [best] = mixing.likeliest(1);
        if (best) reliability.add(best.probability, best.token === token);
      },
    });
    return {
      heldOut: { files: corpus.heldOut.length, characters: corpus.heldOutCharacters },
      bitsPerCharacter,
      learningSecondsPerMegabyte: secondsPerMegabyte,
      microsecondsPerToken: last?.microsecondsPerToken ?? 0,
      tableMegabytes: mixing.bytes / 1e6,
      milliseconds,
      decoding: timeDecoding(corpus, mixing),
      reliability: reliability.rows,
      ...(settings.yardsticks && { yardsticks: await measureYardsticks(corpus, settings.protocols) }),
      ...(settings.ablation && { ablation: await ablation(corpus, expert) }),
      ...(settings.files && last && { files: last.files }),
    };
  } finally {
    await lstm?.dispose();
  }
}

async function networkFor(name: string, models: string | undefined): Promise<Lstm | undefined> {
  if (models === undefined) return undefined;
  const file = path.join(models, `${path.basename(name)}.onnx`);
  if (existsSync(file)) return Lstm.load(await readModelFile(file), { weights: 'fast' });
  console.error(`There is no ${file}: ${name} is measured without a network.`);
  return undefined;
}

function timeStoring(mixing: ContextMixing): { start: Uint8Array; milliseconds: Figures['milliseconds'] } {
  const before = performance.now();
  const start = mixing.save();
  const saved = performance.now();
  mixing.restore(start);
  return { start, milliseconds: { save: saved - before, restore: performance.now() - saved } };
}

/** Time of a step of decoding along the first held-out file, without a network's own. */
function timeDecoding({ heldOut, vocabulary }: Corpus, mixing: ContextMixing): Figures['decoding'] {
  const tokens = heldOut[0]?.tokens.subarray(0, 2000) ?? new Uint8Array();
  const timed = (step: () => void): number => {
    const place = mixing.checkpoint();
    const before = processorSeconds();
    for (const token of tokens) {
      step();
      mixing.advance(token);
    }
    const seconds = processorSeconds() - before;
    mixing.rollback(place);
    return (seconds / tokens.length) * 1e6;
  };
  const probabilities = new Float32Array(vocabulary.size);
  return {
    microsecondsPerLikeliest: timed(() => mixing.likeliest(1)),
    microsecondsPerDistribution: timed(() => mixing.distribution(probabilities, 1e-3)),
  };
}

async function measureYardsticks(
  corpus: Corpus,
  protocols: readonly Protocol[],
): Promise<NonNullable<Figures['yardsticks']>> {
  const results: Partial<Record<Protocol, Record<string, YardstickResult>>> = {};
  for (const protocol of protocols) {
    const own: Record<string, YardstickResult> = {};
    for (const yardstick of yardsticks) own[yardstick] = await measureYardstick(corpus, yardstick, protocol);
    results[protocol] = own;
  }
  return results;
}

function show(name: string, figures: Figures): void {
  const { heldOut, decoding, milliseconds } = figures;
  console.log(`${name}: ${heldOut.files} files, ${heldOut.characters.toLocaleString('en')} characters held out`);
  console.table(figures.bitsPerCharacter);
  if (figures.yardsticks) console.log(figures.yardsticks);
  console.log(
    `learning ${figures.learningSecondsPerMegabyte.toFixed(1)} s/MB, ` +
      `${figures.microsecondsPerToken.toFixed(1)} µs a token held out; tables ${figures.tableMegabytes.toFixed(0)} MB, ` +
      `saved in ${milliseconds.save.toFixed(0)} ms, restored in ${milliseconds.restore.toFixed(0)} ms; ` +
      `likeliest token ${decoding.microsecondsPerLikeliest.toFixed(0)} µs, ` +
      `distribution ${decoding.microsecondsPerDistribution.toFixed(0)} µs`,
  );
  console.table(figures.reliability);
  if (figures.ablation) console.table(figures.ablation);
  if (figures.files) console.table(figures.files);
}

const { values } = parseArgs({
  options: {
    corpora: { type: 'string', default: Object.keys(folders).join(',') },
    protocols: { type: 'string', default: 'fileByFile' },
    model: { type: 'string' },
    yardsticks: { type: 'boolean', default: false },
    ablation: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    below: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const protocols = values.protocols
  .split(',')
  .filter((name): name is Protocol => name === 'fileByFile' || name === 'appended');
const results: Record<string, Figures> = {};
for (const name of values.corpora.split(',')) {
  const figures = await measure(name, { ...values, models: values.model, protocols });
  results[name] = figures;
  if (!values.json) show(name, figures);
}
if (values.json) console.log(JSON.stringify({ corpora: results }));
