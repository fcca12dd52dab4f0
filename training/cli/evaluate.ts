import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { loadLanguageModel } from '@house-style/model/lstm/language-model';
import type { Frequency } from '@house-style/protocol/settings';
import { writeAtomically, writeFailure } from '@house-style/protocol/write-atomically';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { chooseFiles } from '../evaluate/choose-files';
import { evaluationLines, evaluationOf, type Measured } from '../evaluate/evaluation';
import { filesToMeasure } from '../evaluate/files-to-measure';
import { measureModel } from '../evaluate/measure-model';
import type { Expert } from '../evaluate/predictions';
import { reportPage } from '../evaluate/report/page';
import type { Invocation } from './invocation';
import { MeasuringReport } from './measuring-report';
import { frequencyOption, rangedOption } from './option-values';
import { print, printJson, tell } from './output';

interface EvaluateFlags {
  all?: boolean;
  untrained?: boolean;
  files?: number;
  characters?: number;
  replay?: boolean;
  frequency: Frequency;
  adapt: boolean;
  experts: readonly Expert[];
  report?: string;
  json?: boolean;
}

const experts: readonly Expert[] = ['lstm', 'ngram', 'blend'];
const anyNumber = { from: 1, to: Number.MAX_SAFE_INTEGER, whole: true };

export function addEvaluate(program: Command, { stop }: Invocation): void {
  program
    .command('evaluate')
    .description('Measure how well a model predicts the files that its training held out.')
    .argument('<model>', 'model file')
    .argument('<folder>', 'the folder that it was trained on')
    .option('--replay', 'also type the files anew and count the keystrokes that suggestions save')
    .addOption(frequencyOption('with --replay: how readily suggestions are shown'))
    .option('--no-adapt', 'keep the network in the blend as it was trained, and do not adapt it to each file')
    .option('--all', 'measure over every file of the folder, those too that were trained on')
    .addOption(
      new Option(
        '--untrained',
        'the model was trained on other code: hold out files of the folder, as a training on it would',
      ).conflicts('all'),
    )
    .addOption(rangedOption('--files <files>', 'measure over so many of the files, chosen by hash', anyNumber))
    .addOption(rangedOption('--characters <characters>', 'until they hold so many characters', anyNumber))
    .addOption(
      new Option('--experts <experts>', `of ${experts.join(', ')}; the last of them types (default: all)`)
        .argParser(parseExperts)
        .default(experts, 'all'),
    )
    .option('--report <page>', 'write an HTML page that shows what was expected and what was not, such as report.html')
    .option('--json', 'print the result as JSON')
    .action(async (modelPath: string, folder: string, flags: EvaluateFlags) => {
      if (flags.report !== undefined) await requireWritable(flags.report);
      const model = await loadLanguageModel(modelPath, { adaptable: flags.adapt });
      const report = new MeasuringReport();
      try {
        const { available, training } = await filesToMeasure(model.file, folder, flags, tell, stop.signal);
        const files = chooseFiles(available, flags);
        const { experts: which, frequency } = flags;
        const task = { model, training, files, experts: which, ...(flags.replay && { replay: { frequency } }) };
        const measured: Measured = {
          heldOut: { ...sizeOf(files), ...(files.length < available.length && { of: sizeOf(available) }) },
          ...(await measureModel(task, report.progress.bind(report), stop.signal)),
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

/** Experts by their names, in the order in which they are measured. */
function parseExperts(text: string): Expert[] {
  const names = text.split(',');
  const unknown = names.find((name) => !experts.some((expert) => expert === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no expert ${unknown}.`);
  return experts.filter((expert) => names.includes(expert));
}

/** Fails before minutes of measuring rather than after them. */
async function requireWritable(file: string): Promise<void> {
  try {
    await access(path.dirname(path.resolve(file)), constants.W_OK);
  } catch (thrown) {
    throw writeFailure(file, thrown);
  }
}

function sizeOf(files: readonly CorpusFile[]): { files: number; characters: number } {
  return { files: files.length, characters: files.reduce((sum, { characters }) => sum + characters, 0) };
}
