import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;
const editor = '.editor-group-container.active .monaco-editor';
const operator = 'internal/operators/debounceFirst.ts';

describe.skipIf(!canOpenWindows)('a file that its author keeps', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({ name: 'generation', code: path.resolve('node_modules/rxjs/src') });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('is asked for from the menu of a folder, in whose names the box goes on', async () => {
    await expect
      .poll(() => window.statusTooltip(), { timeout: 2 * minute })
      .toMatch(/ready|from an index|seen in the code/);
    await openFolder('internal');
    await explorerRow('operators').and(window.workbench.page.locator('[aria-level="2"]')).click({ button: 'right' });
    await window.workbench.screenshot('menu-of-a-folder');
    await window.workbench.page.getByRole('menuitem', { name: 'Generate File in This Style…' }).click();
    await expect.poll(() => window.workbench.quickInput.inputValue()).toBe('internal/operators/');
    await window.workbench.quickInputRow('internal/operators/buffer…').first().waitFor();
    await window.workbench.screenshot('names-begin-as-those-beside');
    await window.workbench.quickInput.fill('internal/operators/debounce');
    await window.workbench.quickInputRow('internal/operators/debounceCount.ts').first().waitFor();
    await window.workbench.screenshot('names-end-as-those-beside');
  });

  it.each([
    ['internal/operators/map.ts', 'There is a file with this name already.'],
    ['../elsewhere.ts', 'The path cannot leave the workspace.'],
    ['internal/operators/tables.sql', 'No file here ends in .sql'],
    ['tools/Makefile', 'The name has no ending'],
  ])('says of %s: %s', async (typed, sentence) => {
    await window.workbench.quickInput.fill(typed);
    await window.workbench.quickInputRow(sentence).first().waitFor();
  });

  it('is written after the file that the box names, and is nowhere but in the editor', async () => {
    await window.workbench.quickInput.fill(operator);
    await window.workbench.quickInputRow('Follows internal/operators/').first().waitFor();
    await window.workbench.screenshot('says-what-is-followed');
    await window.workbench.press('Enter');
    await window.workbench.tab('debounceFirst.ts').waitFor();
    await bar('Keep').waitFor({ timeout: minute });
    await window.workbench.screenshot('written');
    await expect.poll(text, { timeout: minute }).toContain('`debounceFirst` delays');
    expect(await isOnDisk(operator)).toBe(false);
  });

  it('cannot be asked for again while it is open', async () => {
    await window.workbench.runCommand('House Style: Generate File in This Style…');
    await window.workbench.quickInput.fill(operator);
    await window.workbench.quickInputRow('A file with this name is open and not saved yet').first().waitFor();
    await window.workbench.press('Enter');
    await window.workbench.quickInputRow('A file with this name is open and not saved yet').first().waitFor();
    await window.workbench.screenshot('open-already');
    await window.workbench.press('Escape');
  });

  it('is written anew after another file, which one undo takes back', async () => {
    const first = await text();
    const source = await followed();
    await bar('Another').click();
    await expect.poll(followed, { timeout: minute }).not.toBe(source);
    await bar('Keep').waitFor({ timeout: minute });
    await window.workbench.screenshot('another');
    const second = await text();
    expect(second).not.toBe(first);
    expect(second).toContain('debounceFirst');
    await window.workbench.press('Control+Z');
    await expect.poll(text, { timeout: minute }).toBe(first);
  });

  it('is written anew from a line on, and what stands above it stays', async () => {
    const before = await text();
    await window.workbench.goTo(15, 1);
    await window.workbench.runCommand('House Style: From Here On');
    await expect.poll(text, { timeout: minute }).not.toBe(before);
    await bar('Keep').waitFor({ timeout: minute });
    await window.workbench.screenshot('from-here-on');
    // What is written below may need imports of its own.
    expect((await text()).split('\n')).toEqual(expect.arrayContaining(before.split('\n').slice(0, 14)));
  });

  it('is saved at its path by Keep, and has no bar from then on', async () => {
    const kept = (await text()).split('\n').slice(0, 20);
    await window.workbench.runCommand('House Style: Keep');
    await expect.poll(() => isOnDisk(operator)).toBe(true);
    const saved = (): Promise<string> => readFile(path.join(window.folder, operator), 'utf8');
    await expect.poll(async () => (await saved()).split('\n').slice(0, 20)).toEqual(kept);
    await bar('Keep').waitFor({ state: 'detached' });
    await window.workbench.tab('debounceFirst.ts').waitFor();
    await window.workbench.screenshot('kept');
  });

  it('stops at any time, and what stood there before is not lost', async () => {
    await window.workbench.runCommand('House Style: Generate File in This Style…');
    await window.workbench.answer('internal/operators/mapFirst.ts');
    await window.workbench.tab('mapFirst.ts').waitFor();
    await bar('Keep').waitFor({ timeout: minute });
    await expect.poll(text, { timeout: minute }).toContain('import');
    const before = await text();
    await whileNothingComes(async () => {
      await window.workbench.runCommand('House Style: Another');
      await bar('Stop Writing').waitFor();
      await window.workbench.screenshot('writing');
      await bar('Stop Writing').click();
      await bar('Keep').waitFor();
      await window.workbench.screenshot('stopped');
    });
    expect(await text()).toBe(before);
  });

  it('is gone with Discard, without a question', async () => {
    await window.workbench.runCommand('House Style: Discard');
    await window.workbench.tab('mapFirst.ts').waitFor({ state: 'detached' });
    expect(await isOnDisk('internal/operators/mapFirst.ts')).toBe(false);
    await window.workbench.screenshot('discarded');
  });

  it('is written no more when its editor is closed', async () => {
    await window.workbench.runCommand('House Style: Generate File in This Style…');
    await window.workbench.answer('internal/operators/mapLast.ts');
    await bar('Keep').waitFor({ timeout: minute });
    await whileNothingComes(async () => {
      await window.workbench.runCommand('House Style: Another');
      await bar('Stop Writing').waitFor();
      await window.workbench.tab('mapLast.ts').click({ button: 'middle' });
      await window.workbench.page.getByRole('button', { name: "Don't Save" }).click();
      await window.workbench.notification('is no longer written, as its editor was closed').waitFor();
      await window.workbench.screenshot('closed-while-writing');
    });
    expect(await isOnDisk('internal/operators/mapLast.ts')).toBe(false);
  });

  /** While what writes is held, so that nothing is done before the test has looked. */
  async function whileNothingComes(look: () => Promise<void>): Promise<void> {
    const [inference] = await window.server.processes('inference-process.cjs');
    process.kill(inference!.pid, 'SIGSTOP');
    try {
      await look();
    } finally {
      process.kill(inference!.pid, 'SIGCONT');
    }
  }

  async function openFolder(name: string): Promise<void> {
    await explorerRow(name).click();
    await window.workbench.page
      .locator('.explorer-folders-view .monaco-list-row[aria-expanded="true"]')
      .first()
      .waitFor();
  }

  function explorerRow(name: string): Locator {
    return window.workbench.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: window.workbench.page.getByText(name, { exact: true }) });
  }

  function bar(label: string): Locator {
    return window.workbench.page.locator('.editor-group-container.active .codelens-decoration > *', { hasText: label });
  }

  /** What the bar says about where the file comes from. */
  async function followed(): Promise<string> {
    const said = await bar('written after').allInnerTexts();
    return said.join('');
  }

  /** The lines that are seen. */
  async function text(): Promise<string> {
    await window.workbench.press('Control+Home');
    // At once, as lines come and go while it is read.
    const lines = await window.workbench.page.evaluate<readonly (readonly [number, string])[]>(
      `[...document.querySelectorAll(${JSON.stringify(`${editor} .view-lines .view-line`)})].map((line) => [
        line.getBoundingClientRect().top, line.textContent])`,
    );
    const sorted = [...lines].sort(([a], [b]) => a - b);
    return sorted.map(([, line]) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  async function isOnDisk(file: string): Promise<boolean> {
    return access(path.join(window.folder, file)).then(
      () => true,
      () => false,
    );
  }
});
