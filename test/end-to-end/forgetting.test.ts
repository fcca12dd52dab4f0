import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;
const extension = 'house-style.house-style';

describe.skipIf(!canOpenWindows)('what was learned', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'forgetting',
      code: path.resolve('node_modules/rxjs/src/internal/util'),
      settings: { 'housestyle.pretrained': false },
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  /** Of the extension's storages, for this workspace and for all, the files in each. */
  async function stored(): Promise<readonly string[]> {
    const { userData } = window.server;
    const workspaces = path.join(userData, 'workspaceStorage');
    const storages = [
      ...(await readdir(workspaces)).map((hash) => path.join(workspaces, hash, extension)),
      path.join(userData, 'globalStorage', extension),
    ];
    const files = await Promise.all(storages.map((storage) => readdir(storage, { recursive: true }).catch(() => [])));
    return files.flat();
  }

  async function forget(command: string): Promise<void> {
    await window.workbench.runCommand(command);
    await window.workbench.page.locator('.monaco-dialog-box').waitFor();
    await window.workbench.screenshot('asked');
    await window.workbench.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Forget', exact: true })
      .click();
    await window.workbench.notification('House Style has forgotten').waitFor({ timeout: minute });
    await window.workbench.screenshot('forgotten');
  }

  it('is forgotten with all that is stored, and is learned again only when wanted', async () => {
    await expect.poll(stored, { timeout: minute }).toEqual(expect.arrayContaining(['corpus.jsonl', 'corpus.tables']));
    await forget('House Style: Forget Everything Learned of This Workspace');
    expect(await stored()).toEqual([]);
    expect(await window.server.processes('inference-process.cjs')).toEqual([]);

    await window.workbench.reload();
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/nothing learned yet/);
    expect(await stored()).toEqual([]);

    await window.workbench.runCommand('House Style: Learn This Workspace Again');
    await expect.poll(stored, { timeout: minute }).toEqual(expect.arrayContaining(['corpus.jsonl', 'corpus.tables']));
  });

  it('is listed with its size, and what is picked is deleted once that is confirmed', async () => {
    await expect.poll(stored, { timeout: minute }).toEqual(expect.arrayContaining(['corpus.jsonl', 'corpus.tables']));
    const { workbench } = window;
    const list = workbench.page.locator('.quick-input-widget');
    const row = (name: string) => list.locator('.monaco-list-row').filter({ hasText: name });
    for (const answer of ['Keep Everything', 'Delete']) {
      await workbench.runCommand('House Style: Storage…');
      await row('Copy of the code').waitFor();
      await workbench.screenshot('listed');
      for (const name of ['Tables', 'Copy of the code']) {
        const said = await row(name).textContent();
        expect(said).toMatch(/\d MB, last used today/);
        expect(said).not.toMatch(/(?<![\d.])0 MB/);
      }
      await row('Tables').click();
      await list.getByRole('button', { name: 'OK' }).click();
      await row(answer).waitFor();
      await workbench.screenshot('asked');
      await row(answer).click();
      if (answer !== 'Delete') expect(await stored()).toContain('corpus.tables');
    }
    await workbench.notification('deleted').waitFor({ timeout: minute });
    expect(await stored()).not.toContain('corpus.tables');
    expect(await stored()).toContain('corpus.jsonl');
  });

  it('is forgotten of all workspaces, in the midst of a training too', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    await expect.poll(() => window.trainings(), { timeout: minute }).toHaveLength(1);
    await forget('House Style: Forget Everything Learned of All Workspaces');
    expect(await stored()).toEqual([]);
    expect(await window.trainings()).toEqual([]);
  });
});
