import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

/** A step of the walkthrough that is open, by its title. */
function step(window: Window, title: string): Locator {
  return window.workbench.page.locator('.gettingStartedContainer .getting-started-step', { hasText: title });
}

async function openWalkthrough(window: Window): Promise<void> {
  await window.workbench.runCommand('Welcome: Open Walkthrough...');
  await window.workbench.quickInput.fill('House Style');
  await window.workbench.pick('Get started with House Style');
  await step(window, 'Generate a file').waitFor();
}

/** Presses the button that a step has. */
async function press(window: Window, title: string, button: string): Promise<void> {
  await step(window, title).click();
  await step(window, title).getByRole('button', { name: button }).click();
}

describe.skipIf(!canOpenWindows)('the first minutes in a workspace that is not trusted', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'first-minutes',
      code: path.resolve('protocol'),
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
      workspaceTrust: true,
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('say what trust would unlock, and nothing of folders or training', async () => {
    await openWalkthrough(window);
    await step(window, 'Trust this workspace').waitFor();
    expect(await step(window, 'Open a folder of your code').count()).toBe(0);
    await window.workbench.screenshot('walkthrough-restricted');
    await press(window, 'Generate a file', 'Generate File in This Style…');
    await window.workbench.notification('only in workspaces that you trust').waitFor();
    await window.workbench.screenshot('generate-restricted');
  });

  it('go on with what was learned within seconds once it is trusted', async () => {
    await window.workbench.notificationButton('Manage Trust').click();
    await window.workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await expect.poll(() => window.statusTooltip(), { timeout: 2 * minute }).toMatch(/ready \(not trained yet\)/);
    await openWalkthrough(window);
    expect(await step(window, 'Trust this workspace').count()).toBe(0);
    await window.workbench.screenshot('walkthrough');
  });

  it('show pictures of the real thing, in a light and a dark window', async () => {
    for (const [name, theme] of [
      ['dark', 'Dark 2026'],
      ['light', 'Light 2026'],
    ] as const) {
      await window.workbench.chooseTheme(theme);
      for (const title of ['Type, and accept with Tab', 'Train on this workspace', 'Generate a file']) {
        await step(window, title).click();
        const picture = window.workbench.page.locator('.getting-started-media img');
        const source = async (): Promise<string> => (await picture.getAttribute('src')) ?? '';
        await expect.poll(source, { timeout: minute }).toMatch(new RegExp(`${name}\\.png`));
        const width = (): Promise<number> =>
          picture.evaluate((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth);
        await expect.poll(width, { timeout: minute }).toBeGreaterThan(100);
        await window.workbench.screenshot(`${name}-${title.split(' ')[0]!.replace(',', '')}`);
      }
    }
  });
});

describe.skipIf(!canOpenWindows)('the first minutes in a window without a folder', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({ name: 'no-folder', code: path.resolve('protocol'), opens: 'nothing' });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('speak of a folder, and show no notification by themselves', async () => {
    expect(await window.workbench.notification(/House Style/).count()).toBe(0);
    await openWalkthrough(window);
    await step(window, 'Open a folder of your code').waitFor();
    expect(await step(window, 'Trust this workspace').count()).toBe(0);
    await press(window, 'Generate a file', 'Generate File in This Style…');
    await window.workbench.notification('House Style learns from a folder').waitFor();
    await window.workbench.screenshot('generate-without-folder');
  });
});
