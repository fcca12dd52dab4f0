import { availableParallelism } from 'node:os';
import { Failure } from '@house-style/protocol/failure';
import { devicesOfThisBuild } from '@house-style/model/lstm/devices';
import type { Network, Parameters } from '@house-style/model/network';
import { probe, probeApart } from '../device-probe';
import type { Device, DeviceKind, DeviceReport, TrainingEngine } from '../engine';
import type { UpdateRule, Window } from '../../network/step';
import { OnnxRuntimeProgram } from './program';

/**
 * Trains with ONNX Runtime: the training step is one ONNX graph, run by the same runtime that serves completions, on
 * every device that the runtime reaches.
 */
export class OnnxRuntimeEngine implements TrainingEngine {
  readonly name = 'onnxruntime';

  /** @param program the command line's program file, where devices are tried in a process of their own. */
  constructor(private readonly program?: string) {}

  async devices(): Promise<DeviceReport[]> {
    const reports: DeviceReport[] = [];
    // One after the other: two at once would spoil each other's speed.
    for (const kind of devicesOfThisBuild()) reports.push(await this.tryDevice(kind));
    return reports;
  }

  /** Tries one device here, and not in a process of its own. */
  probe(kind: DeviceKind): Promise<DeviceReport> {
    return probe(this, kind);
  }

  private tryDevice(kind: DeviceKind): Promise<DeviceReport> {
    if (kind === 'cpu' || this.program === undefined) return this.probe(kind);
    return probeApart(this.name, kind, this.program);
  }

  async compile(
    network: Network,
    window: Window,
    rule: UpdateRule,
    device: Device,
    parameters: Parameters,
  ): Promise<OnnxRuntimeProgram> {
    try {
      return await OnnxRuntimeProgram.create(network, window, rule, parameters, {
        executionProviders: [device.kind],
        intraOpNumThreads: device.threads ?? availableParallelism(),
      });
    } catch (error) {
      throw new Failure('device-unavailable', unavailable(device.kind, error), { cause: error });
    }
  }
}

function unavailable(kind: DeviceKind, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `ONNX Runtime cannot train this network on ${kind}: ${reason}. Choose another with --device.`;
}
