import { Failure } from '@house-style/protocol/failure';
import { hasFixedContext, type Network, type Parameters, type RecurrentNetwork } from '@house-style/model/network';
import type { UpdateRule, Window } from '../../network/step';
import { BlockLstm } from './block-lstm';
import { CudnnLayer } from './cudnn-layer';
import { PlainLayer } from './plain-layer';
import { TensorflowProgram } from './program';
import { layerParameters, layerShape, type RecurrentLayer } from './recurrent-layer';
import type { Tensorflow } from './runtime';

/** `fused`: whole-sequence kernels where TensorFlow has one for cell and device. `plain`: its plain operations. */
export type Path = 'fused' | 'plain';

/** A program on the device that TensorFlow was loaded for. */
export function compileProgram(
  tensorflow: Tensorflow,
  path: Path,
  network: Network,
  window: Window,
  rule: UpdateRule,
  parameters: Parameters,
): TensorflowProgram {
  if (hasFixedContext(network)) {
    const message = 'TensorFlow trains recurrent networks only here: give --engine onnxruntime for a fixed context.';
    throw new Failure('device-unavailable', message);
  }
  const layers = network.hidden.map((_, layer) => compileLayer(tensorflow, path, network, window, layer));
  return new TensorflowProgram(tensorflow, network, window, layers, rule, parameters);
}

function compileLayer(
  tensorflow: Tensorflow,
  path: Path,
  network: RecurrentNetwork,
  { time, batch }: Window,
  layer: number,
): RecurrentLayer {
  const shape = layerShape(network, layer, time, batch);
  const parameters = layerParameters(network, layer);
  if (path === 'fused' && tensorflow.kind === 'cuda') {
    return new CudnnLayer(tensorflow, network.cell, shape, parameters);
  }
  if (path === 'fused' && network.cell === 'lstm') return new BlockLstm(tensorflow, shape, parameters);
  return new PlainLayer(tensorflow, network.cell, shape, parameters);
}
