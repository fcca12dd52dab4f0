import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '@house-style/model/failure';
import { loadLanguageModel, type LanguageModel } from '@house-style/model/language-model';
import { Lstm } from '@house-style/model/lstm';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import { writeAtomically, writeFailure } from '@house-style/model/write-atomically';
import type { Command } from 'commander';
import { bodyOf, loadCorpus, type CorpusFile } from '../corpus/corpus';
import { chooseFiles } from '../evaluate/choose-files';
import { evaluationLines, evaluationOf, type Measured } from '../evaluate/evaluation';
import { lstmPredictions } from '../evaluate/lstm-predictions';
import type { Predictions } from '../evaluate/predictions';
import { reportPage } from '../evaluate/report/page';
import { replay, type Replay } from '../evaluate/replay';
import type { Variant } from '../evaluate/typed-document';
import { corpusOptionsIn } from '../trainer/options';
import type { Invocation } from './invocation';
import { MeasuringReport } from './measuring-report';
import { rangedOption } from './option-values';
import { print, printJson, tell } from './output';

interface EvaluateFlags {
  all?: boolean;
  files?: number;
  characters?: number;
  replay?: boolean;
  report?: string;
  json?: boolean;
}

const anyNumber = { from: 1, to: Number.MAX_SAFE_INTEGER, whole: true };

export function addEvaluate(program: Command, { stop }: Invocation): void {
  program
    .command('evaluate')
    .description('Measure how well a model predicts the files that its training held out.')
    .argument('<model>', 'model file')
    .argument('<folder>', 'the folder that it was trained on')
    .option('--replay', 'also type the files anew and count the keystrokes that suggestions save')
    .option('--all', 'measure over every file of the folder')
    .addOption(rangedOption('--files <files>', 'measure over so many of the files, chosen by hash', anyNumber))
    .addOption(rangedOption('--characters <characters>', 'until they hold so many characters', anyNumber))
    .option('--report <page>', 'write an HTML page that shows what was expected and what was not, such as report.html')
    .option('--json', 'print the result as JSON')
    .action(async (modelPath: string, folder: string, flags: EvaluateFlags) => {
      if (flags.report !== undefined) await requireWritable(flags.report);
      const model = await loadLanguageModel(modelPath);
      const report = new MeasuringReport();
      try {
        const available = await filesToMeasure(model.file, folder, flags.all ?? false, stop.signal);
        const files = chooseFiles(available, flags);
        const measured: Measured = {
          heldOut: { ...sizeOf(files), ...(files.length < available.length && { of: sizeOf(available) }) },
          predictions: { lstm: await predictAll(model.file, files, report, stop.signal) },
          ...(flags.replay && { replays: await replayBoth(model, files, report, stop.signal) }),
        };
        const evaluation = evaluationOf(measured);
        report.close();
        if (flags.report !== undefined) {
          const subject = { model: path.basename(modelPath), folder: path.basename(path.resolve(folder)) };
          await writeAtomically(flags.report, [Buffer.from(reportPage(subject, measured))]);
        }
        if (flags.json) printJson(evaluation);
        else for (const line of evaluationLines(evaluation)) print(line);
      } finally {
        report.close();
        await model.dispose();
      }
    });
}

/** Fails before minutes of measuring rather than after them. */
async function requireWritable(file: string): Promise<void> {
  try {
    await access(path.dirname(path.resolve(file)), constants.W_OK);
  } catch (thrown) {
    throw writeFailure(file, thrown);
  }
}

async function filesToMeasure(
  model: ModelFile,
  folder: string,
  all: boolean,
  signal: AbortSignal,
): Promise<readonly CorpusFile[]> {
  const { heldOut, corpus: trainedOn } = model.metadata;
  const ofTraining = corpusOptionsIn(model.metadata.training);
  const options = { ...ofTraining, vocabulary: model.vocabulary, heldOutPaths: heldOut, minimumCharacters: 0 };
  const corpus = await loadCorpus(folder, options, signal);
  if (corpus.digest !== trainedOn.digest) {
    tell(`The files in ${folder} are not exactly those that the model was trained on.`);
  }
  const files = all ? [...corpus.heldOut, ...corpus.training] : corpus.heldOut;
  if (files.length > 0) return files;
  throw new Failure(
    'file-not-found',
    `None of the model's ${heldOut.length} held-out files is in ${folder}: ` +
      'give the folder that it was trained on, or --all to measure over every file.',
  );
}

/** What the network expects in each file. */
async function predictAll(
  model: ModelFile,
  files: readonly CorpusFile[],
  report: MeasuringReport,
  signal: AbortSignal,
): Promise<Predictions[]> {
  const lstm = await Lstm.load(model);
  try {
    const { characters } = sizeOf(files);
    const predictions: Predictions[] = [];
    let before = 0;
    for (const file of files) {
      report.progress('Predicting', before / characters, file.path);
      predictions.push(await lstmPredictions(lstm, file, signal));
      before += file.characters;
    }
    return predictions;
  } finally {
    await lstm.dispose();
  }
}

async function replayBoth(
  model: LanguageModel,
  files: readonly CorpusFile[],
  report: MeasuringReport,
  signal: AbortSignal,
): Promise<Record<Variant, Replay[]>> {
  const replayAll = async (variant: Variant): Promise<Replay[]> => {
    const replays: Replay[] = [];
    let before = 0;
    const { characters } = sizeOf(files);
    for (const file of files) {
      const text = bodyOf(file, model.file.vocabulary);
      const onProgress = (typed: number): void =>
        report.progress(`Typing (${variant})`, Math.min(1, (before + typed) / characters), file.path);
      replays.push(await replay(model.predictor, file.path, text, variant, { signal, onProgress }));
      before += file.characters;
    }
    return replays;
  };
  return { append: await replayAll('append'), insert: await replayAll('insert') };
}

function sizeOf(files: readonly CorpusFile[]): { files: number; characters: number } {
  return { files: files.length, characters: files.reduce((sum, { characters }) => sum + characters, 0) };
}
