import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { Command } from 'commander';
import { writeFailure } from '@house-style/model/platform/write-atomically';
import { bodyOf, type Corpus, loadCorpus } from '@house-style/corpus/corpus';
import type { Invocation } from './invocation';
import { rangedOption } from './option-values';
import { print, printJson } from './output';

interface CorpusFlags {
  out?: string;
  exclude?: string[];
  maxFileSize?: number;
  json?: boolean;
}

export function addCorpus(program: Command, { stop }: Invocation): void {
  program
    .command('corpus')
    .description('Show what a training would learn from in a folder, and what it would leave out.')
    .argument('<folder>', 'folder of code')
    .option('--out <file>', 'write the files that go in, one a line as JSON: path, text, held out or not')
    .option('--exclude <patterns...>', 'leave out files that match, as in files.exclude')
    .addOption(
      rangedOption('--max-file-size <megabytes>', 'leave out larger files', { from: 0.001, to: 1024, whole: false }),
    )
    .option('--json', 'print the result as JSON')
    .action(async (folder: string, flags: CorpusFlags) => {
      const corpus = await loadCorpus(
        folder,
        {
          minimumCharacters: 0,
          ...(flags.exclude && { exclude: flags.exclude }),
          ...(flags.maxFileSize !== undefined && { maximumFileBytes: flags.maxFileSize * 2 ** 20 }),
        },
        stop.signal,
      );
      if (flags.out !== undefined) await writeCorpus(folder, corpus, flags.out);
      const { training, heldOut, characters, heldOutCharacters, leftOut, secrets, notices } = corpus;
      if (flags.json) {
        printJson({
          training: { files: training.length, characters },
          heldOut: { files: heldOut.length, characters: heldOutCharacters },
          leftOut,
          secrets,
          notices,
        });
        return;
      }
      const number = (value: number): string => value.toLocaleString('en');
      print(`To learn from: ${number(training.length)} files, ${number(characters)} characters.`);
      print(`Held out to measure with: ${number(heldOut.length)} files, ${number(heldOutCharacters)} characters.`);
      for (const [rule, files] of Object.entries(leftOut)) print(`Left out, ${rule}: ${number(files)}.`);
      for (const path of secrets) print(`Looks like a secret: ${path}`);
      for (const notice of notices) print(notice);
    });
}

async function writeCorpus(folder: string, { training, heldOut, vocabulary }: Corpus, file: string): Promise<void> {
  const lines = async function* (): AsyncGenerator<string> {
    for (const [files, isHeldOut] of [
      [training, false],
      [heldOut, true],
    ] as const) {
      for (const one of files) {
        // One that has gone meanwhile was changed just now.
        const modified = await stat(path.join(folder, one.path)).then(({ mtimeMs }) => mtimeMs, Date.now);
        yield corpusLine({ path: one.path, text: bodyOf(one, vocabulary), heldOut: isHeldOut, modified });
      }
    }
  };
  try {
    await pipeline(Readable.from(lines()), createWriteStream(file));
  } catch (thrown) {
    throw writeFailure(file, thrown);
  }
}
