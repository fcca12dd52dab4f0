import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

const themes = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  'high-contrast': 'Dark High Contrast',
} as const;
const widths = [1400, 700];

describe.skipIf(!canOpenWindows)('the training panel', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'training-panel',
      code: path.resolve('node_modules/rxjs/src'),
      settings: { 'housestyle.training.minutes': 1 },
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
    await expect.poll(validations, { timeout: minute }).toBeGreaterThan(1);
  });

  it('looks as the editor does in every theme, wide and narrow', async () => {
    await window.workbench.hideNotifications().catch(() => undefined);
    for (const [name, theme] of Object.entries(themes)) {
      await window.workbench.chooseTheme(theme);
      for (const width of widths) {
        await window.workbench.page.setViewportSize({ width, height: 1300 });
        await window.workbench.page.waitForTimeout(1000);
        await window.workbench.screenshot(`panel-${name}-${width}`);
      }
    }
  });

  function panel(): FrameLocator {
    return window.workbench.webview();
  }

  async function validations(): Promise<number> {
    return panel().locator('details tbody tr').count();
  }

  /** What is drawn, as an image. */
  async function curve(): Promise<string> {
    return panel()
      .locator('.curve canvas')
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
  }
});
