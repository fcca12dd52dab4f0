/**
 * `npm run screenshot`: the pictures of README and walkthrough, of each one a theme, as they come in a real window: the
 * packaged extension in a workspace with the sources of RxJS. Ghost text comes in a new file of it that is being typed,
 * before anything was trained; then the neuron inspector, the training panel near the end of a short training, and what
 * is asked for a file to write.
 *
 * Usage: `tsx scripts/screenshot.ts [output folder]`, after a build. Needs Chromium, as the end-to-end tests do.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { packageExtension } from './package';
import { findBrowser } from '../test/workbench/browser';
import { installWorkbench } from '../test/workbench/installation';
import { endAbandonedServers, WorkbenchServer, withoutIntelliSense } from '../test/workbench/server';
import { Workbench } from '../test/workbench/workbench';

const root = path.resolve(import.meta.dirname, '..');
const code = path.join(root, 'node_modules/rxjs/src');

const themes = { dark: 'Dark Modern', light: 'Light Modern' } as const;
type Theme = keyof typeof themes;

/** Points; pictures have twice as many pixels each way, but the inspector's. */
const window = { width: 860, height: 380 };
const panelWindow = { width: 860, height: 640 };
const inspectorWindow = { width: 1140, height: 640 };

/** An operator that RxJS does not have, as far as it is written. */
const file = 'internal/operators/everyNth.ts';
const written = `import { MonoTypeOperatorFunction } from '../types';
import { operate } from '../util/lift';
import { createOperatorSubscriber } from './OperatorSubscriber';

/**
 * Emits every \`count\`-th value of the source Observable and drops the others.
 *
 * @param count How many values of the source there are to each one emitted.
 */
export function everyNth<T>(count: number): MonoTypeOperatorFunction<T> {
  return operate((source, subscriber) => {
    let seen = 0;
    `;
/** Brackets that the editor has closed by itself. */
const closed = '\n  });\n}\n';
/** What is typed then. */
const typed = 'source.sub';
/** How long is trained for the picture, and which part of that is over when it is taken. */
const minutes = 3;
const partDone = 0.8;
/** A file of which the inspector is shown, and a unit of the pretrained network that follows its comments. */
const inspected = { file: 'internal/operators/take.ts', state: 'cell', unit: 43 };
/** An operator that is to be generated. */
const generated = 'internal/operators/mapCount.ts';
/** All of the workspace's code is learned in less, on any machine that the checks run on. */
const longestLearning = 10 * 60_000;
const longestTraining = 10 * 60_000;

/** Pictures the window in one theme, in a workspace of its own, and says what was suggested. */
async function picture(theme: Theme, folder: string): Promise<string> {
  const browser = await findBrowser();
  if (browser === undefined) throw new Error('There is no browser here: install Chromium or set CHROMIUM_PATH.');
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'house-style-picture-'));
  const workspace = path.join(temporary, 'rxjs');
  const workbench = await Workbench.launch({ browser, screenshots: temporary, viewport: window, deviceScaleFactor: 2 });
  let server: WorkbenchServer | undefined;
  try {
    await cp(code, workspace, { recursive: true });
    await writeFile(path.join(workspace, file), written + closed);
    server = await WorkbenchServer.start({
      installation: await installWorkbench(console.error),
      extensions: [await packageExtension(temporary)],
      settings: {
        ...withoutIntelliSense,
        'housestyle.training.minutes': minutes,
        'workbench.colorTheme': themes[theme],
        'workbench.activityBar.location': 'hidden',
        'workbench.layoutControl.enabled': false,
        'window.commandCenter': false,
        'editor.minimap.enabled': false,
        'editor.fontSize': 14,
        'editor.renderLineHighlight': 'none',
        // The whole file is in the picture.
        'editor.scrollBeyondLastLine': false,
        'editor.scrollbar.vertical': 'hidden',
        'editor.overviewRulerBorder': false,
        'editor.hideCursorInOverviewRuler': true,
        'editor.matchBrackets': 'never',
        'editor.renderFinalNewline': 'off',
        // When TypeScript has found out what is not used yet is a matter of chance.
        'editor.showUnused': false,
        'breadcrumbs.enabled': false,
      },
      workspaceTrust: false,
      logFile: path.join(temporary, 'server.log'),
    });
    await workbench.open(server.url, workspace);
    const status = workbench.statusItem('housestyle.status');
    await status.waitFor();
    await learned(status);
    await workbench.openFile(file);
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('View: Toggle Status Bar Visibility');
    await workbench.goTo(written.split('\n').length, 5);
    await workbench.type(typed);
    const suggestion = await workbench.waitForGhost();
    await workbench.page.screenshot({ path: path.join(folder, `ghost-text-${theme}.png`) });
    await workbench.page.setViewportSize(inspectorWindow);
    await inspectorPicture(workbench, path.join(folder, `inspector-${theme}.png`));
    await workbench.page.setViewportSize(panelWindow);
    await trainingPicture(workbench, path.join(folder, `training-${theme}.png`));
    await workbench.page.setViewportSize(window);
    await questionPicture(workbench, path.join(folder, `generate-${theme}.png`));
    return suggestion;
  } finally {
    await workbench.close();
    await server?.stop();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Pictures the neuron inspector beside a file, and closes it. */
async function inspectorPicture(workbench: Workbench, file: string): Promise<void> {
  await workbench.openFile(inspected.file);
  await workbench.runCommand('House Style: Inspect Neurons');
  const panel = workbench.webview();
  await panel.locator('.text').press('ArrowRight');
  await panel.getByLabel('State (s)').selectOption(inspected.state);
  await panel.getByLabel('Unit (n, p)').fill(String(inspected.unit));
  await panel.getByLabel('Unit (n, p)').press('Enter');
  await panel.getByText('All together').nth(1).waitFor();
  await panel.locator('.scale', { hasText: /[1-9]/ }).waitFor();
  // Away from the border between the editors, which lights up below the pointer.
  await workbench.page.mouse.move(inspectorWindow.width / 4, inspectorWindow.height / 2);
  // So many colours take four times the room in twice the size.
  await workbench.page.screenshot({ path: file, scale: 'css' });
  await workbench.runCommand('View: Close Editor');
}

/** Pictures the training panel near the end of a training, and waits for that. */
async function trainingPicture(workbench: Workbench, file: string): Promise<void> {
  await workbench.runCommand('House Style: Train on This Workspace');
  const panel = workbench.webview();
  await panel.locator('progress').waitFor();
  const done = (): Promise<number> =>
    panel.locator('progress').evaluate((progress) => {
      const { value } = progress as unknown as { readonly value: number };
      return value;
    });
  const until = Date.now() + longestTraining;
  while ((await done()) < partDone) {
    if (Date.now() > until) throw new Error('The training took too long.');
    await delay(500);
  }
  await workbench.page.screenshot({ path: file });
  await panel.locator('.state', { hasText: 'Done.' }).waitFor({ timeout: longestTraining });
}

/** Pictures what is asked for a file that is to be written. */
async function questionPicture(workbench: Workbench, file: string): Promise<void> {
  await workbench.openFile('internal/operators/map.ts');
  await workbench.hideNotifications().catch(() => undefined);
  await workbench.runCommand('House Style: Generate File in This Style…');
  await workbench.quickInput.fill(generated);
  await workbench.quickInputRow('Follows').first().waitFor();
  await workbench.page.screenshot({ path: file });
}

/** Waits until all of the workspace's code is learned. */
async function learned(status: Locator): Promise<void> {
  const until = Date.now() + longestLearning;
  for (;;) {
    const said = (await status.getAttribute('aria-label')) ?? '';
    if (said.includes('what was seen in the code')) return;
    if (Date.now() > until) throw new Error(`The code was not learned in time; the status bar says: ${said}`);
    await delay(500);
  }
}

await endAbandonedServers();
const output = path.resolve(process.argv[2] ?? path.join(root, 'media'));
for (const theme of ['dark', 'light'] as const) {
  const suggestion = await picture(theme, output);
  console.log(
    `${path.join(output, `{ghost-text,inspector,training,generate}-${theme}.png`)}: ${JSON.stringify(suggestion)}`,
  );
}
