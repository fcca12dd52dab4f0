import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runWatched } from './watched-command';

/** A program in place of the command line. */
async function program(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-watched-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'program.cjs');
  await writeFile(file, text);
  return file;
}

const forever = new AbortController().signal;
const limits = { patience: 1200, grace: 100 };

/** Hears SIGTERM as the command line does, in JavaScript, and so never while a step does not end. */
const deaf = `process.on('SIGTERM', () => process.exit(0));
require('node:fs').writeFileSync(__filename + '.pid', String(process.pid));
process.stderr.write('1 file looked at.\\n', () => { for (;;); });`;

async function pidOf(housestyle: string): Promise<number> {
  return Number(await readFile(`${housestyle}.pid`, 'utf8'));
}

it('gives the input to the command and its output back', async () => {
  const housestyle = await program('process.stdin.pipe(process.stdout)');
  const input = { exclude: ['--out=/etc/passwd', '-build/**'] };
  expect(JSON.parse(await runWatched({ housestyle, args: [], input, ...limits }, forever))).toEqual(input);
});

it('ends a process that is stuck, by force, and says so', async () => {
  const housestyle = await program(deaf);
  await expect(runWatched({ housestyle, args: [], input: {}, ...limits }, forever)).rejects.toThrow(/no progress/);
  const pid = await pidOf(housestyle);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

it('lets one run on for as long as it shows signs of life', async () => {
  const text = `let left = 12;
setInterval(() => { process.stderr.write('.'); if (--left === 0) process.exit(0); }, 200);`;
  const housestyle = await program(text);
  const began = performance.now();
  await runWatched({ housestyle, args: [], input: {}, ...limits }, forever);
  expect(performance.now() - began).toBeGreaterThan(limits.patience);
});

it('ends a process that is stuck at once when it is no longer wanted', async () => {
  const housestyle = await program(deaf);
  const ended = new AbortController();
  const running = runWatched({ housestyle, args: [], input: {}, patience: 60_000, grace: 60_000 }, ended.signal);
  await expect.poll(() => pidOf(housestyle).catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
  const pid = await pidOf(housestyle);
  ended.abort();
  await expect(running).rejects.toThrow();
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

it("hands on the command's own failure", async () => {
  const text = `console.log(JSON.stringify({ error: { code: 'disk-full', message: 'The disk is full.' } }));
process.exitCode = 4;`;
  const housestyle = await program(text);
  await expect(runWatched({ housestyle, args: [], input: {}, ...limits }, forever)).rejects.toMatchObject({
    code: 'disk-full',
    message: 'The disk is full.',
  });
});
