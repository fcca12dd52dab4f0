import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

const themes = { dark: 'Dark 2026', light: 'Light 2026', 'high-contrast': 'Dark High Contrast' } as const;
const widths = [1400, 700];
/** High enough for most of the panel. */
const height = 1500;

describe.skipIf(!canOpenWindows)('the training panel', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'training-panel',
      code: path.resolve('node_modules/rxjs/src'),
      settings: { 'housestyle.training.minutes': 10 },
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('opens with a training, whose curve moves', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    await panel().getByRole('heading', { level: 1, name: 'Training on code' }).waitFor();
    await panel().locator('.curve canvas').waitFor({ timeout: minute });
    const before = await curve();
    await expect.poll(curve, { timeout: minute }).not.toEqual(before);
    await panel()
      .locator('.quality', { hasText: /^Predicts [1-9]\d? % of the characters of files that it has never seen\.$/ })
      .waitFor({
        timeout: 3 * minute,
      });
  });

  it('shows samples of what the network writes, which change', async () => {
    await expect.poll(shownSample, { timeout: 2 * minute }).not.toBe('');
    const before = await shownSample();
    // They may take a hundredth of the training's time: on a slow machine the next one takes its time to come.
    await expect.poll(shownSample, { timeout: 6 * minute }).not.toBe(before);
    await panel().getByRole('slider').press('Home');
    expect(await shownSample()).toBe(before);
    await panel().getByRole('slider').press('End');
  });

  it('tells what is read and lists what was left out', async () => {
    await panel()
      .getByText(/It learns from \d+ files/)
      .waitFor();
    await panel().getByRole('cell', { name: '*.ts' }).waitFor();
    await panel()
      .getByRole('button', { name: /nearly the same as another file/ })
      .click();
    await window.workbench.quickInput.waitFor();
    expect(await window.workbench.page.locator('.quick-input-list .monaco-list-row').count()).toBe(1);
    await window.workbench.press('Escape');
  });

  it('looks as the editor does in every theme, wide and narrow', async () => {
    for (const [name, theme] of Object.entries(themes)) {
      await window.workbench.chooseTheme(theme);
      for (const width of widths) {
        await window.workbench.page.setViewportSize({ width, height });
        // Nothing of the panel is cut off sideways.
        await expect.poll(overflow).toBeLessThanOrEqual(0);
        await window.workbench.screenshot(`${name}-${width}`);
      }
    }
    await window.workbench.page.setViewportSize({ width: 1400, height });
  });

  it('shows the whole curve again after the window was reloaded', async () => {
    const validations = await rows();
    expect(validations).toBeGreaterThan(1);
    await window.workbench.reload();
    await expect.poll(rows, { timeout: minute }).toBeGreaterThanOrEqual(validations);
    await window.workbench.screenshot('reloaded');
  });

  it('is stopped from there, and leaves a model that suggestions use', async () => {
    await panel().getByRole('button', { name: 'Stop', exact: true }).press('Enter');
    await panel()
      .locator('.state', { hasText: /^Stopped\. Suggestions use what it has learned so far\./ })
      .waitFor({ timeout: 3 * minute });
    expect(await window.trainings()).toEqual([]);
    await expect
      .poll(() => window.statusTooltip(), { timeout: minute })
      .toMatch(/ready \(trained on \d+ files, today\)/);
    expect(await window.workbench.notification(/stopped/).count()).toBe(0);
    await panel().getByRole('heading', { name: 'Models of this workspace' }).waitFor();
    await panel().getByRole('cell', { name: 'in use' }).waitFor();
    await window.workbench.screenshot('stopped');
  });

  function panel(): FrameLocator {
    return window.workbench.webview();
  }

  async function rows(): Promise<number> {
    return panel().locator('details tbody tr').count();
  }

  async function shownSample(): Promise<string> {
    const samples = panel().locator('.writing figure:not([hidden]) pre');
    return (await samples.count()) === 0 ? '' : ((await samples.last().textContent()) ?? '');
  }

  /** What is drawn, as an image. */
  async function curve(): Promise<string> {
    const canvas = panel().locator('.curve canvas');
    return canvas.evaluate((element) => (element as unknown as { toDataURL(): string }).toDataURL());
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
