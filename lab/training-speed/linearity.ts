/**
 * Time a character and memory over the size of the corpus: `npm run -s bench:linearity -- [MEGABYTES...]`, a JSON line
 * for each size and one with the ratios to the smallest.
 *
 * The sizes take turns (A B C, C B A, …), each in a process of its own. What is compared is the time that passes; beside
 * it stands processor time of all threads, which is less disturbed by other work, and holds that of collecting garbage.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CorpusRead, Turn } from './linearity-contestant';
import { writeRenamedCode } from './renamed-code';
import { median, rounded } from './setting';

const turns = 9;
/** How far a ratio may be from 1. */
const tolerance = 0.1;

interface Contestant {
  readonly megabytes: number;
  readonly child: ChildProcess;
  readonly read: CorpusRead;
  readonly turns: Turn[];
}

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1, 10, 100];
const folder = await mkdtemp(path.join(tmpdir(), 'linearity-'));
const contestants: Contestant[] = [];
try {
  for (const megabytes of sizes) contestants.push(await start(megabytes));
  for (let turn = 0; turn < turns; turn++) {
    const order = turn % 2 === 0 ? contestants : contestants.toReversed();
    for (const { child, turns } of order) turns.push(await answer<Turn>(child, 'turn'));
  }
} finally {
  for (const { child } of contestants) child.kill();
  await rm(folder, { recursive: true, force: true });
}

const [smallest] = contestants;
const ratios: Record<string, number> = {};
const processorRatios: Record<string, number> = {};
for (const { megabytes, read, turns } of contestants) {
  const figures = {
    ...{ megabytes, ...read },
    microsecondsACharacter: median(turns.map(({ microsecondsACharacter }) => microsecondsACharacter)),
    processorMicrosecondsACharacter: median(turns.map((turn) => turn.processorMicrosecondsACharacter)),
    residentMegabytes: turns.at(-1)?.residentMegabytes,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const name = `${megabytes}:${smallest?.megabytes ?? ''}`;
  ratios[name] = toSmallest(turns, ({ microsecondsACharacter }) => microsecondsACharacter);
  processorRatios[name] = toSmallest(turns, (turn) => turn.processorMicrosecondsACharacter);
}
const isLinear = Object.values(ratios).every((ratio) => Math.abs(ratio - 1) <= tolerance);
process.stdout.write(`${JSON.stringify({ ratios, processorRatios, tolerance, isLinear })}\n`);
process.exitCode = isLinear ? 0 : 1;

async function start(megabytes: number): Promise<Contestant> {
  const code = path.join(folder, String(megabytes));
  await writeRenamedCode(code, megabytes);
  const child = fork(path.join(import.meta.dirname, 'linearity-contestant.ts'), [code]);
  return { megabytes, child, read: await answer<CorpusRead>(child), turns: [] };
}

/** What a process says next, after it was told something. */
async function answer<Message>(child: ChildProcess, told?: string): Promise<Message> {
  const ended = new AbortController();
  const message = once(child, 'message', { signal: ended.signal });
  const end = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('A corpus could not be trained on.');
  });
  if (told !== undefined) child.send(told);
  const answered = Promise.race([message, end]);
  try {
    const [said] = (await answered) as [Message];
    return said;
  } finally {
    for (const waiting of [message, end]) waiting.catch(() => undefined);
    ended.abort();
  }
}

/** Median of the ratios to the smallest size's turns, turn by turn. */
function toSmallest(turns: readonly Turn[], time: (turn: Turn) => number): number {
  const ratios = turns.map((turn, index) => {
    const other = smallest?.turns[index];
    return other === undefined ? NaN : time(turn) / time(other);
  });
  return rounded(median(ratios));
}
