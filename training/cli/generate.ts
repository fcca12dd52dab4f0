import { stat } from 'node:fs/promises';
import path from 'node:path';
import { inUnit, ReadingUnits } from '@house-style/corpus/indentation';
import { writtenStyle } from '@house-style/corpus/written-style';
import { defaultFaithful, generateFile } from '@house-style/model/generation/generate-file';
import { planFile } from '@house-style/model/generation/plan-file';
import { sampleText } from '@house-style/model/generation/sample-text';
import type { CodeFile } from '@house-style/model/generation/siblings/neighbours';
import { type LanguageModel, loadLanguageModel } from '@house-style/model/lstm/language-model';
import { Failure } from '@house-style/protocol/failure';
import type { EndOfText, GeneratedFile } from '@house-style/protocol/generated-file';
import type { Command } from 'commander';
import { folderKnowledge } from './folder-knowledge';
import type { Invocation } from './invocation';
import { numberOption, rangedOption } from './option-values';
import { printJson, printResult, tell } from './output';

interface GenerateFlags {
  temperature: number;
  topP: number;
  path: string;
  folder?: string;
  prompt: string;
  like?: string;
  faithful: number;
  seed: number;
  maxCharacters: number;
  maxVerbatim?: number;
  json?: boolean;
}

const anyCount = { from: 1, to: Number.MAX_SAFE_INTEGER, whole: true };

export function addGenerate(program: Command, { stop }: Invocation): void {
  program
    .command('generate')
    .description('Write a file as the authors of the code would, to standard output.')
    .argument('<model>', 'model file')
    .requiredOption('--path <path>', 'where the file would stand in the folder: it decides what is written')
    .option('--folder <folder>', 'the code that the file is to be like; without it the network writes alone')
    .option('--prompt <text>', 'what the file begins with: a line, a comment or a signature, kept as it is', '')
    .option('--like <path>', 'the file to follow, by its path in the folder (default: the one most like it)')
    .addOption(
      rangedOption('--faithful <share>', 'how much stays of the file that is followed, 0 to 1', {
        from: 0,
        to: 1,
        whole: false,
      }).default(defaultFaithful),
    )
    .addOption(numberOption('--seed <seed>', 'the same seed writes the same file').default(1))
    .addOption(numberOption('--max-characters <count>', 'end the file after so many').default(20_000))
    .addOption(
      numberOption('--temperature <temperature>', 'without a folder: 0 for the likeliest, 1 as learned').default(0.7),
    )
    .addOption(
      numberOption('--top-p <probability>', 'without a folder: draw only from the likeliest characters').default(1),
    )
    .addOption(
      rangedOption('--max-verbatim <count>', 'copy no stretch of more characters, where that can be helped', anyCount),
    )
    .option('--json', 'print text, reason of the end and what is copied as JSON, when it is done')
    .action(async (modelPath: string, flags: GenerateFlags) => {
      const model = await loadLanguageModel(modelPath);
      try {
        const end =
          flags.folder === undefined
            ? await writeAlone(model, flags, stop.signal)
            : await writeLikeFolder(model, flags.folder, flags, stop.signal);
        if (end === 'cancelled') throw new Failure('interrupted', 'Stopped.');
        if (end === 'maximum' && flags.json !== true) {
          tell(`Ended after ${flags.maxCharacters} characters; --max-characters allows more.`);
        }
      } finally {
        await model.dispose();
      }
    });
}

/** The network alone, from the path and what is given: its text goes out as it comes. */
async function writeAlone(model: LanguageModel, flags: GenerateFlags, signal: AbortSignal): Promise<EndOfText> {
  if (flags.path.trim() === '') {
    throw new Failure('usage', 'The path must say where the file would stand: --path src/parsers/csv.ts.');
  }
  const { json = false, prompt, maxCharacters, ...options } = flags;
  const pieces = sampleText(model.predictor, { ...options, start: prompt, maximumCharacters: maxCharacters, signal });
  let text = prompt;
  if (!json) printResult(text);
  let piece = await pieces.next();
  for (; !piece.done; piece = await pieces.next()) {
    if (json) text += piece.value;
    else printResult(piece.value);
  }
  const end = piece.value;
  if (end === 'cancelled') return end;
  if (json) printJson({ text, end });
  else tell('\nThe network wrote alone: with --folder the code itself guides what is written.');
  return end;
}

/** All that is known of the folder's code, along the file there that is most like what is asked for. */
async function writeLikeFolder(
  model: LanguageModel,
  folder: string,
  { json = false, maxCharacters, maxVerbatim, like, path: asked, prompt, faithful, seed }: GenerateFlags,
  signal: AbortSignal,
): Promise<EndOfText> {
  const file = withForwardSlashes(asked);
  await requireFree(folder, file);
  const { predictor, files } = await folderKnowledge(model, folder, signal);
  const pieces = generateFile(predictor, files, {
    path: file,
    prompt,
    faithful,
    seed,
    maximumCharacters: maxCharacters,
    ...(maxVerbatim !== undefined && { maximumVerbatim: maxVerbatim }),
    ...(like !== undefined && { like: withForwardSlashes(like) }),
    signal,
  });
  let piece = await pieces.next();
  while (!piece.done) piece = await pieces.next();
  if (piece.value.end === 'cancelled') return piece.value.end;
  const written = { ...piece.value, text: await asWritten(piece.value, folder, file, files) };
  if (json) printJson(written);
  else {
    printResult(written.text);
    tell(inWords(written));
  }
  return written.end;
}

/** The text with the line ends and the indentation that it is to have in the folder. */
async function asWritten(
  { text, follows }: GeneratedFile,
  folder: string,
  file: string,
  files: readonly CodeFile[],
): Promise<string> {
  const like = [...(follows === null ? [] : [follows]), ...planFile(file, files).follows];
  const { unit, lineEnd } = await writtenStyle(path.resolve(folder), file, [...new Set(like)]);
  const units = ReadingUnits.of(files).for(file, '', unit);
  const indented = units === undefined ? text : inUnit(text, units.read, units.written);
  return lineEnd === '\n' ? indented : indented.replaceAll('\n', lineEnd);
}

/** Code that is left out of what is learned may stand at a path too. */
async function requireFree(folder: string, file: string): Promise<void> {
  const there = await stat(path.join(folder, file)).catch(() => undefined);
  if (there === undefined || file.trim() === '' || file === '.') return;
  throw new Failure('path-taken', `There is a file ${file} already: give the path of one that does not exist.`);
}

function inWords({ follows, copying: { longestRun, shareInLongRuns } }: GeneratedFile): string {
  const followed = follows === null ? 'No file here is of its language, so it follows none.' : `It follows ${follows}.`;
  if (longestRun === null) return followed;
  const share = Math.round(100 * shareInLongRuns);
  return `${followed} Its longest copy has ${longestRun.characters} characters, from ${longestRun.path}; ${share} % lie in copies of more than 60.`;
}

function withForwardSlashes(file: string): string {
  return path.normalize(file).split(path.sep).join('/');
}
