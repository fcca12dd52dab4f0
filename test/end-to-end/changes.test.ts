/** What is known keeps up with the code, and with what is taken back. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { canOpenWindows, Window } from './window';

/** Within so long what was changed outside is to be known, milliseconds; a switch of branches has longer. */
const soon = { timeout: 20_000, interval: 500 };
const minute = { timeout: 60_000, interval: 500 };
const minutes = { timeout: 180_000, interval: 500 };

/** Says the same a few times, as code bases do. */
function habits(animal: string, action: string): string {
  return ['Meadow', 'Forest', 'Island', 'Desert', 'Steppe']
    .map((place) => `export const ${animal}${place} = ${action}('${place}');\n`)
    .join('');
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', '-c', 'commit.gpgsign=false'];
  await execa('git', [...identity, ...args], { cwd: folder });
}

describe.skipIf(!canOpenWindows)('while a window is open', () => {
  let window: Window;

  beforeAll(async () => {
    const code = await mkdtemp(path.join(os.tmpdir(), 'house-style-changes-'));
    await cp(path.resolve('node_modules/rxjs/src/internal'), path.join(code, 'src'), { recursive: true });
    await writeFile(path.join(code, 'main.ts'), `import { a } from './a';\n\n${'// The end.\n'.repeat(3)}`);
    await git(code, 'init', '--quiet', '--initial-branch=main');
    await git(code, 'add', '--all');
    await git(code, 'commit', '--quiet', '--message=Begin');
    await git(code, 'switch', '--quiet', '--create=otters');
    // Some hundred files differ between the branches.
    await mkdir(path.join(code, 'otters'));
    await writeFile(path.join(code, 'otters/index.ts'), habits('otter', 'digOtterHolt'));
    for (const entry of await readdir(path.join(code, 'src'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const text = await readFile(file, 'utf8');
      await writeFile(path.join(code, 'otters', `${entry.name}.ts`), text.replaceAll('observable', 'otter'));
      await writeFile(file, `${text}// On the other branch.\n`);
    }
    await git(code, 'add', '--all');
    await git(code, 'commit', '--quiet', '--message=Otters');
    await git(code, 'switch', '--quiet', 'main');
    // What is known is tried here, not how sure it must be to be worth a look.
    window = await Window.open({ name: 'changes', code, settings: { 'housestyle.completion.frequency': 'eager' } });
    await window.workbench.openFile('main.ts');
    return async () => {
      await window.close();
      await rm(code, { recursive: true });
    };
  });
  beforeEach(() => window.pictureOnFailure());

  it('knows a file that another program makes, and another that it changes', async () => {
    await expect.poll(() => window.statusTooltip(), minutes).toMatch(/seen in the code/);
    const wombats = () => window.offers('ombatBurrow', 'export const wombatRiver = digW');
    expect(await wombats()).toBe(false);
    await writeFile(path.join(window.folder, 'wombats.ts'), habits('wombat', 'digWombatBurrow'));
    await expect.poll(wombats, soon).toBe(true);
    await window.workbench.screenshot('made-by-another-program');

    const badgers = () => window.offers('adgerSett', 'export const badgerRiver = digB');
    await writeFile(
      path.join(window.folder, 'wombats.ts'),
      habits('wombat', 'digWombatBurrow') + habits('badger', 'digBadgerSett'),
    );
    await expect.poll(badgers, soon).toBe(true);
  });

  it('keeps quiet right after deleting, until something is typed', async () => {
    const { workbench } = window;
    expect(await window.offers('adgerSett', 'export const badgerRiver = digB')).toBe(true);
    await workbench.press('Backspace');
    await expect.poll(() => workbench.ghostText(), soon).toBe('');
    await workbench.type('B');
    await expect.poll(() => workbench.ghostText(), soon).toMatch(/^adgerSett/);
  });

  it('counts what came of a suggestion that was accepted', async () => {
    const { workbench } = window;
    expect(await window.offers('adgerSett', 'export const badgerRiver = digB')).toBe(true);
    await workbench.press('Tab');
    await expect.poll(() => workbench.ghostText(), soon).not.toMatch(/^adgerSett/);
    await workbench.runCommand('House Style: Show Your Figures');
    const row = workbench.webview().getByRole('row', { name: 'Today' });
    // Half a minute later it is known that it was kept.
    await expect
      .poll(() => row.innerText({ timeout: 5000 }).catch(() => ''), minute)
      .toMatch(/^Today\s+\d+\s+1\s+1\s+\d+/);
    await workbench.screenshot('figures');
    await workbench.runCommand('View: Close Editor');
    await workbench.openFile('main.ts');
  });

  it('offers nothing of a file that another program deletes', async () => {
    await unlink(path.join(window.folder, 'wombats.ts'));
    await expect.poll(() => window.offers('ombatBurrow', 'export const wombatRiver = digW'), minute).toBe(false);
  });

  it('knows the other branch after a switch, and no more of it after the way back', async () => {
    const otters = () => window.offers('tterHolt', 'export const otterRiver = digO');
    expect(await otters()).toBe(false);
    await git(window.folder, 'switch', '--quiet', '--force', 'otters');
    await expect.poll(otters, minute).toBe(true);
    await window.workbench.screenshot('on-the-other-branch');
    await git(window.folder, 'switch', '--quiet', '--force', 'main');
    await expect.poll(otters, minute).toBe(false);
  });

  it('does not offer again what was typed, learned and undone', async () => {
    const { workbench } = window;
    await workbench.goTo(2, 1);
    await workbench.press('Shift+End');
    // Said three times, it is sure enough to be offered unasked.
    for (const key of ['a', 'b', 'c']) await workbench.type(`const pangolinDen = curlPangolin(${key}, 7);\n`, 20);
    const offered = async (): Promise<boolean> => {
      await workbench.goTo(5, 1);
      await workbench.press('Shift+End');
      await workbench.type('const pangol');
      const isShown = async (): Promise<boolean> => (await workbench.ghostText()).startsWith('inDen');
      return await vi.waitUntil(isShown, { timeout: 2000, interval: 100 }).catch(() => false);
    };
    await expect.poll(offered, minute).toBe(true);
    await workbench.screenshot('learned-as-typed');
    await workbench.goTo(2, 1);
    for (let line = 0; line < 4; line++) await workbench.press('Shift+ArrowDown');
    await workbench.press('Delete');
    await workbench.type('\n');
    expect(await window.offers('inDen', 'const pangol')).toBe(false);
    await workbench.screenshot('taken-back');
  });
});
