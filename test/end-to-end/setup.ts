import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageExtension } from '../packaged-extension';
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
  const extension = await packageExtension();
  project.provide('endToEnd', {
    browser,
    installation: await installWorkbench(say),
    extension,
    artifacts,
  });
  return () => rm(path.dirname(extension), { recursive: true, force: true });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
