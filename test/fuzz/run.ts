/**
 * `npm run fuzz -- --minutes 60 [--target NAME] [--seed FIRST]`: tries seed after seed, as long for each target, and
 * tells what was found. The tests try the first seeds of each.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz';
import { targetNames } from './targets';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    target: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
  },
});

async function run(): Promise<void> {
  const names = targetNames.filter((name) => values.target?.includes(name) ?? true);
  let found = 0;
  for (const name of names) {
    const end = performance.now() + (Number(values.minutes) * 60_000) / names.length;
    const { inputs, findings, slowest, memory } = await fuzz(name, Number(values.seed), () => performance.now() < end);
    const count = (kind: string): number => findings.filter((finding) => finding.kind === kind).length;
    const figures = [
      `${inputs} inputs`,
      `${count('abort')} aborts`,
      `${count('hang')} hangs`,
      `${count('memory')} over 600 MB`,
      `${count('error')} errors`,
      `slowest ${Math.round(slowest.milliseconds)} ms (seed ${slowest.seed})`,
      `at most ${Math.round(memory / 1e6)} MB`,
    ];
    process.stdout.write(`${name}: ${figures.join(', ')}\n`);
    for (const { kind, seed, firstSeed, what } of findings.slice(0, 20)) {
      process.stdout.write(`  ${kind} at seed ${seed} (after those from ${firstSeed} on): ${what}\n`);
    }
    found += findings.length;
  }
  process.exitCode = found === 0 ? 0 : 1;
}

void run();
