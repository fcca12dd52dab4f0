/**
 * The stored graph of a network that sees a fixed number of characters.
 *
 * What it carries from call to call stands where a recurrent network has its state, so that whatever runs the one runs
 * the other: `hidden` float32 `[context − 1, batch, embedding]`, the embeddings of the characters before, the earliest
 * first, and zero before the start of a text; `hidden_out` the same after the last character read.
 */
import { type FixedContextNetwork, type Parameters, parameterShapes } from '../network';
import type { Graph, Value } from '../onnx/graph';
import { add, append, gather, last, matMul, relu, slice, tanh, transpose, trim } from '../onnx/operators';

/** Emits inputs, network and outputs; weights are stored under the names and in the shapes of the parameters. */
export function emitFixedContext(graph: Graph, network: FixedContextNetwork, parameters: Parameters): void {
  const { cell, embedding } = network;
  const before = network.context - 1;
  const units = network.hidden[0] as number;
  const characters = graph.input('characters', 'int64', ['sequence', 'batch']);
  const hidden = graph.input('hidden', 'float32', [before, 'batch', embedding]);
  const weights = new Map(
    parameterShapes(network).map(({ name, shape }) => [
      name,
      graph.initializer(name, 'float32', shape, parameters.get(name)?.data ?? new Float32Array()),
    ]),
  );
  const weight = (name: string): Value => weights.get(name) as Value;
  /** `[features, features in]` by `[…, features in]`. */
  const product = (matrix: Value, x: Value): Value => matMul(x, transpose(matrix));

  const table = gather(weight('embedding'), characters);
  const embeddings = append(hidden, table, 'history');
  const columns = (from: number, to: number): Value => slice(weight('context.input'), 1, from, to);
  const concatenated = cell === 'concatenation';
  const ofCharacter = concatenated ? columns(units, units + embedding) : weight('context.input');
  const read = add(product(ofCharacter, embeddings), weight('context.inputBias'));
  const inputs = concatenated ? read : relu(read);
  let state: Value | undefined;
  for (let place = 0; place <= before; place++) {
    const input = trim(inputs, place, before - place, 'sequence');
    const joined = concatenated
      ? relu(state ? add(product(columns(0, units), state), input) : input)
      : state
        ? add(state, input)
        : input;
    state = tanh(add(product(weight('context.hidden'), joined), weight('context.hiddenBias')));
  }
  const logits = product(weight('output.weight'), state as Value);
  graph.output('logits', add(logits, weight('output.bias')));
  graph.output('hidden_out', last(embeddings, before));
}
