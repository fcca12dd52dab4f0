/**
 * What an ONNX file holds, found by walking over its protobuf without making anything of it: a file of a hundred
 * megabytes may hold that many empty messages, each of which takes forty times its bytes once it is decoded. Field
 * numbers are those of `onnx.proto3`.
 */

/** `ModelProto.graph`, `ModelProto.metadata_props`; `GraphProto.initializer`; `TensorProto.raw_data`. */
const fields = { graph: 7, metadata: 14, initializer: 5, rawData: 9 } as const;
const pair = { key: 1, value: 2 } as const;
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Fields that are walked over, in a second or so; a model of a hundred thousand operators has fewer. */
const mostFields = 2_000_000;

export class TooManyFields extends RangeError {}

export interface Outline {
  readonly hasGraph: boolean;
  /** The `metadata_props`, whose values are text. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Bytes of the graph beside the numbers of its tensors. */
  readonly graphBytes: number;
  /** Bytes beside the graph, nearly all of them metadata. */
  readonly otherBytes: number;
}

/** @throws RangeError where the bytes are no protobuf, {@link TooManyFields} where they have more than any model. */
export function outlineOf(bytes: Uint8Array): Outline {
  const walk = new Walk();
  const metadata = new Map<string, string>();
  let hasGraph = false;
  let inGraphs = 0;
  let numbers = 0;
  for (const { field, content } of walk.over(bytes)) {
    if (field === fields.graph) {
      hasGraph = true;
      inGraphs += content.length;
      numbers += numbersIn(content, walk);
    } else if (field === fields.metadata) {
      const entry = new Map([...walk.over(content)].map((part) => [part.field, part.content]));
      metadata.set(textOf(entry.get(pair.key)), textOf(entry.get(pair.value)));
    }
  }
  return { hasGraph, metadata, graphBytes: inGraphs - numbers, otherBytes: bytes.length - inGraphs };
}

function numbersIn(graph: Uint8Array, walk: Walk): number {
  let numbers = 0;
  for (const { field, content } of walk.over(graph)) {
    if (field !== fields.initializer) continue;
    for (const part of walk.over(content)) if (part.field === fields.rawData) numbers += part.content.length;
  }
  return numbers;
}

function textOf(content: Uint8Array = new Uint8Array()): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
}

/** One walk over a file, which has its limit. */
class Walk {
  #fields = 0;

  /** The fields of a message that have a length, in order; others are passed over. */
  *over(bytes: Uint8Array): Generator<{ readonly field: number; readonly content: Uint8Array }> {
    const reader = new Reader(bytes);
    while (!reader.done) {
      if (++this.#fields > mostFields) throw new TooManyFields('This has more fields than any model.');
      const key = reader.varint();
      switch (key % 8) {
        case wire.varint:
          reader.varint();
          break;
        case wire.fixed64:
          reader.take(8);
          break;
        case wire.fixed32:
          reader.take(4);
          break;
        case wire.bytes:
          yield { field: Math.floor(key / 8), content: reader.take(reader.varint()) };
          break;
        default:
          throw new RangeError('This is no kind of field that ONNX has.');
      }
    }
  }
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.#at === this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError('A number is cut short.');
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new RangeError('A field is cut short.');
    const content = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return content;
  }
}
