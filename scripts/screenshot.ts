/**
 * `npm run screenshot`: the README's pictures, one a theme, of ghost text as it comes in a real window: the packaged
 * extension in a workspace with the sources of RxJS, which nothing was ever trained on, and a new file of it being typed.
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

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;
type Theme = keyof typeof themes;

/** Points; pictures have twice as many pixels each way. */
const window = { width: 860, height: 380 };

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
/** All of the workspace's code is learned in less, on any machine that the checks run on. */
const longestLearning = 10 * 60_000;

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
    return suggestion;
  } finally {
    await workbench.close();
    await server?.stop();
    await rm(temporary, { recursive: true, force: true });
  }
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
  console.log(`${path.join(output, `ghost-text-${theme}.png`)}: ${JSON.stringify(suggestion)}`);
}
