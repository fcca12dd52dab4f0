import type { SeededDraws } from '@house-style/model/testing/seeded-draws';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** As text, nested as deep as no value can be written. */
const deep = '@deep';
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const junk: readonly (() => Json)[] = [
  () => null,
  () => true,
  () => '',
  () => 'x'.repeat(100_000),
  () => '\u0000\ud800',
  () => -1,
  () => 0.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => 2 ** 31,
  () => 2 ** 53,
  () => [],
  () => Array.from({ length: 10_000 }, () => 0),
  () => ({}),
  () => deep,
  () => JSON.parse(nested(500)) as Json,
  () => JSON.parse('{"__proto__": {"length": 4}, "length": 4294967296}') as Json,
];

/** A value with something in it exchanged, left out, or there twice. */
export function mutateJson(value: unknown, random: SeededDraws): unknown {
  let mutated = structuredClone(value) as Json;
  for (let changes = 1 + random.below(3); changes > 0; changes--) mutated = change(mutated, random);
  return mutated;
}

/** {@link mutateJson} as text. */
export function mutatedText(value: unknown, random: SeededDraws): string {
  return JSON.stringify(mutateJson(value, random)).replaceAll(JSON.stringify(deep), nested(100_000));
}

function change(value: Json, random: SeededDraws): Json {
  if (typeof value !== 'object' || value === null || random.chance(0.1)) return random.of(junk)();
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    const own = value[at];
    if (own === undefined || random.chance(0.2)) return value.toSpliced(at, random.below(2), random.of(junk)());
    return value.with(at, change(own, random));
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return random.of(junk)();
  const key = random.of(keys);
  if (!random.chance(0.15)) return { ...value, [key]: change(value[key] as Json, random) };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
