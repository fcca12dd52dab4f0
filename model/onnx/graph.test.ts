import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from '../onnx-runtime/runtime';
import { describe, expect, it } from 'vitest';
import { Graph } from './graph';
import { add, concat, gather, gemm, matMul, multiply, reduceSum, reshape, slice, split, transpose } from './operators';
import { operatorSet, serialise } from './serialise';

describe('shapes that do not fit are refused when the graph is built', () => {
  const graph = new Graph('shapes');
  const a = graph.input('a', 'float32', [2, 3]);
  const b = graph.input('b', 'float32', [4, 3]);
  const dynamic = graph.input('dynamic', 'float32', ['batch', 3]);
  const wide = graph.input('wide', 'float64', [2, 3]);
  it.each([
    ['Add: the shapes [2, 3] and [4, 3]', () => add(a, b)],
    ['Add: the shapes [2, 3] and [batch, 3]', () => add(a, dynamic)],
    ['Mul: wide: float64 [2, 3] must be float32', () => multiply(a, wide)],
    ['MatMul: the shapes [2, 3] and [4, 3]', () => matMul(a, b)],
    ['the shapes [2, 3] and [4, 3]', () => gemm(a, b)],
    [
      'Gemm: the shapes [2, 4] and [3, 4]',
      () => gemm(a, b, { transposeB: true, addend: graph.input('c', 'float32', [3, 4]) }),
    ],
    ['Reshape: the shapes [2, 3] and [7]', () => reshape(a, [7])],
    ['Transpose: [0, 0]', () => transpose(a, [0, 0])],
    ['Concat: the shapes [2, 3] and [4, 3]', () => concat([a, b], 1)],
    ['Split: axis 1 of [2, 3] is not 1 + 1 long', () => split(a, [1, 1], 1)],
    ['Slice: axis 0 of [2, 3] has no elements 1 to 3', () => slice(a, 0, 1, 3)],
    ['Gather: b: float32 [4, 3] must be int32 or int64', () => gather(a, b)],
    ['ReduceSum: [2, 3] has no axis 2', () => reduceSum(a, [2])],
    ['The name a is taken', () => graph.input('a', 'float32', [])],
    ['constant data', () => graph.initializer('constant data', 'float32', [3], new Float32Array(2))],
    ['belongs to another graph', () => add(a, new Graph('other').input('d', 'float32', [2, 3]))],
  ])('%s', (message, build) => {
    expect(build).toThrow(message);
  });
});

it('is a model that ONNX Runtime runs, with outputs under their own names', async () => {
  const graph = new Graph('affine');
  const x = graph.input('x', 'float32', ['rows', 2]);
  const weights = graph.initializer('weights', 'float32', [2, 2], Float32Array.of(1, 2, 3, 4));
  const product = matMul(x, weights);
  graph.output('y', product);
  graph.output('shifted', add(product, graph.scalar('float32', 0.5)));
  graph.output('again', product);
  graph.output('x_out', x);
  const session = await InferenceSession.create(serialise(graph, { producer: 'test', producerVersion: '1' }));

  const result = await session.run({ x: new Tensor('float32', Float32Array.of(1, 0, 0, 1, 1, 1), [3, 2]) });

  expect(
    Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data as Float32Array)])),
  ).toEqual({
    y: [1, 2, 3, 4, 4, 6],
    shifted: [1.5, 2.5, 3.5, 4.5, 4.5, 6.5],
    again: [1, 2, 3, 4, 4, 6],
    x_out: [1, 0, 0, 1, 1, 1],
  });
});

it('cuts an axis into many parts by splits that are no wider than the device allows', async () => {
  const graph = new Graph('narrow', 7);
  const parts = split(graph.input('x', 'float32', [64]), Array<number>(64).fill(1), 0);
  graph.output('reversed', concat(parts.toReversed(), 0));
  const widths = graph.nodes.filter(({ operator }) => operator === 'Split').map(({ outputs }) => outputs.length);
  expect(Math.max(...widths)).toBe(7);
  expect(widths.length).toBeLessThan(16);
  const session = await InferenceSession.create(serialise(graph, { producer: 'test', producerVersion: '1' }));
  const x = Float32Array.from({ length: 64 }, (_, index) => index);
  const { reversed } = await session.run({ x: new Tensor('float32', x, [64]) });
  expect(reversed!.data).toEqual(x.toReversed());
});

it('states its operator set, its metadata and its symbolic axes', () => {
  const graph = new Graph('identity');
  graph.output('y', graph.input('x', 'int64', ['sequence', 3]));
  const bytes = serialise(graph, { producer: 'test', producerVersion: '1', metadata: { key: 'wert' } });
  const model = onnxProto.onnx.ModelProto.toObject(onnxProto.onnx.ModelProto.decode(bytes), { longs: Number });
  expect(model).toMatchObject({
    opsetImport: [{ domain: '', version: operatorSet }],
    metadataProps: [{ key: 'key', value: 'wert' }],
    graph: { input: [{ type: { tensorType: { shape: { dim: [{ dimParam: 'sequence' }, { dimValue: 3 }] } } } }] },
  });
});

it('stores equal constants once', () => {
  const graph = new Graph('constants');
  expect(graph.scalar('float32', 1)).toBe(graph.scalar('float32', 1));
  expect(graph.scalar('float32', 1)).not.toBe(graph.scalar('float64', 1));
});
