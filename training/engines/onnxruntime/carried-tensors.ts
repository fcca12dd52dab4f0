import { elements, type Parameter, type Parameters } from '@house-style/model/network';
import { Graph } from '@house-style/model/onnx/graph';
import { reshape } from '@house-style/model/onnx/operators';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor, type Results, type SessionOptions } from '@house-style/model/onnx-runtime/runtime';

export type Feeds = Record<string, Tensor>;

/** A named array that lives in the runtime from step to step. */
export interface Carried {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the graph declares it: biases are columns there. */
  readonly graphShape: readonly number[];
}

/** Parameters, moments and states: tensors that one step gives under `next.{name}` and the next one takes. */
export interface CarriedTensors {
  /** What the next step reads, by input name. */
  readonly current: Feeds;
  /** Where the next step is to write, by output name; empty where the runtime makes the tensors. */
  readonly targets: Feeds;
  /** The step is done: what it wrote is what the next one reads. */
  advance(results: Results): void;
  /** Copies of the tensors with these names. */
  copy(names: readonly string[]): Promise<Parameters>;
  /** @throws RangeError where an array has another size. */
  set(arrays: Parameters): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Tensors in the arrays of this process, which a CPU reads and writes as they lie. Each has two buffers that swap their
 * parts, so that a step allocates nothing and reads no array that it writes.
 */
export class HostTensors implements CarriedTensors {
  #current: Feeds;
  #spare: Feeds;

  constructor(private readonly carried: readonly Carried[]) {
    this.#current = zeros(carried);
    this.#spare = zeros(carried);
  }

  get current(): Feeds {
    return this.#current;
  }

  get targets(): Feeds {
    return Object.fromEntries(Object.entries(this.#spare).map(([name, tensor]) => [`next.${name}`, tensor]));
  }

  advance(): void {
    [this.#current, this.#spare] = [this.#spare, this.#current];
  }

  copy(names: readonly string[]): Promise<Parameters> {
    return Promise.resolve(copiesOf(this.#current, this.carried, names));
  }

  set(arrays: Parameters): Promise<void> {
    write(arrays, this.#current);
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Tensors that stay in the memory of a WebGPU device from step to step.
 *
 * The runtime's own way to read one, `getData()`, ends the process (onnxruntime-node 1.30), so they are read by a
 * session that does nothing but give its inputs, to the host.
 */
export class WebgpuTensors implements CarriedTensors {
  /** Session options under which a step's results stay on the device. */
  static outputLocations(carried: readonly Carried[]): Record<string, 'gpu-buffer'> {
    return Object.fromEntries(carried.map(({ name }) => [`next.${name}`, 'gpu-buffer'] as const));
  }

  readonly targets: Feeds = {};
  #current: Feeds;

  static async create(carried: readonly Carried[], options: SessionOptions): Promise<WebgpuTensors> {
    const graph = new Graph('read');
    for (const { name, graphShape } of carried) {
      graph.output(`read.${name}`, reshape(graph.input(name, 'float32', graphShape), graphShape));
    }
    const reader = serialise(graph, { producer: 'House Style', producerVersion: '' });
    return new WebgpuTensors(carried, await InferenceSession.create(reader, options));
  }

  private constructor(
    private readonly carried: readonly Carried[],
    private readonly reader: InferenceSession,
  ) {
    this.#current = zeros(carried);
  }

  get current(): Feeds {
    return this.#current;
  }

  advance(results: Results): void {
    const before = this.#current;
    this.#current = Object.fromEntries(this.carried.map(({ name }) => [name, results[`next.${name}`] as Tensor]));
    for (const tensor of Object.values(before)) if (tensor.location === 'gpu-buffer') tensor.dispose();
  }

  async copy(names: readonly string[]): Promise<Parameters> {
    return copiesOf(await this.#read(), this.carried, names);
  }

  async set(arrays: Parameters): Promise<void> {
    const onHost = await this.#read();
    write(arrays, onHost);
    this.#current = onHost;
  }

  async dispose(): Promise<void> {
    for (const tensor of Object.values(this.#current)) if (tensor.location === 'gpu-buffer') tensor.dispose();
    await this.reader.release();
  }

  async #read(): Promise<Feeds> {
    if (Object.values(this.#current).every(({ location }) => location === 'cpu')) return this.#current;
    const read = await this.reader.run(this.#current);
    return Object.fromEntries(this.carried.map(({ name }) => [name, read[`read.${name}`] as Tensor]));
  }
}

export function zeros(carried: readonly Carried[]): Feeds {
  return Object.fromEntries(
    carried.map(({ name, graphShape }) => [
      name,
      new Tensor('float32', new Float32Array(elements(graphShape)), graphShape),
    ]),
  );
}

function copiesOf(tensors: Feeds, carried: readonly Carried[], names: readonly string[]): Parameters {
  const wanted = new Set(names);
  const copies = new Map<string, Parameter>();
  for (const { name, shape } of carried) {
    if (!wanted.has(name)) continue;
    copies.set(name, { name, shape, data: Float32Array.from(tensors[name]?.data as Float32Array) });
  }
  return copies;
}

function write(arrays: Parameters, tensors: Feeds): void {
  for (const [name, { data }] of arrays) {
    const tensor = tensors[name];
    if (tensor?.size !== data.length) throw new RangeError(`${name}: ${data.length} numbers do not fit this network.`);
    (tensor.data as Float32Array).set(data);
  }
}
