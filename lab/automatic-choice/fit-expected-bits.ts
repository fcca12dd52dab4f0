/**
 * Fits `choice/expected-bits.ts` to measured runs: `npm run -s bench:fit -- RUNS.jsonl`, lines as `bench:runs` prints.
 *
 * Least squares by random search from the coefficients that stand, to which the few runs are too few to say otherwise
 * are held by a weak penalty: a coefficient twice as large costs as much as being a twentieth of a bit off.
 */
import { readFile } from 'node:fs/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { expectedBits, fitted, type Prospect } from '@house-style/training/automatic-choice/expected-bits';

interface Run extends Omit<Prospect, 'units'> {
  readonly units: string;
  readonly bits: number;
}
type Coefficients = Record<keyof typeof fitted, number>;

const penalty = 0.05 ** 2;
const tries = 200_000;

const [file = ''] = process.argv.slice(2);
const lines = (await readFile(file, 'utf8')).trim().split('\n');
const runs = lines.map((line) => JSON.parse(line) as Run);

function residual(run: Run, by: Coefficients): number {
  return expectedBits({ ...run, units: Number(run.units) }, by) - run.bits;
}

function cost(by: Coefficients): number {
  const misses = runs.reduce((sum, run) => sum + residual(run, by) ** 2, 0);
  const moved = Object.entries(by).reduce((sum, [name, value]) => {
    return sum + Math.log2(value / fitted[name as keyof typeof fitted]) ** 2;
  }, 0);
  return misses + penalty * moved;
}

const random = xoroshiro128plus(1);
let best: Coefficients = { ...fitted };
let lowest = cost(best);
for (let at = 0; at < tries; at++) {
  const width = 0.3 * (1 - at / tries) + 0.001;
  const moved = Object.entries(best).map(([name, value]) => {
    return [name, value * Math.exp(width * (uniformFloat64(random) - 0.5))] as const;
  });
  const next = Object.fromEntries(moved) as Coefficients;
  const found = cost(next);
  if (found < lowest) [best, lowest] = [next, found];
}
for (const run of runs) {
  const { batch, window, updates, bits, characters } = run;
  const words = `${run.units} units, batch ${batch}, window ${window}, ${updates} updates of ${characters} characters`;
  process.stdout.write(`${words}: ${bits.toFixed(2)} measured, ${(bits + residual(run, best)).toFixed(2)} expected\n`);
}
process.stdout.write(
  `${JSON.stringify(best, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value))}\n`,
);
