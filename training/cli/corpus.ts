import { stat } from 'node:fs/promises';
import path from 'node:path';
import { corpusLine } from '@house-style/protocol/corpus-file';
import { Failure } from '@house-style/protocol/failure';
import { type CorpusRequest, corpusRequest } from '@house-style/protocol/settings';
import { type Command, Option } from 'commander';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { bodyOf, type Corpus, loadCorpus } from '@house-style/corpus/corpus';
import type { Invocation } from './invocation';
import { excludeOption, rangedOption } from './option-values';
import { optionsFromStdin, readOptions } from './options-from-stdin';
import { print, printJson } from './output';
import { SignsOfLife } from './signs-of-life';

interface CorpusFlags {
  out?: string;
  exclude?: string[];
  maxFileSize?: number;
  optionsFromStdin?: boolean;
  signsOfLife?: boolean;
  json?: boolean;
}

export function addCorpus(program: Command, { stop }: Invocation): void {
  program
    .command('corpus')
    .description('Show what a training would learn from in a folder, and what it would leave out.')
    .argument('[folder]', 'folder of code')
    .option('--out <file>', 'write the files that go in, one a line as JSON: path, text, held out or not')
    .addOption(excludeOption())
    .addOption(
      rangedOption('--max-file-size <megabytes>', 'leave out larger files', { from: 0.001, to: 1024, whole: false }),
    )
    .addOption(optionsFromStdin().conflicts(['out', 'exclude']))
    .addOption(new Option('--signs-of-life', 'say on standard error every second how far it is'))
    .option('--json', 'print the result as JSON')
    .action(async (named: string | undefined, flags: CorpusFlags) => {
      const { folder, out, exclude } = await requestOf(named, flags);
      const signs = flags.signsOfLife ? new SignsOfLife('folders and files looked at') : undefined;
      const onProgress = (): void => signs?.show();
      const corpus = await loadCorpus(
        folder,
        {
          minimumCharacters: 0,
          onProgress,
          ...(exclude && { exclude }),
          ...(flags.maxFileSize !== undefined && { maximumFileBytes: flags.maxFileSize * 2 ** 20 }),
        },
        stop.signal,
      );
      if (out !== undefined) await writeAtomically(out, chunks(corpusLines(folder, corpus, onProgress)));
      const { training, heldOut, characters, heldOutCharacters, leftOut, secrets, secretsMasked, notices } = corpus;
      if (flags.json) {
        printJson({
          training: { files: training.length, characters },
          heldOut: { files: heldOut.length, characters: heldOutCharacters },
          leftOut,
          secrets,
          secretsMasked,
          notices,
        });
        return;
      }
      const number = (value: number): string => value.toLocaleString('en');
      print(`To learn from: ${number(training.length)} files, ${number(characters)} characters.`);
      print(`Held out to measure with: ${number(heldOut.length)} files, ${number(heldOutCharacters)} characters.`);
      for (const [rule, files] of Object.entries(leftOut)) print(`Left out, ${rule}: ${number(files)}.`);
      for (const path of secrets) print(`Looks like a secret: ${path}`);
      if (secretsMasked > 0) print(`Secrets taken out of what is learned: ${number(secretsMasked)}.`);
      for (const notice of notices) print(notice);
    });
}

async function requestOf(
  folder: string | undefined,
  { optionsFromStdin, out, exclude }: CorpusFlags,
): Promise<CorpusRequest> {
  if (optionsFromStdin) {
    if (folder === undefined) return await readOptions(corpusRequest);
    throw new Failure('usage', 'With --options-from-stdin the folder is named on standard input.');
  }
  if (folder === undefined) throw new Failure('usage', 'Name the folder of code.');
  return { folder, out, exclude };
}

async function* corpusLines(
  folder: string,
  { training, heldOut, vocabulary }: Corpus,
  onProgress: () => void,
): AsyncGenerator<string> {
  for (const [files, isHeldOut] of [
    [training, false],
    [heldOut, true],
  ] as const) {
    for (const one of files) {
      onProgress();
      // One that has gone meanwhile was changed just now.
      const modified = await stat(path.join(folder, one.path)).then(({ mtimeMs }) => mtimeMs, Date.now);
      yield corpusLine({ path: one.path, text: bodyOf(one, vocabulary), heldOut: isHeldOut, modified });
    }
  }
}

/** Characters that are written at once. */
const chunkLength = 1024 * 1024;

/** Lines put together, because each write is a call of the system. */
async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}
