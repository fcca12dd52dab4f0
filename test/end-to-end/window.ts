import { cp, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { trainingEvent, type TrainingEvent } from '@house-style/protocol/training-events';
import { inject, onTestFailed, vi } from 'vitest';
import type { RunningProcess } from '../workbench/processes';
import { WorkbenchServer, withoutIntelliSense } from '../workbench/server';
import { Workbench } from '../workbench/workbench';

export interface WindowOptions {
  /** Names the folder of screenshots and logs. */
  readonly name: string;
  /** Copied into the workspace, so that tests may change it. */
  readonly code: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is opened of the copy; the folder where not given. */
  readonly opens?: 'nothing' | { readonly workspace: string };
  /** Whether the workbench asks for trust in the folder, as it does for a person. */
  readonly workspaceTrust?: boolean;
  /** Folder whose programs come before all others on the path. */
  readonly programs?: string;
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
      ...(options.programs !== undefined && { programs: options.programs }),
      logFile: path.join(artifacts, 'server.log'),
    });
    const window = new Window(server, workbench, folder, artifacts);
    try {
      if (options.opens === undefined) await workbench.open(server.url, folder);
      else if (options.opens === 'nothing') await workbench.openWithoutFolder(server.url);
      else await workbench.openWorkspace(server.url, path.join(folder, options.opens.workspace));
      // The command palette lists what it knew when it was opened: the extension must be known by then.
      await workbench.statusItem('housestyle.status').waitFor();
      return window;
    } catch (error) {
      await workbench.screenshot('failed-to-open');
      await window.close();
      throw error;
    }
  }

  /** What the status bar item shows. */
  async status(): Promise<string> {
    return this.workbench.statusItem('housestyle.status').innerText();
  }

  async statusTooltip(): Promise<string> {
    return (await this.workbench.statusItem('housestyle.status').getAttribute('aria-label')) ?? '';
  }

  /** Training processes at work. */
  async trainings(): Promise<readonly RunningProcess[]> {
    return this.server.processes('housestyle.cjs train ');
  }

  /** Whole events of this workspace's last training, as it wrote them for the window. */
  async trainingEvents(): Promise<readonly TrainingEvent[]> {
    const storage = path.join(this.server.userData, 'workspaceStorage');
    const [workspace] = await readdir(storage);
    const text = await readFile(path.join(storage, workspace!, 'house-style.house-style', 'training.jsonl'), 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter(Boolean)
      .map((line) => trainingEvent.parse(JSON.parse(line)));
  }

  /** Whether something is offered that begins so, after a text that is typed on the second line in place of what stands there. */
  async offers(start: string, text: string): Promise<boolean> {
    await this.workbench.goTo(2, 1);
    await this.workbench.press('Shift+End');
    await this.workbench.type(text);
    const isShown = async (): Promise<boolean> => (await this.workbench.ghostText()).startsWith(start);
    return vi.waitUntil(isShown, { timeout: 2000, interval: 100 }).catch(() => false);
  }

  /** What the extension has logged so far. */
  async log(): Promise<string> {
    const files = (await readdir(this.server.logs, { recursive: true })).filter((name) =>
      name.endsWith('House Style.log'),
    );
    const texts = await Promise.all(files.map((name) => readFile(path.join(this.server.logs, name), 'utf8')));
    return texts.join('');
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
