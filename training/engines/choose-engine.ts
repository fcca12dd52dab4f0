import { availableParallelism } from 'node:os';
import { Failure } from '@house-style/protocol/failure';
import type { Network } from '@house-style/model/network';
import type { Device, DeviceKind, DeviceReport, TrainingEngine, UsableDevice } from './engine';
import { OnnxRuntimeEngine } from './onnxruntime/engine';
import { TensorflowEngine } from './tensorflow/tensorflow-engine';

/** What the user asked for; `auto` takes the fastest device that works. */
export interface EngineWish {
  readonly engine: string;
  readonly device: DeviceKind | 'auto';
  /** CPU threads; the number of cores where not given. */
  readonly threads?: number;
  /** The command line's program file; where given, devices are tried in processes of their own. */
  readonly program?: string | undefined;
}

export interface ChosenEngine {
  readonly engine: TrainingEngine;
  readonly device: Device;
  /** Why this one, one sentence each. */
  readonly reasons: readonly string[];
}

/** The wish for a kind of network: a fixed context is trained by ONNX Runtime alone. */
export function engineFor(cell: Network['cell'] | undefined, wish: EngineWish): EngineWish {
  const fixed = cell === 'sum' || cell === 'concatenation';
  return fixed && wish.engine === 'auto' ? { ...wish, engine: 'onnxruntime' } : wish;
}

/** @param program the command line's program file; where given, devices are tried in processes of their own. */
export function trainingEngines(program?: string): TrainingEngine[] {
  return [new OnnxRuntimeEngine(program), new TensorflowEngine({ program })];
}

/** Every device of every engine, each one really tried. */
export async function deviceReports(engines: readonly TrainingEngine[]): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const engine of engines) reports.push(...(await engine.devices()));
  return reports;
}

/**
 * The engine and device to train on. The CPU is taken as it is; everything else is tried first.
 *
 * @throws Failure `device-unavailable` with the reason, where what was asked for does not work here.
 */
export async function chooseEngine(wish: EngineWish): Promise<ChosenEngine> {
  const engines = trainingEngines(wish.program).filter(({ name }) => wish.engine === 'auto' || name === wish.engine);
  const threads = wish.threads ?? availableParallelism();
  const [first] = engines;
  if (first === undefined) {
    const names = trainingEngines().map(({ name }) => name);
    throw new Failure('usage', `There is no engine ${wish.engine}: choose one of auto, ${names.join(', ')}.`);
  }
  if (wish.device === 'cpu') {
    return {
      engine: first,
      device: { engine: first.name, kind: 'cpu', threads },
      reasons: ['The CPU was asked for.'],
    };
  }
  const { fastest, reason } = fastestDevice(wish.device, await deviceReports(engines));
  const engine = engines.find(({ name }) => name === fastest.engine) ?? first;
  return { engine, device: { engine: engine.name, kind: fastest.device, threads }, reasons: [reason] };
}

/**
 * The report with the highest measured speed of those that are asked for and usable, and why it was taken.
 *
 * @throws Failure `device-unavailable` with each engine's reason, where none is usable.
 */
export function fastestDevice(
  device: EngineWish['device'],
  reports: readonly DeviceReport[],
): { readonly fastest: UsableDevice; readonly reason: string } {
  const asked = reports.filter((report) => device === 'auto' || report.device === device);
  const usable = asked.flatMap((report) => (report.usable ? [report] : []));
  usable.sort((a, b) => b.charactersPerSecond - a.charactersPerSecond);
  const [fastest] = usable;
  if (fastest === undefined) {
    const reasons = asked.flatMap((report) => (report.usable ? [] : [`${report.engine}: ${report.reason}`]));
    throw new Failure(
      'device-unavailable',
      `The device ${device} cannot be used here (${reasons.join('; ') || 'no engine knows it'}). ` +
        '`housestyle devices` lists what works.',
    );
  }
  const name = (report: DeviceReport): string => `${report.engine} on ${report.device}`;
  const reason =
    usable.length === 1
      ? `${name(fastest)} is the one that works here.`
      : `${name(fastest)} was the fastest of ${usable.map(name).join(', ')}.`;
  return { fastest, reason };
}
