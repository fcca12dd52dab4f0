import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inject, onTestFailed } from 'vitest';
import { WorkbenchServer, withoutIntelliSense } from '../workbench/server';
import { Workbench } from '../workbench/workbench';

export interface WindowOptions {
  /** Names the folder of screenshots and logs. */
  readonly name: string;
  /** Copied into the workspace, so that tests may change it. */
  readonly code: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the workbench asks for trust in the folder, as it does for a person. */
  readonly workspaceTrust?: boolean;
}

/** Whether this machine can open a window at all. */
export const canOpenWindows = inject('endToEnd').kind !== 'skipped';

/** A window on a copy of real code, in an editor of its own where the packaged extension is installed. */
export class Window {
  private constructor(
    readonly server: WorkbenchServer,
    readonly workbench: Workbench,
    /** The workspace's folder. */
    readonly folder: string,
    private readonly artifacts: string,
  ) {}

  static async open(options: WindowOptions): Promise<Window> {
    const endToEnd = inject('endToEnd');
    if (endToEnd.kind !== 'ready') throw new Error(endToEnd.kind === 'failed' ? endToEnd.reason : 'No browser.');
    const artifacts = path.join(endToEnd.artifacts, options.name);
    const workbench = await Workbench.launch({ browser: endToEnd.browser, screenshots: artifacts });
    const folder = path.join(await realpath(await mkdtemp(path.join(os.tmpdir(), 'house-style-code-'))), 'code');
    await cp(options.code, folder, { recursive: true });
    const server = await WorkbenchServer.start({
      installation: endToEnd.installation,
      extensions: [endToEnd.extension],
      settings: { ...withoutIntelliSense, ...options.settings },
      workspaceTrust: options.workspaceTrust ?? false,
      logFile: path.join(artifacts, 'server.log'),
    });
    const window = new Window(server, workbench, folder, artifacts);
    try {
      await workbench.open(server.url, folder);
      return window;
    } catch (error) {
      await workbench.screenshot('failed-to-open');
      await window.close();
      throw error;
    }
  }

  /** Keeps what stood on the screen when the running test failed. */
  pictureOnFailure(): void {
    onTestFailed(({ task }) => this.workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`));
  }

  /** Keeps the workbench's logs, ends everything and removes the copy of the code. */
  async close(): Promise<void> {
    await this.workbench.close();
    await cp(this.server.logs, path.join(this.artifacts, 'logs'), { recursive: true }).catch(() => null);
    await this.server.stop();
    await rm(path.dirname(this.folder), { recursive: true, force: true });
  }
}
