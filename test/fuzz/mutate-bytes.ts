import type { SeededDraws } from '@house-style/model/testing/seeded-draws';

/** Where formats keep lengths and counts, these are what breaks them. */
const numbers = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const page = 4096;

type Mutation = (bytes: Buffer, random: SeededDraws) => Buffer;

const mutations: readonly Mutation[] = [
  // One bit, one byte, one number.
  (bytes, random) => changed(bytes, random, 1, (at) => (bytes[at] as number) ^ (1 << random.below(8))),
  (bytes, random) => changed(bytes, random, 1, () => random.below(256)),
  (bytes, random) => {
    if (bytes.length < 4) return bytes;
    bytes.writeUInt32LE(random.of(numbers), place(bytes, random, 4));
    return bytes;
  },
  // What a disk leaves after a power cut: a page of zeros, of rubbish, of something else, or nothing from here on.
  (bytes, random) => changed(bytes, random, page, () => 0),
  (bytes, random) => changed(bytes, random, page, () => random.below(256)),
  (bytes, random) => {
    const from = place(bytes, random, page);
    return Buffer.from(bytes).fill(bytes.subarray(from, from + page), place(bytes, random, page));
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  // Too much, too little, twice.
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(64)), bytes.subarray(at)]);
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(64))]);
  },
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    const to = from + random.below(256);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
];

/** Bytes with some damage. */
export function mutateBytes(bytes: Buffer, random: SeededDraws): Buffer {
  let mutated = Buffer.from(bytes);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    mutated = Buffer.from(random.of(mutations)(mutated, random));
  }
  return mutated;
}

/** The first bytes hold what decides how the others are read, so half of all changes are there. */
function place(bytes: Buffer, random: SeededDraws, length: number): number {
  const range = Math.max(1, bytes.length - length + 1);
  return random.below(random.chance(0.5) ? Math.min(64, range) : range);
}

function changed(bytes: Buffer, random: SeededDraws, length: number, to: (at: number) => number): Buffer {
  const start = place(bytes, random, length);
  for (let at = start; at < Math.min(bytes.length, start + length); at++) bytes[at] = to(at);
  return bytes;
}
