import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

/** As the code base writes it, with line feeds and by two spaces; the last line is typed on. */
const begun = `import { MonoTypeOperatorFunction } from '../types';
import { operate } from '../util/lift';
import { createOperatorSubscriber } from './OperatorSubscriber';

export function keep<T>(count: number): MonoTypeOperatorFunction<T> {
  return operate((source, subscriber) => {
    let hasValue = false;
    let seen = 0;

    source.`;
const typed = 'subscr';
const continued = 'ibe(\n      createOperatorSubscriber(';

/** How a document is written: a line break, and one level of indentation. */
interface Writing {
  readonly name: string;
  readonly end: string;
  readonly unit: string;
}

const writings: readonly Writing[] = [
  { name: 'crlf.ts', end: '\r\n', unit: '  ' },
  { name: 'tabs.ts', end: '\n', unit: '\t' },
  { name: 'both.ts', end: '\r\n', unit: '\t' },
];

function writtenAs(text: string, { end, unit }: Writing): string {
  return text.replace(/^(?: {2})+/gm, (spaces) => unit.repeat(spaces.length / 2)).replaceAll('\n', end);
}

describe.skipIf(!canOpenWindows)('in documents written otherwise than the code base', () => {
  let window: Window;

  beforeAll(async () => {
    const code = await mkdtemp(path.join(os.tmpdir(), 'house-style-writing-'));
    await cp(path.resolve('node_modules/rxjs/src/internal'), path.join(code, 'internal'), { recursive: true });
    for (const writing of writings) {
      await writeFile(path.join(code, 'internal/operators', writing.name), writtenAs(begun, writing));
    }
    window = await Window.open({ name: 'line-ends-and-indentation', code });
    return async () => {
      await window.close();
      await rm(code, { recursive: true });
    };
  });
  beforeEach(() => window.pictureOnFailure());

  it.each(writings)('suggests and writes as $name is written', async (writing) => {
    const { workbench, folder } = window;
    const file = path.join('internal/operators', writing.name);
    await expect.poll(() => window.statusTooltip(), { timeout: 3 * minute }).toMatch(/seen in the code/);
    await workbench.openFile(file);
    await workbench.goTo(begun.split('\n').length, 1);
    await workbench.press('End');
    await workbench.type(typed);
    await workbench.waitForGhost();
    // Coloured as code, lines come in several parts.
    const ghost = async () => (await workbench.ghostText()).replace(/\s/g, '');
    // What was accepted in one document may make more of it sure in the next.
    await expect.poll(ghost).toMatch(/^ibe\(createOperatorSubscriber\(/);
    await workbench.screenshot(`suggested-in-${writing.name}`);
    await workbench.acceptGhost();
    await workbench.save();
    const whole = writtenAs(begun + typed + continued, writing);
    const saved = () => readFile(path.join(folder, file), 'utf8');
    await expect.poll(async () => (await saved()).slice(0, whole.length), { timeout: minute }).toBe(whole);
    const text = await saved();
    expect(text.replaceAll(writing.end, '')).not.toMatch(/[\r\n]/);
    if (writing.unit === '\t') expect(text).not.toMatch(/^ /m);
  });
});
