import { completeOnce } from '@house-style/model/completion/complete';
import { defaultAcceptance, type Frequency } from '@house-style/protocol/settings';
import { Failure } from '@house-style/protocol/failure';
import { loadLanguageModel } from '@house-style/model/lstm/language-model';
import type { Candidate, CompletionOutcome } from '@house-style/protocol/inference-messages';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { type Seen, seenInWords, type Suggested } from '@house-style/protocol/seen';
import type { Command } from 'commander';
import { type FolderKnowledge, folderKnowledge } from './folder-knowledge';
import type { Invocation } from './invocation';
import { frequencyOption, numberOption, rangedOption } from './option-values';
import { printJson, printResult, tell } from './output';
import { pathFromHere, readTextFile } from './text-file';
import { offsetAt } from './text-position';

interface CompleteFlags {
  file: string;
  line: number;
  column: number;
  path?: string;
  automatic?: boolean;
  acceptance: number;
  frequency: Frequency;
  multiLine: boolean;
  folder?: string;
  json?: boolean;
}

type Shown = CompletionOutcome & { kind: 'shown' };
/** What is printed as JSON: where a folder was named, with each candidate where in it that was seen. */
type Answer =
  | Exclude<CompletionOutcome, Shown>
  | { readonly kind: 'shown'; readonly candidates: readonly (Candidate & { readonly seen?: Seen })[] };

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
    .addOption(frequencyOption('with --automatic: how readily suggestions are shown'))
    .option('--no-multi-line', 'suggestions end with their line')
    .option(
      '--folder <folder>',
      "suggest from all of this folder's code, as the editor does, and tell where it was seen; without it the network suggests alone",
    )
    .option('--json', 'print the outcome as JSON')
    .action(async (modelPath: string, flags: CompleteFlags) => {
      const model = await loadLanguageModel(modelPath);
      try {
        const text = await readTextFile(flags.file);
        const offset = offsetAt(text, flags.line, flags.column, flags.file);
        const told = flags.path ?? pathFromHere(flags.file);
        const trigger = flags.automatic ? 'automatic' : 'invoke';
        const { acceptance, multiLine, frequency } = flags;
        const preferences = { acceptance, multiLine, frequency };
        const request = { offset, trigger, preferences, signal: stop.signal } as const;
        const known = flags.folder === undefined ? undefined : await folderKnowledge(model, flags.folder, stop.signal);
        const outcome = await (known === undefined
          ? completeOnce(model.predictor, told, text, request)
          : completeOnce(known.predictor, told, text, request));
        const place = { path: told, line: flags.line, column: flags.column };
        const before = text.slice(0, offset);
        show(
          known === undefined || outcome.kind !== 'shown' ? outcome : withPlaces(outcome, { before, place }, known),
          flags.json ?? false,
        );
        if (known === undefined && !flags.json) {
          tell('The network suggested alone: with --folder the code itself is asked too.');
        }
      } finally {
        await model.dispose();
      }
    });
}

function withPlaces({ kind, candidates }: Shown, at: Omit<Suggested, 'text'>, { files }: FolderKnowledge): Answer {
  const searches = candidates.map(({ text }) => new SeenSearch({ ...at, text }));
  for (const { path, text } of files) {
    for (const search of searches) search.add(path, text);
  }
  return {
    kind,
    candidates: candidates.map((candidate, index) => ({ ...candidate, seen: (searches[index] as SeenSearch).seen })),
  };
}

function show(outcome: Answer, json: boolean): void {
  if (outcome.kind === 'failed') throw new Failure(outcome.code, outcome.message);
  if (outcome.kind === 'cancelled') throw new Failure('interrupted', 'Stopped.');
  if (json) printJson(outcome);
  else if (outcome.kind === 'quiet') tell(`Nothing is suggested here: ${outcome.reason}.`);
  else {
    printResult(`${inWords(outcome.candidates.map(({ text }) => text.trimEnd()))}\n`);
    for (const { seen } of outcome.candidates) {
      if (seen !== undefined) tell(`${JSON.stringify(seen.text)} was seen in ${seenInWords(seen)}.`);
    }
  }
}

/** One a line, or apart where one has several. */
function inWords(texts: readonly string[]): string {
  return texts.join(texts.some((text) => text.includes('\n')) ? '\n\n' : '\n');
}
