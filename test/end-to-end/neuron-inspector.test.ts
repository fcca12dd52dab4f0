import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

const themes = { dark: 'Dark 2026', light: 'Light 2026', 'high-contrast': 'Dark High Contrast' } as const;
const widths = [1600, 900];
const height = 1100;
const file = 'internal/operators/bufferCount.ts';

describe.skipIf(!canOpenWindows)('the neuron inspector', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({ name: 'neuron-inspector', code: path.resolve('node_modules/rxjs/src') });
    await window.workbench.page.setViewportSize({ width: 1600, height });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('opens beside the file, coloured by a unit of the network that is there', async () => {
    await expect
      .poll(() => window.statusTooltip(), { timeout: 2 * minute })
      .toMatch(/seen in the code|from what is written/);
    await window.workbench.openFile(file);
    await window.workbench.goTo(60, 3);
    await window.workbench.runCommand('House Style: Inspect Neurons');
    await panel()
      .getByRole('heading', { level: 1, name: 'Neurons of internal/operators/bufferCount.ts' })
      .waitFor({ timeout: minute });
    await expect.poll(colours).toMatch(/rgba\((0, 114, 178|213, 94, 0)/);
    await panel()
      .getByText(/^Line 60, column 3: /)
      .waitFor();
    await window.workbench.screenshot('open');
  });

  it('changes unit and state by keys alone', async () => {
    const text = panel().locator('.text');
    const before = await colours();
    await text.press('n');
    await expect.poll(colours).not.toBe(before);
    expect(await unit().inputValue()).toBe('1');
    await text.press('p');
    await expect.poll(colours).toBe(before);
    await text.press('s');
    await expect.poll(colours, { timeout: minute }).not.toBe(before);
    await text.press('s');
    await expect.poll(colours).toBe(before);
  });

  it('tells what may come next, by the network and by all together', async () => {
    const text = panel().locator('.text');
    await text.press('ArrowRight');
    await panel()
      .getByText(/^Line 60, column 4: /)
      .waitFor();
    await panel().getByRole('columnheader', { name: 'All together' }).waitFor({ timeout: minute });
    expect(await panel().locator('table tbody tr').count()).toBeGreaterThan(2);
    // Of the network, of all together, and none again.
    const guesses = (): Promise<string> =>
      panel()
        .locator('.guess')
        .allTextContents()
        .then((all) => all.join(''));
    await text.press('e');
    await expect.poll(guesses).toMatch(/.{400}/);
    const ofNetwork = await guesses();
    await window.workbench.screenshot('likeliest');
    await text.press('e');
    await expect.poll(guesses, { timeout: minute }).toMatch(/.{400}/);
    expect(await guesses()).not.toBe(ofNetwork);
    await window.workbench.screenshot('likeliest-of-all-together');
    await text.press('e');
    await expect.poll(guesses).toBe('');
  });

  it('finds units by what they track, and shows one that is chosen', async () => {
    await panel().getByRole('button', { name: 'Find units' }).press('Enter');
    const comment = panel().locator('dt', { hasText: 'Inside a comment' });
    await comment.waitFor({ timeout: minute });
    const best = comment.locator('xpath=following-sibling::dd[1]').getByRole('button').first();
    const correlation = Number(/\((-?\d\.\d\d)\)/.exec(await best.innerText())?.[1]);
    expect(Math.abs(correlation)).toBeGreaterThan(0.5);
    await best.press('Enter');
    await expect.poll(() => unit().inputValue()).not.toBe('0');
    await panel().locator('.text').press('PageUp');
    await panel().locator('.text').press('Shift+ArrowDown');
    await expect.poll(() => panel().locator('.character.selected').count()).toBeGreaterThan(10);
  });

  it('looks as the editor does in every theme, wide and narrow', async () => {
    for (const [name, theme] of Object.entries(themes)) {
      await window.workbench.chooseTheme(theme);
      for (const width of widths) {
        await window.workbench.page.setViewportSize({ width, height });
        // Nothing of the page is cut off sideways.
        await expect.poll(overflow).toBeLessThanOrEqual(0);
        await window.workbench.screenshot(`${name}-${width}`);
      }
    }
    await window.workbench.page.setViewportSize({ width: 1600, height });
  });

  it('says when the file has changed, and reads it again', async () => {
    await window.workbench.tab('bufferCount.ts').click();
    await window.workbench.goTo(1, 1);
    await window.workbench.type('// new\n');
    await panel().getByText('The file has changed since it was read.').waitFor();
    await panel().getByRole('button', { name: 'Read again' }).click();
    await panel().getByText('The file has changed since it was read.').waitFor({ state: 'hidden' });
    await expect.poll(() => panel().locator('.row').first().innerText()).toContain('n');
  });

  it('writes a page that stands alone', async () => {
    await panel().getByRole('button', { name: 'Export as HTML' }).click();
    await window.workbench.quickInput.waitFor();
    await expect.poll(() => window.workbench.quickInput.inputValue()).toContain('bufferCount.ts.html');
    await window.workbench.press('Enter');
    const written = path.join(window.folder, 'bufferCount.ts.html');
    await expect
      .poll(
        () =>
          access(written).then(
            () => true,
            () => false,
          ),
        { timeout: minute },
      )
      .toBe(true);
    expect(await readFile(written, 'utf8')).toContain("default-src 'none'");
    await window.workbench.notification(/bufferCount\.ts\.html shows \d+ characters/).waitFor();
  });

  function panel(): FrameLocator {
    return window.workbench.webview();
  }

  function unit(): Locator {
    return panel().getByRole('spinbutton');
  }

  function colours(): Promise<string> {
    return panel()
      .locator('.letter')
      .evaluateAll((letters) =>
        letters.map((one) => (one as unknown as { style: { backgroundColor: string } }).style.backgroundColor).join(),
      );
  }

  /** Points that the page is wider than what is seen of it. */
  async function overflow(): Promise<number> {
    return panel()
      .locator('body')
      .evaluate((element) => {
        const { scrollWidth, clientWidth } = element as unknown as { scrollWidth: number; clientWidth: number };
        return scrollWidth - clientWidth;
      });
  }
});
