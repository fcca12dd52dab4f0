import { type Command, Option } from 'commander';
import { deviceKinds, deviceReports, trainingEngines } from '../engines/choose-engine';
import type { DeviceKind } from '../engines/engine';
import { OnnxRuntimeEngine } from '../engines/onnxruntime';
import { print, printJson } from './output';

export function addDevices(program: Command): void {
  program
    .command('devices')
    .description('List what can train on this machine, each device tried with a small network.')
    .option('--json', 'print the result as JSON')
    // What the command starts itself with: a device whose driver crashes ends that process, not this one.
    .addOption(new Option('--probe <device>', 'try this device alone').choices(deviceKinds).hideHelp())
    .action(async ({ json, probe }: { json?: boolean; probe?: DeviceKind }) => {
      const devices =
        probe === undefined
          ? await deviceReports(trainingEngines(process.argv[1]))
          : [await new OnnxRuntimeEngine().probe(probe)];
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
