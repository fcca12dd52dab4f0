import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { completeOnce } from '@house-style/model/completer';
import { defaultAcceptance } from '@house-style/model/decode/calibration';
import { Failure, isSystemError } from '@house-style/model/failure';
import { loadLanguageModel } from '@house-style/model/language-model';
import type { CompletionOutcome } from '@house-style/model/process/messages';
import type { Command } from 'commander';
import { decodeText } from '../corpus/decode-text';
import type { Invocation } from './invocation';
import { numberOption, rangedOption } from './option-values';
import { print, printJson, tell } from './output';
import { offsetAt } from './text-position';

interface CompleteFlags {
  file: string;
  line: number;
  column: number;
  path?: string;
  automatic?: boolean;
  acceptance: number;
  multiLine: boolean;
  json?: boolean;
}

export function addComplete(program: Command, { stop }: Invocation): void {
  program
    .command('complete')
    .description('Continue a file at a place in it as the model would, the most useful suggestion first.')
    .argument('<model>', 'model file')
    .requiredOption('--file <file>', 'file to complete in')
    .addOption(numberOption('--line <line>', 'line of the cursor, counted from 1').makeOptionMandatory())
    .addOption(
      numberOption('--column <column>', 'column of the cursor, counted from 1 in UTF-16 units').makeOptionMandatory(),
    )
    .option('--path <path>', "the file's path in the folder that was trained on (default: from the current folder)")
    .option('--automatic', 'only what would be shown unasked while typing')
    .addOption(
      rangedOption('--acceptance <share>', 'with --automatic: share of suggestions that should be right', {
        from: 0.3,
        to: 0.95,
        whole: false,
      }).default(defaultAcceptance),
    )
    .option('--no-multi-line', 'suggestions end with their line')
    .option('--json', 'print the outcome as JSON')
    .action(async (modelPath: string, flags: CompleteFlags) => {
      const model = await loadLanguageModel(modelPath);
      try {
        const text = await readText(flags.file);
        const offset = offsetAt(text, flags.line, flags.column, flags.file);
        const told = flags.path ?? relativeTo(process.cwd(), flags.file);
        const trigger = flags.automatic ? 'automatic' : 'invoke';
        const { acceptance, multiLine } = flags;
        const request = { offset, trigger, preferences: { acceptance, multiLine }, signal: stop.signal } as const;
        show(await completeOnce(model.predictor, told, text, request), flags.json ?? false);
      } finally {
        await model.dispose();
      }
    });
}

function show(outcome: CompletionOutcome, json: boolean): void {
  if (outcome.kind === 'failed') throw new Failure(outcome.code, outcome.message);
  if (outcome.kind === 'cancelled') throw new Failure('interrupted', 'Stopped.');
  if (json) printJson(outcome);
  else if (outcome.kind === 'quiet') tell(`Nothing is suggested here: ${outcome.reason}.`);
  else print(inWords(outcome.candidates.map(({ text }) => text.trimEnd())));
}

/** One a line, or apart where one has several. */
function inWords(texts: readonly string[]): string {
  return texts.join(texts.some((text) => text.includes('\n')) ? '\n\n' : '\n');
}

/** With forward slashes, as paths stand in the training text. */
function relativeTo(folder: string, file: string): string {
  return path.relative(folder, path.resolve(file)).split(path.sep).join('/');
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    if (!isSystemError(thrown)) throw thrown;
    const why = thrown.code === 'ENOENT' ? 'There is no file' : 'Cannot read the file';
    throw new Failure('file-not-found', `${why} ${file}.`, { cause: thrown });
  }
  const text = decodeText(bytes);
  if (text === undefined) throw new Failure('file-not-found', `The file ${file} holds no text.`);
  return text;
}
