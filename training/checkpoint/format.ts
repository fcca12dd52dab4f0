/**
 * A checkpoint as bytes:
 *
 *     magic (8 bytes) · length of the header (uint32) · header (JSON, padded with spaces) · arrays · SHA-256 of all that
 *
 * Numbers are little-endian. The header holds the run's state and lists the arrays in the order in which they follow.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { elements, type Parameter, type Parameters } from '@house-style/model/network';
import * as z from 'zod';
import { disagreement } from './agreement';
import { type Checkpoint, type RunArrays, runStateSchema } from './checkpoint';

const magic = Buffer.from('HSTYLCK1', 'latin1');
const checksumBytes = 32;
/** Of the header; the options, the vocabulary and the position of 4096 lanes take a hundredth of it. */
const longestHeader = 16 * 2 ** 20;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;

const groups = ['parameters', 'moments', 'carried', 'best', 'average'] as const satisfies (keyof RunArrays)[];

const headerSchema = z.object({
  state: runStateSchema,
  arrays: z.array(z.object({ group: z.enum(groups), name: z.string(), shape: z.array(z.int().nonnegative()) })),
});

/** The checkpoint's bytes, in pieces that share memory with its arrays, so that nothing large is copied. */
export function encodeCheckpoint({ state, arrays }: Checkpoint): Buffer[] {
  if (endianness() !== 'LE') throw new Error('Checkpoints are written on little-endian machines only.');
  const listed = groups.flatMap((group) => [...arrays[group].values()].map((parameter) => ({ group, parameter })));
  const header = headerBytes(
    JSON.stringify({
      state,
      arrays: listed.map(({ group, parameter: { name, shape } }) => ({ group, name, shape })),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const pieces = [
    magic,
    length,
    header,
    ...listed.map(({ parameter: { data } }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ];
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return [...pieces, hash.digest()];
}

/** The header's bytes, padded so that the arrays after it stand at a multiple of four. */
function headerBytes(json: string): Buffer {
  const bytes = Buffer.from(json, 'utf8');
  const padding = (floatBytes - (bytes.length % floatBytes)) % floatBytes;
  return Buffer.concat([bytes, Buffer.alloc(padding, ' ')]);
}

/** The checkpoint in a file's bytes, or in words what is wrong with them. */
export function decodeCheckpoint(bytes: Buffer): Checkpoint | { readonly damage: string } {
  if (bytes.length < magic.length + 4 + checksumBytes) return { damage: 'it is cut short' };
  if (!bytes.subarray(0, magic.length).equals(magic)) return { damage: 'it is no checkpoint of this version' };
  const content = bytes.subarray(0, bytes.length - checksumBytes);
  if (!createHash('sha256').update(content).digest().equals(bytes.subarray(content.length))) {
    return { damage: 'its checksum does not match: it was cut short or changed' };
  }
  const headerStart = magic.length + 4;
  const headerEnd = headerStart + content.readUInt32LE(magic.length);
  if (headerEnd - headerStart > longestHeader || headerEnd > content.length)
    return { damage: 'its header is too long' };
  const parsed = headerSchema.safeParse(parseJson(content.subarray(headerStart, headerEnd).toString('utf8')));
  if (!parsed.success) return { damage: 'it was written by another version' };
  const arrays: Record<keyof RunArrays, Map<string, Parameter>> = {
    parameters: new Map(),
    moments: new Map(),
    carried: new Map(),
    best: new Map(),
    average: new Map(),
  };
  let offset = headerEnd;
  for (const { group, name, shape } of parsed.data.arrays) {
    const end = offset + elements(shape) * floatBytes;
    if (end > content.length) return { damage: 'it is cut short' };
    const data = new Float32Array(elements(shape));
    Buffer.from(data.buffer).set(content.subarray(offset, end));
    arrays[group].set(name, { name, shape, data });
    offset = end;
  }
  if (offset !== content.length) return { damage: 'it holds more than it lists' };
  const checkpoint = { state: parsed.data.state, arrays };
  const disagreeing = disagreement(checkpoint);
  return disagreeing === undefined ? checkpoint : { damage: disagreeing };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether two sets of arrays hold the same numbers, bit for bit. */
export function sameArrays(a: Parameters, b: Parameters): boolean {
  return (
    a.size === b.size &&
    [...a.values()].every(({ name, data }) => {
      const other = b.get(name)?.data;
      return (
        other?.length === data.length &&
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).equals(
          Buffer.from(other.buffer, other.byteOffset, other.byteLength),
        )
      );
    })
  );
}
