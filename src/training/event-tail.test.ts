import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventTail } from './event-tail';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-tail-'));
  file = path.join(folder, 'events.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const notice = (message: string): string => `${JSON.stringify({ event: 'notice', message })}\n`;

it('gives each event once, as they are appended', async () => {
  const tail = new EventTail(file, () => undefined);
  await writeFile(file, notice('one') + notice('two'));
  expect(await tail.read()).toEqual([
    { event: 'notice', message: 'one' },
    { event: 'notice', message: 'two' },
  ]);
  expect(await tail.read()).toEqual([]);
  await appendFile(file, notice('three'));
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'three' }]);
});

it('waits for the rest of a line, even where a character is cut in two', async () => {
  const tail = new EventTail(file, () => undefined);
  const bytes = Buffer.from(notice('naïve'));
  const cut = bytes.indexOf('ï') + 1;
  await writeFile(file, bytes.subarray(0, cut));
  expect(await tail.read()).toEqual([]);
  await appendFile(file, bytes.subarray(cut));
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'naïve' }]);
});

it('tells of lines that are no event, and goes on', async () => {
  const strange: string[] = [];
  const tail = new EventTail(file, (line) => strange.push(line));
  await writeFile(file, `Segmentation fault\n{"event":"unheard-of"}\n${notice('after')}`);
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'after' }]);
  expect(strange).toEqual(['Segmentation fault', '{"event":"unheard-of"}']);
});

it('finds nothing where the file is not there yet', async () => {
  expect(await new EventTail(file, () => undefined).read()).toEqual([]);
});

it('passes over a line without an end, keeps none of it, and goes on after it', async () => {
  const strange: string[] = [];
  const tail = new EventTail(file, (line) => strange.push(line));
  await writeFile(file, notice('before'));
  for (let megabyte = 0; megabyte < 12; megabyte++) await appendFile(file, 'x'.repeat(2 ** 20));
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'before' }]);
  await appendFile(file, `x\n${notice('after')}`);
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'after' }]);
  expect(strange).toEqual(['x'.repeat(500)]);
});

it('starts anew where the file was cut short', async () => {
  const tail = new EventTail(file, () => undefined);
  await writeFile(file, notice('of the first run') + notice('and more'));
  await tail.read();
  await writeFile(file, notice('of the next'));
  expect(await tail.read()).toEqual([{ event: 'notice', message: 'of the next' }]);
});
