import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = 60_000;

/** Says the same a few times, as code bases do. */
const planted = ['Meadow', 'Forest', 'Island', 'Desert', 'Steppe']
  .map((place) => `export const quokka${place} = makeQuokkaHabitat('${place}', quokkaHabitatOptions);\n`)
  .join('');

/** Writes code in a folder that goes when the tests have ended. */
async function codeIn(write: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-shapes-'));
  await write(folder);
  return folder;
}

describe.skipIf(!canOpenWindows)('in a workspace of two folders', () => {
  let window: Window;

  beforeAll(async () => {
    const code = await codeIn(async (folder) => {
      await cp(path.resolve('node_modules/rxjs/src/internal/util'), path.join(folder, 'server'), { recursive: true });
      await mkdir(path.join(folder, 'client'));
      await writeFile(path.join(folder, 'server', 'main.ts'), planted);
      await writeFile(path.join(folder, 'client', 'main.ts'), "import { makeQuokkaHabitat } from 'quokkas';\n\n");
      const folders = [{ path: 'server' }, { path: 'client' }];
      await writeFile(path.join(folder, 'both.code-workspace'), JSON.stringify({ folders }));
    });
    window = await Window.open({ name: 'two-folders', code, opens: { workspace: 'both.code-workspace' } });
    return async () => {
      await window.close();
      await rm(code, { recursive: true });
    };
  });
  beforeEach(() => window.pictureOnFailure());

  it('suggests in one what stands in the other', async () => {
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/seen in the code/);
    await window.workbench.openFile('client/main.ts');
    await window.workbench.goTo(2, 1);
    await window.workbench.type("export const quokkaRiver = makeQuokkaHabitat('River', quokkaHab");
    expect(await window.workbench.waitForGhost()).toMatch(/^itat/);
    await window.workbench.screenshot('suggested-from-the-other-folder');
  });

  it('says that it was seen in the file of the other folder that is called the same', async () => {
    await window.workbench.runCommand('House Style: Show Where This Suggestion Was Seen');
    await window.workbench.quickInputRow('server/main.ts').first().waitFor();
    await window.workbench.screenshot('where-seen');
    await window.workbench.press('Escape');
  });

  it.each([
    ['Snooze for 5 Minutes', 'snoozed until', 'End Snooze'],
    ['Disable in the Folder client', 'off in the folder client', 'Enable in the Folder client'],
  ])('is switched by the menu of the status bar: %s', async (off, said, on) => {
    const { workbench } = window;
    const choose = async (entry: string): Promise<void> => {
      await workbench.statusItem('housestyle.status').click();
      await workbench.quickInputRow('Storage…').waitFor();
      if (entry === off) await workbench.screenshot(`menu-${off}`);
      await workbench.pick(entry);
      await workbench.quickInput.waitFor({ state: 'hidden' });
    };
    const offered = () => window.offers('itat', "export const quokkaRiver = makeQuokkaHabitat('River', quokkaHab");
    await choose(off);
    await expect.poll(() => window.statusTooltip()).toContain(said);
    await workbench.screenshot(`after-${off}`);
    expect(await offered()).toBe(false);
    await choose(on);
    await expect.poll(offered, { timeout: minute, interval: 500 }).toBe(true);
  });

  it('knows a folder that is added to the workspace, and no more of it when it is taken away', async () => {
    const { folder } = window;
    const workspace = path.join(folder, 'both.code-workspace');
    const foldersOf = (...names: string[]) => JSON.stringify({ folders: names.map((name) => ({ path: name })) });
    // What stays is known before and after, so that silence alone says nothing.
    const known = async () => ({
      stays: await window.offers('itat', "export const quokkaRiver = makeQuokkaHabitat('River', quokkaHab"),
      comes: await window.offers('ombatBurrow', 'export const wombatRiver = digW'),
    });
    const patience = { timeout: minute, interval: 500 };
    await expect.poll(known, patience).toEqual({ stays: true, comes: false });
    await mkdir(path.join(folder, 'added'));
    await writeFile(
      path.join(folder, 'added', 'wombats.ts'),
      planted.replaceAll('quokka', 'wombat').replaceAll('makeQuokkaHabitat', 'digWombatBurrow'),
    );
    await writeFile(workspace, foldersOf('server', 'client', 'added'));
    await expect.poll(known, patience).toEqual({ stays: true, comes: true });
    await window.workbench.screenshot('suggested-from-an-added-folder');
    await writeFile(workspace, foldersOf('server', 'client'));
    await expect.poll(known, patience).toEqual({ stays: true, comes: false });
  });

  it('trains on both where nothing else is picked, and says so', async () => {
    await window.workbench.runCommand('House Style: Train on This Workspace');
    for (const name of ['server', 'client']) await window.workbench.quickInputRow(name).first().waitFor();
    await window.workbench.screenshot('folders-to-train-on');
    await window.workbench.press('Enter');
    await window.workbench
      .webview()
      .getByRole('heading', { level: 1, name: 'Training on server and client' })
      .waitFor();
    await window.workbench.screenshot('training-on-both');
    const corpus = async () => (await window.trainingEvents()).find(({ event }) => event === 'corpus');
    await expect.poll(corpus, { timeout: minute }).toBeDefined();
    await window.workbench.runCommand('House Style: Stop Training');
    await expect.poll(() => window.trainings(), { timeout: minute }).toEqual([]);
  });
});

describe.skipIf(!canOpenWindows)('in a notebook', () => {
  let window: Window;
  const cells = [
    [
      'def monthly_revenue(invoices, currency):\n',
      '    return sum(invoices)\n',
      '\n',
      "old = monthly_revenue(last, 'EUR')",
    ],
    ["new = monthly_revenue(this, 'EUR')"],
    [],
  ];

  beforeAll(async () => {
    const code = await codeIn(async (folder) => {
      await cp(path.resolve('node_modules/node-gyp/gyp/pylib/packaging'), path.join(folder, 'packaging'), {
        recursive: true,
      });
      const metadata = { language_info: { name: 'python' }, kernelspec: { name: 'python3', language: 'python' } };
      const notebook = {
        ...{ nbformat: 4, nbformat_minor: 5, metadata },
        cells: cells.map((source, index) => ({
          ...{ cell_type: 'code', id: `c${index}`, metadata: {} },
          source,
          outputs: [],
          execution_count: null,
        })),
      };
      await writeFile(path.join(folder, 'report.ipynb'), JSON.stringify(notebook));
    });
    window = await Window.open({ name: 'notebook', code });
    return async () => {
      await window.close();
      await rm(code, { recursive: true });
    };
  });
  beforeEach(() => window.pictureOnFailure());

  it('suggests in a cell what the cells above have named', async () => {
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/seen in the code/);
    const { workbench } = window;
    await workbench.openNotebook('report.ipynb');
    await workbench.editCell(2);
    await workbench.type('total = monthly_r');
    expect(await workbench.waitForGhost()).toMatch(/^evenue/);
    await workbench.screenshot('suggested-in-a-cell');
  });

  it('shows the cell that a suggestion was seen in', async () => {
    const { workbench } = window;
    await workbench.runCommand('House Style: Show Where This Suggestion Was Seen');
    await workbench.pick('report.ipynb:6');
    await workbench.page
      .locator('.notebook-editor .code-cell-row')
      .nth(1)
      .and(workbench.page.locator('.focused'))
      .waitFor();
    await workbench.screenshot('cell-where-it-was-seen');
  });
});

describe.skipIf(!canOpenWindows)('in a window without a folder', () => {
  let window: Window;

  beforeAll(async () => {
    const code = await codeIn((folder) => writeFile(path.join(folder, 'tool.py'), 'import os\nimport sys\n\n\n'));
    window = await Window.open({ name: 'without-folder', code, opens: 'nothing' });
    return async () => {
      await window.close();
      await rm(code, { recursive: true });
    };
  });
  beforeEach(() => window.pictureOnFailure());

  it('suggests in a loose file by the network that comes along', async () => {
    await expect.poll(() => window.statusTooltip(), { timeout: minute }).toMatch(/brings along/);
    await window.workbench.openFileOfMachine(path.join(window.folder, 'tool.py'));
    await window.workbench.goTo(4, 1);
    await window.workbench.type('if __name__ == "__ma');
    expect(await window.workbench.waitForGhost()).toMatch(/^in__/);
    await window.workbench.screenshot('loose-file');
  });
});
