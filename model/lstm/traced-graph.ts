/** A model's graph that also gives what each recurrent layer puts out at every token, not only after the last one. */
import type onnxProto from 'onnx-proto';
import { floatValue } from './adaptable-graph';

type ModelProto = onnxProto.onnx.IModelProto;

export interface TracedGraph {
  readonly model: ModelProto;
  /** Names of the outputs, first layer first, each `[sequence, 1, batch, hidden of the layer]`. */
  readonly sequences: readonly string[];
}

const recurrentOperators: ReadonlySet<string | null | undefined> = new Set([
  'LSTM',
  'DynamicQuantizeLSTM',
  'GRU',
  'RNN',
]);

/** @param model of a file that was read and checked; undefined for a network that has no recurrent layers. */
export function tracedGraph(model: ModelProto): TracedGraph | undefined {
  const layers = model.graph?.node?.filter(({ opType }) => recurrentOperators.has(opType)) ?? [];
  if (layers.length === 0) return undefined;
  const outputs = layers.map(({ output, attribute }) => {
    const size = attribute?.find(({ name }) => name === 'hidden_size');
    return { name: output?.[0] ?? '', width: Number(size?.i as number | null | undefined) };
  });
  const values = outputs.map(({ name, width }) => floatValue(name, ['sequence', 1, 'batch', width]));
  const graph = { ...model.graph, output: [...(model.graph?.output ?? []), ...values] };
  // What the file says about itself is read from the file.
  return { model: { ...model, graph, metadataProps: [] }, sequences: outputs.map(({ name }) => name) };
}
