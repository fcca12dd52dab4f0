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
  // A page that was opened before would be shown again as it was left, its buttons switched off for a while.
  await window.workbench.runCommand('View: Close All Editors');
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
