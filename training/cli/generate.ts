import { Failure } from '@house-style/protocol/failure';
import { generate } from '@house-style/model/generation/generate';
import { loadLanguageModel } from '@house-style/model/lstm/language-model';
import type { Command } from 'commander';
import type { Invocation } from './invocation';
import { numberOption } from './option-values';
import { printJson, printResult, tell } from './output';

interface GenerateFlags {
  path: string;
  start: string;
  temperature: number;
  topP: number;
  seed: number;
  maxCharacters: number;
  json?: boolean;
}

export function addGenerate(program: Command, { stop }: Invocation): void {
  program
    .command('generate')
    .description('Write a file as the authors of the code would, to standard output.')
    .argument('<model>', 'model file')
    .requiredOption('--path <path>', 'where the file would stand: it decides what is written')
    .option('--start <text>', 'text that the file starts with', '')
    .addOption(numberOption('--temperature <temperature>', '0 for the likeliest, 1 as learned').default(0.7))
    .addOption(numberOption('--top-p <probability>', 'draw only from the likeliest characters').default(1))
    .addOption(numberOption('--seed <seed>', 'the same seed writes the same file').default(1))
    .addOption(numberOption('--max-characters <count>', 'end the file after so many').default(5000))
    .option('--json', 'print text and reason of the end as JSON, when it is done')
    .action(async (modelPath: string, { json, maxCharacters, ...flags }: GenerateFlags) => {
      if (flags.path.trim() === '') {
        throw new Failure('usage', 'The path must say where the file would stand: --path src/parsers/csv.ts.');
      }
      const model = await loadLanguageModel(modelPath);
      try {
        const options = { ...flags, maximumCharacters: maxCharacters, signal: stop.signal };
        const pieces = generate(model.predictor, options);
        let text = flags.start;
        if (!json) printResult(text);
        let piece = await pieces.next();
        for (; !piece.done; piece = await pieces.next()) {
          if (json) text += piece.value;
          else printResult(piece.value);
        }
        if (piece.value === 'cancelled') throw new Failure('interrupted', 'Stopped.');
        if (json) printJson({ text, end: piece.value });
        else if (piece.value === 'maximum')
          tell(`\nEnded after ${maxCharacters} characters; --max-characters allows more.`);
      } finally {
        await model.dispose();
      }
    });
}
