import { Failure } from '@house-style/model/failure';
import { Lstm } from '@house-style/model/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import type { Command } from 'commander';
import { loadCorpus } from '../corpus/corpus';
import { bitsPerCharacter, measure, type Measurement } from '../evaluate/bits-per-character';
import type { Invocation } from './invocation';
import { print, printJson, tell } from './output';

interface EvaluateFlags {
  all?: boolean;
  json?: boolean;
}

export function addEvaluate(program: Command, { stop }: Invocation): void {
  program
    .command('evaluate')
    .description('Measure how well a model predicts the files that its training held out: bits per character.')
    .argument('<model>', 'model file')
    .argument('<folder>', 'the folder that it was trained on')
    .option('--all', 'measure over every file of the folder')
    .option('--json', 'print the result as JSON')
    .action(async (modelPath: string, folder: string, flags: EvaluateFlags) => {
      const model = await readModelFile(modelPath);
      const corpus = await loadCorpus(
        folder,
        { vocabulary: model.vocabulary, heldOutPaths: model.metadata.heldOut, minimumCharacters: 0 },
        stop.signal,
      );
      if (corpus.digest !== model.metadata.corpus.digest) {
        tell(`The files in ${folder} are not exactly those that the model was trained on.`);
      }
      const files = flags.all ? [...corpus.heldOut, ...corpus.training] : corpus.heldOut;
      if (files.length === 0) {
        throw new Failure(
          'file-not-found',
          `None of the model's ${model.metadata.heldOut.length} held-out files is in ${folder}: ` +
            'give the folder that it was trained on, or --all to measure over every file.',
        );
      }
      const lstm = await Lstm.load(model);
      try {
        const total = files.reduce((sum, file) => sum + file.characters, 0);
        const measured = await measure(lstm, files, progressOver(total), stop.signal);
        if (flags.json) {
          const { files: count, characters } = measured;
          printJson({
            heldOut: { files: count, characters },
            bitsPerCharacter: { lstm: bitsPerCharacter(measured) },
          });
        } else {
          print(
            `${bitsPerCharacter(measured)?.toFixed(4) ?? '–'} bits per character over ` +
              `${measured.characters.toLocaleString('en')} characters of ${measured.files} files.`,
          );
        }
      } finally {
        await lstm.dispose();
      }
    });
}

/** Rewrites one line on the terminal; silent where there is none. */
function progressOver(total: number): (soFar: Measurement) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (soFar) => {
    const ended = soFar.characters >= total;
    const percent = Math.floor((100 * soFar.characters) / total);
    process.stderr.write(
      ended ? '\r\x1b[K' : `\r${percent} % · ${bitsPerCharacter(soFar)?.toFixed(3) ?? '–'} bits\x1b[K`,
    );
  };
}
