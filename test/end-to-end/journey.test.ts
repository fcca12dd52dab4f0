import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isHeldOut } from '@house-style/corpus/split';
import { isAlive } from '../workbench/processes';
import { minutesToTrainOn } from './training-time';
import { canOpenWindows, Window } from './window';

/** Held out of training, so that what is suggested in it was not read in it. */
const heldOut = 'internal/operators/bufferCount.ts';
/** A place in it that any author of this code base would finish in the same way. */
const place = { line: 3, before: 'import { createOpera', after: "torSubscriber } from './OperatorSubscriber';" };

const minute = 60_000;
/** Enough, from the pretrained network, for the habits that every file of this code base shares. */
const charactersToTrainOn = 1_500_000;

describe.skipIf(!canOpenWindows)('from an untrained workspace to code in the house style', () => {
  let window: Window;
  let minutes: number;
  let suggestion: string;

  beforeAll(async () => {
    minutes = await minutesToTrainOn(charactersToTrainOn);
    window = await Window.open({
      name: 'journey',
      code: path.resolve('node_modules/rxjs/src'),
      settings: { 'housestyle.training.minutes': minutes },
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('says that it is not trained yet', async () => {
    await expect.poll(() => window.status(), { timeout: minute }).toMatch(/learning your code|not trained yet/);
    await window.workbench.screenshot('not-trained');
  });

  it('suggests from the code alone before anything is trained', async () => {
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/from an index|seen in the code/);
    const begun = 'internal/operators/begun.ts';
    const lines = ["import { operate } from '../util/lift';", place.before.slice(0, -1)];
    await writeFile(path.join(window.folder, begun), lines.join('\n'));
    await window.workbench.openFile(begun);
    await window.workbench.goTo(lines.length, place.before.length);
    await window.workbench.type(place.before.slice(-1));
    expect(await window.workbench.waitForGhost()).toMatch(/^\w{2}/);
    await window.workbench.screenshot('untrained');
  });

  it('trains on the workspace and shows how good it gets', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    await window.workbench
      .webview()
      .getByText('files that it has never seen')
      .first()
      .waitFor({ timeout: 2 * minute });
    await window.workbench.screenshot('training');
  });

  it('goes on with the training when its panel is closed', async () => {
    const [training] = await window.trainings();
    await window.workbench.runCommand('View: Close Editor');
    await expect.poll(() => window.status(), { timeout: minute }).toMatch(/training [1-9]\d? %/);
    expect(training && isAlive(training.pid)).toBe(true);
    await window.workbench.screenshot('training-in-the-status-bar');
  });

  it('is ready when the training is done', async () => {
    await expect.poll(() => window.statusTooltip(), { timeout: (minutes + 3) * minute }).toMatch(/ready \(trained on/);
    expect(await window.trainings()).toEqual([]);
    await window.workbench.screenshot('ready');
  });

  it('suggests how to go on at a held-out place', async () => {
    expect(isHeldOut(heldOut)).toBe(true);
    expect(await lineOnDisk()).toBe(place.before + place.after);
    await window.workbench.openFile(heldOut);
    await retypeLastCharacter();
    suggestion = await window.workbench.waitForGhost();
    await window.workbench.screenshot('ghost-text');
    // So short a training may or may not be enough for what the authors wrote; it is enough to go on with the word.
    expect(suggestion).toMatch(/^\w{2}/);
  });

  it('keeps the rest of the suggestion while it is typed', async () => {
    await window.workbench.type(suggestion.slice(0, 2));
    await expect.poll(() => window.workbench.ghostText()).toBe(suggestion.slice(2));
    await window.workbench.screenshot('typed-through');
  });

  it('accepts with Tab, and the saved file holds it', async () => {
    await window.workbench.acceptGhost();
    await window.workbench.save();
    await window.workbench.screenshot('accepted');
    await expect.poll(lineOnDisk).toBe(place.before + suggestion);
  });

  it('suggests again by itself after its inference process was killed while typing', async () => {
    const [inference] = await window.server.processes('inference-process.cjs');
    await retypeLastCharacter();
    process.kill(inference!.pid, 'SIGKILL');
    await window.workbench.type(suggestion.slice(0, 1));
    await window.workbench.screenshot('inference-process-killed');
    const typeAgain = async (): Promise<string> => {
      await retypeLastCharacter();
      await window.workbench.page.waitForTimeout(500);
      return window.workbench.ghostText();
    };
    await expect.poll(typeAgain, { timeout: minute, interval: 500 }).toBe(suggestion);
    const [restarted] = await window.server.processes('inference-process.cjs');
    expect(restarted!.pid).not.toBe(inference!.pid);
    await window.workbench.screenshot('inference-process-back');
  });

  it('is silent while suggestions are disabled', async () => {
    await window.workbench.runCommand('House Style: Disable Suggestions');
    await expect.poll(() => window.status()).toMatch(/off/);
    await retypeLastCharacter();
    await window.workbench.press('Control+Alt+I');
    await window.workbench.page.waitForTimeout(2000);
    expect(await window.workbench.ghostText()).toBe('');
    await window.workbench.screenshot('disabled');

    await window.workbench.runCommand('House Style: Enable Suggestions');
    await retypeLastCharacter();
    expect(await window.workbench.waitForGhost()).toBe(suggestion);
    await window.workbench.acceptGhost();
    await window.workbench.save();
  });

  it('forgets what it learned from editing when told to', async () => {
    await window.workbench.runCommand('House Style: Reset What Was Learned From Editing');
    await window.workbench.notification('forgets what it learned from editing').waitFor();
    await window.workbench.screenshot('reset');
    await window.workbench.hideNotifications();
  });

  it('writes a file for a path into an untitled editor', async () => {
    await window.workbench.runCommand('House Style: Generate File in This Style…');
    await window.workbench.quickInput.fill('../elsewhere.ts');
    await window.workbench.quickInputRow('The path cannot leave the workspace.').first().waitFor();
    await window.workbench.screenshot('generate-refuses-a-path');
    await window.workbench.answer('internal/operators/mapCount.ts');
    await window.workbench.tab('mapCount.ts').waitFor();
    await window.workbench.notification('writing internal/operators/mapCount.ts').waitFor();
    await window.workbench.screenshot('generating');
    await window.workbench
      .notification('writing internal/operators/mapCount.ts')
      .waitFor({ state: 'detached', timeout: minute });
    await window.workbench.screenshot('generated');
    await window.workbench.save();
    const text = await readFile(path.join(window.folder, 'internal/operators/mapCount.ts'), 'utf8');
    expect(text).toMatch(/^import \{ /);
    expect(text.length).toBeGreaterThan(100);
  });

  it('stops a training with a checkpoint and goes on from it', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    await expect.poll(() => window.status(), { timeout: minute }).toMatch(/training [1-9]\d? %/);
    await window.workbench.screenshot('training-again');
    await window.workbench.runCommand('House Style: Stop Training');
    await expect.poll(() => window.trainings(), { timeout: minute }).toEqual([]);
    const stopped = await window.trainingEvents();
    const last = stopped.filter((event) => event.event === 'step').at(-1);
    await window.workbench.screenshot('stopped');

    await window.workbench.runCommand('House Style: Train on This Workspace');
    await expect
      .poll(async () => (await window.trainingEvents()).find((event) => event.event === 'step')?.step, {
        timeout: minute,
      })
      .toBeGreaterThanOrEqual(last!.step);
    await window.workbench.runCommand('House Style: Stop Training');
    await expect.poll(() => window.trainings(), { timeout: minute }).toEqual([]);
  });

  async function retypeLastCharacter(): Promise<void> {
    await window.workbench.goTo(place.line, place.before.length);
    await window.workbench.press('Shift+End');
    await window.workbench.press('Delete');
    await window.workbench.type(place.before.slice(-1));
  }

  async function lineOnDisk(): Promise<string | undefined> {
    return (await readFile(path.join(window.folder, heldOut), 'utf8')).split('\n')[place.line - 1];
  }
});
