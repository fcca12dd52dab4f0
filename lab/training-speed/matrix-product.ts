import { Graph } from '@house-style/model/onnx/graph';
import { matMul } from '@house-style/model/onnx/operators';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor } from '@house-style/model/onnx-runtime/runtime';

const size = 2048;

/** A product of two 2048×2048 matrices in the runtime that trains: what the machine can do at best. */
export class MatrixProduct {
  /** Floating-point operations of one product. */
  static readonly operations = 2 * size ** 3;
  readonly #feeds: Record<string, Tensor>;
  readonly #fetches: Record<string, Tensor>;

  static async create(threads: number): Promise<MatrixProduct> {
    const graph = new Graph('product');
    const shape = [size, size];
    graph.output('c', matMul(graph.input('a', 'float32', shape), graph.input('b', 'float32', shape)));
    const model = serialise(graph, { producer: 'House Style', producerVersion: '' });
    return new MatrixProduct(await InferenceSession.create(model, { intraOpNumThreads: threads }));
  }

  private constructor(private readonly session: InferenceSession) {
    const matrix = (): Tensor => new Tensor('float32', new Float32Array(size * size).fill(0.5), [size, size]);
    this.#feeds = { a: matrix(), b: matrix() };
    this.#fetches = { c: matrix() };
  }

  /** Seconds of one product. */
  async time(): Promise<number> {
    const began = performance.now();
    await this.session.run(this.#feeds, this.#fetches);
    return (performance.now() - began) / 1000;
  }
}
