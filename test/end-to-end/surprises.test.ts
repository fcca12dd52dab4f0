import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;
const file = 'bufferCount.ts';
const other = 'map.ts';
const themes = { dark: 'Dark Modern', light: 'Light Modern', contrast: 'Dark High Contrast' };

describe.skipIf(!canOpenWindows)('what does not look like the code', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'surprises',
      code: path.resolve('node_modules/rxjs/src/internal/operators'),
      // Of a part of the code the language's own checks find fault with every import.
      settings: { 'housestyle.pretrained': false, 'typescript.validate.enable': false },
    });
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', window.folder, ...args], { encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'As it was');
    await change(file, 'arrRemove(buffers, buffer)', '_arrRemove(buffers, buffer)');
    await change(file, `'../util/lift'`, `"../util/lift"`);
    await change(other, 'let index = 0', 'let index = 1');
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  async function change(name: string, from: string, to: string): Promise<void> {
    const place = path.join(window.folder, name);
    const text = await readFile(place, 'utf8');
    expect(text).toContain(from);
    await writeFile(place, text.replace(from, to));
  }

  /** The dots under the beginning of each mark that is in sight. */
  function marks(): Locator {
    return window.workbench.page.locator('.monaco-editor .squiggly-hint');
  }

  function list(): Locator {
    return window.workbench.page.locator('.quick-input-widget .monaco-list-row');
  }

  it('is marked once that is asked for, says what the code would have and is mended by one key', async () => {
    const { workbench } = window;
    await expect.poll(() => window.statusTooltip(), { timeout: 2 * minute }).not.toMatch(/reading|learning/i);
    await workbench.openFile(file);
    expect(await marks().count()).toBe(0);
    await workbench.runCommand('House Style: Show Style Surprises');
    await expect.poll(() => marks().count(), { timeout: 2 * minute }).toBe(1);
    for (const [theme, name] of Object.entries(themes)) {
      await workbench.chooseTheme(name);
      await workbench.goTo(2, 26);
      await workbench.runCommand('Show or Focus Hover');
      const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'This code would have' });
      await hover.waitFor();
      await expect.poll(() => hover.innerText()).toContain('It is done so here');
      await workbench.screenshot(`marked-${theme}`);
      expect(await hover.innerText()).toMatch(
        /This code would have “'\.\.\/util\/lift'” here \(\d+ %\)\..*House Style/s,
      );
      await workbench.press('Escape');
    }
    await workbench.press('Control+.');
    await workbench.page.getByText('Replace with what this code would have').first().waitFor();
    await workbench.screenshot('mended-by');
    await workbench.press('Enter');
    await expect.poll(() => marks().count(), { timeout: minute }).toBe(0);
    await workbench.save();
    await expect
      .poll(() => readFile(path.join(window.folder, file), 'utf8'), { timeout: minute })
      .toContain(`import { operate } from '../util/lift';`);
  });

  it('in a change is listed, the most surprising first, and shown while one moves', async () => {
    const { workbench } = window;
    await workbench.runCommand('House Style: Review My Change for Style');
    await expect.poll(() => list().count(), { timeout: 2 * minute }).toBe(2);
    await workbench.screenshot('reviewed');
    expect(await list().first().innerText()).toContain('_arrRemove');
    expect(await list().nth(1).innerText()).toContain('let index = 1');
    await workbench.press('ArrowDown');
    await workbench.tab(other).waitFor();
    await workbench.screenshot('moved');
    await workbench.press('Enter');
    await list().first().waitFor({ state: 'hidden' });
  });

  it('is marked no more once it is hidden', async () => {
    const { workbench } = window;
    await workbench.tab(file).click();
    await workbench.goTo(98, 1);
    await marks().first().waitFor({ timeout: minute });
    await workbench.runCommand('House Style: Hide Style Surprises');
    await expect.poll(() => marks().count()).toBe(0);
  });
});
