import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../workbench/browser';
import { installWorkbench, type Installation } from '../workbench/installation';

/** What every end-to-end test starts from. */
export interface EndToEnd {
  readonly browser: string;
  readonly installation: Installation;
  /** The packaged extension. */
  readonly extension: string;
  /** Folder for screenshots and logs. */
  readonly artifacts: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where this machine has no browser. */
    endToEnd: EndToEnd | null;
  }
}

const root = path.resolve(import.meta.dirname, '../..');
const howToGetABrowser =
  'install Chromium or Chrome (Debian: apt-get install chromium) or set CHROMIUM_PATH, then run npm test again.';

/** Runs once, before any end-to-end test: finds the browser, installs the workbench, packages the extension. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const browser = await findBrowser();
  if (browser === undefined) {
    if (process.env['CI'] === 'true') throw new Error(`No browser for the end-to-end tests: ${howToGetABrowser}`);
    say(`\n### END-TO-END TESTS SKIPPED: no browser found; ${howToGetABrowser}\n`);
    project.provide('endToEnd', null);
    return () => Promise.resolve();
  }
  const artifacts = path.join(root, 'artifacts', 'end-to-end');
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });
  const packaged = await mkdtemp(path.join(os.tmpdir(), 'house-style-package-'));
  project.provide('endToEnd', {
    browser,
    installation: await installWorkbench(say),
    extension: await packageExtension(packaged),
    artifacts,
  });
  return () => rm(packaged, { recursive: true, force: true });
}

/** Packages what `npm run build` left in `dist/`, with the same script that `npm run package` runs. */
async function packageExtension(folder: string): Promise<string> {
  await promisify(execFile)('npx', ['tsx', 'scripts/package.ts', folder], { cwd: root });
  const name = (await readdir(folder)).find((file) => file.endsWith('.vsix'));
  if (name === undefined) throw new Error(`scripts/package.ts left no VSIX in ${folder}.`);
  return path.join(folder, name);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
