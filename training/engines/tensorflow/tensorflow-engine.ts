import type { Network, Parameters } from '@house-style/model/network';
import { probe, probeApart } from '../device-probe';
import type { Device, DeviceReport, TrainingEngine, TrainingProgram } from '../engine';
import type { UpdateRule, Window } from '../../network/step';
import { compileProgram, type Path } from './compile';
import { type Installation, readInstallation, tensorflowFolder } from './installation';
import { loadTensorflow, notSetUp } from './runtime';

const kinds = ['cpu', 'cuda'] as const;

/** Trains with TensorFlow, where it has been set up: on the CPU, and through cuDNN on NVIDIA GPUs. */
export class TensorflowEngine implements TrainingEngine {
  readonly name = 'tensorflow';
  readonly #path: Path;
  readonly #program: string | undefined;

  /** @param options.program the command line's program file, where devices are tried in processes of their own. */
  constructor(options: { readonly path?: Path; readonly program?: string | undefined } = {}) {
    this.#path = options.path ?? 'fused';
    this.#program = options.program;
  }

  async devices(): Promise<DeviceReport[]> {
    const installation = await readInstallation(tensorflowFolder());
    const reports: DeviceReport[] = [];
    // One after the other: two at once would spoil each other's speed.
    for (const kind of kinds) reports.push(await this.#tryDevice(kind, installation));
    return reports;
  }

  async compile(
    network: Network,
    window: Window,
    rule: UpdateRule,
    device: Device,
    parameters: Parameters,
  ): Promise<TrainingProgram> {
    return compileProgram(await loadTensorflow(device), this.#path, network, window, rule, parameters);
  }

  async #tryDevice(kind: (typeof kinds)[number], installation: Installation | undefined): Promise<DeviceReport> {
    if (installation === undefined) return this.#unusable(kind, notSetUp);
    if (kind === 'cuda' && installation.flavour === 'cpu') {
      return this.#unusable(kind, 'TensorFlow is set up without CUDA: run `npm run setup:tensorflow -- --gpu`.');
    }
    if (this.#program === undefined) return probe(this, kind);
    return probeApart(this.name, kind, this.#program);
  }

  #unusable(device: (typeof kinds)[number], reason: string): DeviceReport {
    return { engine: this.name, device, usable: false, reason };
  }
}
