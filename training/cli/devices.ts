import type { Command } from 'commander';
import { deviceReports } from '../engines/choose-engine';
import { print, printJson } from './output';

export function addDevices(program: Command): void {
  program
    .command('devices')
    .description('List what can train on this machine, each device tried with a small network.')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const devices = await deviceReports();
      if (json) {
        printJson({ devices });
        return;
      }
      for (const report of devices) {
        const name = `${report.engine} ${report.device}`.padEnd(22);
        print(
          report.usable
            ? `${name} works: ${Math.round(report.charactersPerSecond).toLocaleString('en')} characters/s`
            : `${name} cannot be used: ${report.reason}`,
        );
      }
    });
}
