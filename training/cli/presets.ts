import type { Command } from 'commander';
import { presets } from '../options/presets';
import { print, printJson } from './output';

export function addPresets(program: Command): void {
  program
    .command('presets')
    .description('List the published set-ups that `housestyle train --preset` repeats.')
    .option('--json', 'print them with their options as JSON')
    .action(({ json }: { json?: boolean }) => {
      if (json) printJson({ presets });
      else for (const { name, title, text } of presets) print(`${name.padEnd(24)}${title} (${text})`);
    });
}
