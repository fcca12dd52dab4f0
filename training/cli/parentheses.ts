import type { Command } from 'commander';
import { nestedParentheses } from '../unit-search/nested-parentheses';
import { numberOption, rangedOption } from './option-values';

const anyLength = { from: 1, to: 100_000_000, whole: true };

export function addParentheses(program: Command): void {
  program
    .command('parentheses')
    .description('Write text of the nested-parentheses language, which `--preset parentheses-gru` learns.')
    .addOption(rangedOption('--characters <count>', 'at least so many', anyLength).default(200_000))
    .addOption(numberOption('--seed <seed>', 'the same seed writes the same text').default(1))
    .action(({ characters, seed }: { characters: number; seed: number }) => {
      process.stdout.write(nestedParentheses(characters, seed));
    });
}
