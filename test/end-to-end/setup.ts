import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageExtension } from '../packaged-extension';
import { findBrowser } from '../workbench/browser';
import { installWorkbench, type Installation } from '../workbench/installation';
import { endAbandonedServers } from '../workbench/server';

/** What every end-to-end test starts from. */
export interface EndToEnd {
  readonly kind: 'ready';
  readonly browser: string;
  readonly installation: Installation;
  /** The packaged extension. */
  readonly extension: string;
  /** Folder for screenshots and logs. */
  readonly artifacts: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    endToEnd:
      | EndToEnd
      /** This machine has no browser. */
      | { readonly kind: 'skipped' }
      /** Told by each test, so that all other tests still run. */
      | { readonly kind: 'failed'; readonly reason: string };
  }
}

const root = path.resolve(import.meta.dirname, '../..');
const howToGetABrowser =
  'install Chromium or Chrome (Debian: apt-get install chromium) or set CHROMIUM_PATH, then run npm test again.';

/** Runs once, before all tests: finds the browser, installs the workbench, packages the extension. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const browser = await findBrowser();
  if (browser === undefined) {
    if (process.env['CI'] === 'true') {
      project.provide('endToEnd', { kind: 'failed', reason: `There is no browser here: ${howToGetABrowser}` });
    } else {
      say(`\n### END-TO-END TESTS SKIPPED: there is no browser here; ${howToGetABrowser}\n`);
      project.provide('endToEnd', { kind: 'skipped' });
    }
    return () => Promise.resolve();
  }
  try {
    const artifacts = path.join(root, 'artifacts', 'end-to-end');
    await rm(artifacts, { recursive: true, force: true });
    await mkdir(artifacts, { recursive: true });
    await endAbandonedServers();
    const installation = await installWorkbench(say);
    const extension = await packageExtension();
    project.provide('endToEnd', { kind: 'ready', browser, installation, extension, artifacts });
    return () => rm(path.dirname(extension), { recursive: true, force: true });
  } catch (error) {
    project.provide('endToEnd', { kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    return () => Promise.resolve();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
