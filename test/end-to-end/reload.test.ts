import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

describe.skipIf(!canOpenWindows)('a training', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'reload',
      code: path.resolve('node_modules/rxjs/src/internal/operators'),
      // A training from the pretrained network would soon have read so little code often enough, and end.
      settings: { 'housestyle.training.minutes': 60, 'housestyle.pretrained': false },
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('is found again after its window was reloaded', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    await expect.poll(() => window.status(), { timeout: minute }).toMatch(/training \d+ %/);
    const [training] = await window.trainings();

    await window.workbench.reload();
    await expect.poll(() => window.status(), { timeout: minute }).toMatch(/training \d+ %/);
    await window.workbench.webview().locator('.curve canvas').waitFor();
    expect(await window.trainings()).toEqual([training]);
    await window.workbench.screenshot('found-again');
  });

  it('ends with a checkpoint when no window is left that wants it', async () => {
    await window.workbench.page.goto('about:blank');
    await expect.poll(() => window.trainings(), { timeout: 3 * minute, interval: 1000 }).toEqual([]);
    const events = await window.trainingEvents();
    expect(events.map(({ event }) => event)).toContain('checkpoint');
    expect(events.at(-1)).toMatchObject({ event: 'error', code: 'interrupted' });
  });

  it('goes on from there in the next window', async () => {
    const before = (await window.trainingEvents()).filter((event) => event.event === 'checkpoint').at(-1)!.step;
    await window.workbench.open(window.server.url, window.folder);
    await window.workbench.statusItem('housestyle.status').waitFor();
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/ready|learning|nothing learned/);
    await window.workbench.runCommand('House Style: Train on This Workspace');
    const firstStep = async (): Promise<number | undefined> =>
      (await window.trainingEvents()).find((event) => event.event === 'step')?.step;
    await expect.poll(firstStep, { timeout: minute }).toBe(before + 1);
    await window.workbench.runCommand('House Style: Stop Training');
    await expect.poll(() => window.trainings(), { timeout: minute }).toEqual([]);
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/stopped/);
    await window.workbench.screenshot('stopped');
  });
});
