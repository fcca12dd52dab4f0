import type { Network, Parameters } from '@house-style/model/network';
import type { Device, TrainingProgram, UpdateRule, Window } from '../engine';
import { compileProgram, type Path } from './compile';
import { loadTensorflow } from './runtime';

export class TensorflowEngine {
  readonly name = 'tensorflow';

  constructor(private readonly path: Path = 'fused') {}

  async compile(
    network: Network,
    window: Window,
    rule: UpdateRule,
    device: Device,
    parameters: Parameters,
  ): Promise<TrainingProgram> {
    return compileProgram(await loadTensorflow(device), this.path, network, window, rule, parameters);
  }
}
