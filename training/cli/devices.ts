import { type Command, Option } from 'commander';
import { deviceKinds } from '@house-style/protocol/device-kind';
import { deviceReports, trainingEngines } from '../engines/choose-engine';
import type { DeviceKind, DeviceReport, TrainingEngine } from '../engines/engine';
import { probe } from '../engines/device-probe';
import { print, printJson } from './output';

export function addDevices(program: Command): void {
  program
    .command('devices')
    .description('List what can train on this machine, each device tried with a small network.')
    .option('--json', 'print the result as JSON')
    // What the command starts itself with: a device whose driver crashes ends that process, not this one.
    .addOption(new Option('--probe <device>', 'try this device alone').choices(deviceKinds).hideHelp())
    .addOption(new Option('--engine <engine>', 'the engine to try it with').hideHelp())
    .action(async ({ json, ...alone }: { json?: boolean; probe?: DeviceKind; engine?: string }) => {
      const devices =
        alone.probe === undefined
          ? await deviceReports(trainingEngines(process.argv[1]))
          : [await probeHere(alone.probe, alone.engine)];
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

/** Tries one device in this process, compared with the first engine on the CPU. */
function probeHere(kind: DeviceKind, name?: string): Promise<DeviceReport> {
  const engines = trainingEngines();
  const reference = engines[0] as TrainingEngine;
  return probe(engines.find((engine) => engine.name === name) ?? reference, kind, reference);
}
