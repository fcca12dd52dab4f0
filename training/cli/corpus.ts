import { rm, stat } from 'node:fs/promises';
import { corpusLine, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { Failure } from '@house-style/protocol/failure';
import { type CorpusRequest, corpusRequest, type FirstPart } from '@house-style/protocol/settings';
import { type Command, Option } from 'commander';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { gather, sizeOfFirstPart } from '@house-style/corpus/gather';
import { productVersion } from '../product-version';
import type { Invocation } from './invocation';
import { namedFolders } from './named-folders';
import { excludeOption, linksOption, rangedOption } from './option-values';
import { optionsFromStdin, readOptions } from './options-from-stdin';
import { print, printJson } from './output';
import { SignsOfLife } from './signs-of-life';

interface CorpusFlags {
  out?: string;
  exclude?: string[];
  followLinks: boolean;
  maxFileSize?: number;
  optionsFromStdin?: boolean;
  signsOfLife?: boolean;
  json?: boolean;
}

export function addCorpus(program: Command, { stop }: Invocation): void {
  program
    .command('corpus')
    .description('Show what a training would learn from in folders, and what it would leave out.')
    .argument('[folders...]', 'folders of code')
    .option('--out <file>', 'write the files that go in, one a line as JSON: path, text, held out or not')
    .addOption(excludeOption())
    .addOption(linksOption())
    .addOption(
      rangedOption('--max-file-size <megabytes>', 'leave out larger files', { from: 0.001, to: 1024, whole: false }),
    )
    .addOption(optionsFromStdin().conflicts(['out', 'exclude']))
    .addOption(new Option('--signs-of-life', 'say on standard error every second how far it is'))
    .option('--json', 'print the result as JSON')
    .action(async (named: readonly string[], flags: CorpusFlags) => {
      const request = await requestOf(named, flags);
      const signs = flags.signsOfLife ? new SignsOfLife('folders and files looked at') : undefined;
      const gathered = await gather(
        request.folders,
        {
          onProgress: () => signs?.show(),
          ...(request.near && { near: request.near }),
          ...(request.first !== undefined && { firstPart: sizeOfFirstPart }),
          ...(request.limit !== undefined && { limit: request.limit }),
          ...(request.verdicts !== undefined && { verdicts: { file: request.verdicts, rules: await rulesInForce() } }),
          ...(flags.maxFileSize !== undefined && { maximumFileBytes: flags.maxFileSize * 2 ** 20 }),
        },
        async (part, files) => {
          const file = part === 'first' ? request.first : request.out;
          if (file === undefined) await readThrough(files);
          else await writeAtomically(file, chunks(files));
          if (part === 'first') printJson({ firstPart: true } satisfies FirstPart);
        },
        stop.signal,
      );
      if (request.first !== undefined) await rm(request.first, { force: true }).catch(() => undefined);
      if (flags.json) {
        printJson(gathered);
        return;
      }
      const { training, heldOut, leftOut, secrets, secretsMasked, notices } = gathered;
      const number = (value: number): string => value.toLocaleString('en');
      print(`To learn from: ${number(training.files)} files, ${number(training.characters)} characters.`);
      print(`Held out to measure with: ${number(heldOut.files)} files, ${number(heldOut.characters)} characters.`);
      for (const [rule, files] of Object.entries(leftOut)) print(`Left out, ${rule}: ${number(files)}.`);
      for (const path of secrets) print(`Looks like a secret: ${path}`);
      if (secretsMasked > 0) print(`Secrets taken out of what is learned: ${number(secretsMasked)}.`);
      for (const notice of notices) print(notice);
    });
}

async function requestOf(
  named: readonly string[],
  { optionsFromStdin, out, ...flags }: CorpusFlags,
): Promise<CorpusRequest> {
  if (optionsFromStdin) {
    if (named.length === 0) return await readOptions(corpusRequest);
    throw new Failure('usage', 'With --options-from-stdin the folders are named on standard input.');
  }
  if (named.length === 0) throw new Failure('usage', 'Name the folder of code.');
  return { folders: namedFolders(named, flags), out };
}

/** Only counted. */
async function readThrough(files: AsyncIterable<WorkspaceFile>): Promise<void> {
  const reading = files[Symbol.asyncIterator]();
  while ((await reading.next()).done !== true);
}

/** Characters that are written at once. */
const chunkLength = 1024 * 1024;

/** Lines put together, because each write is a call of the system. */
async function* chunks(files: AsyncIterable<WorkspaceFile>): AsyncGenerator<Buffer> {
  let chunk = '';
  for await (const file of files) {
    chunk += corpusLine(file);
    if (chunk.length < chunkLength) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

/** Tells this program from every other version of it, as the rules by which files are judged are part of it. */
async function rulesInForce(): Promise<string> {
  const program = process.argv[1];
  const status = program === undefined ? undefined : await stat(program).catch(() => undefined);
  return `${productVersion} ${status?.size ?? 0} ${status?.mtimeMs ?? 0}`;
}
