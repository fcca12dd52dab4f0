// A server leads a group of processes, which execa has no way to end together.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { Installation } from './installation';
import { isAlive, type MarkedProcess, processesWith, type RunningProcess } from './processes';

/**
 * Marks, by the environment, everything that a server starts: `<pid of the test process> <folder of the state>`. So
 * what outlives its server is found, and what an interrupted test left behind is too.
 */
const marker = 'HOUSE_STYLE_TEST';

/** Quiet and the same on every run: no marketplace, no first-run pages, no experiments. */
const baseSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'files.hotExit': 'off',
  'editor.inlineSuggest.enabled': true,
} as const;

/** IntelliSense's own pop-ups take Tab too; tests about living with them leave this out. */
export const withoutIntelliSense = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.suggestOnTriggerCharacters': false,
} as const;

/** The editor makes its inline-completion part late; a key for the explicit trigger asks for it at any time. */
const keybindings = [
  { key: 'ctrl+alt+i', command: 'editor.action.inlineSuggest.trigger', when: 'editorTextFocus' },
] as const;

export interface ServerOptions {
  readonly installation: Installation;
  /** Packaged extensions to install, without any network. */
  readonly extensions: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the workbench asks for trust in a folder, as it does for a person. */
  readonly workspaceTrust?: boolean;
  /** Folder whose programs come before all others on the path. */
  readonly programs?: string;
  /** Where the server's own output goes. */
  readonly logFile: string;
}

/** A running workbench server with state of its own, on a free port of this machine only. */
export class WorkbenchServer {
  private constructor(
    readonly url: string,
    readonly pid: number,
    private readonly mark: string,
    private readonly state: string,
  ) {}

  static async start(options: ServerOptions): Promise<WorkbenchServer> {
    // Short, because Unix sockets inside may have at most 107 characters.
    const state = await mkdtemp(path.join(os.tmpdir(), 'workbench-'));
    const mark = `${process.pid} ${state}`;
    try {
      return await start(state, mark, options, (url, pid) => new WorkbenchServer(url, pid, mark, state));
    } catch (error) {
      await endProcesses(() => markedProcesses(mark));
      await rm(state, { recursive: true, force: true });
      throw error;
    }
  }

  /** Processes that the server started, directly or not, and that still run, whose command line holds `part`. */
  async processes(part: string): Promise<readonly RunningProcess[]> {
    return (await markedProcesses(this.mark)).filter(({ commandLine }) => commandLine.includes(part));
  }

  /** Log file folder of the workbench, with one folder a window. */
  get logs(): string {
    return path.join(this.state, 'data', 'logs');
  }

  get userData(): string {
    return path.join(this.state, 'data', 'User');
  }

  /** Where the extension keeps what is not of one workspace. */
  get globalStorage(): string {
    return path.join(this.userData, 'globalStorage', 'house-style.house-style');
  }

  /** Ends the server and whatever it left running, and removes its state. */
  async stop(): Promise<void> {
    if (isAlive(this.pid)) process.kill(this.pid, 'SIGTERM');
    for (let waited = 0; isAlive(this.pid) && waited < 5000; waited += 100) await delay(100);
    await endProcesses(() => markedProcesses(this.mark));
    await rm(this.state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function start<Started>(
  state: string,
  mark: string,
  options: ServerOptions,
  started: (url: string, pid: number) => Started,
): Promise<Started> {
  const data = path.join(state, 'data');
  const extensions = path.join(state, 'extensions');
  const home = path.join(state, 'home');
  await Promise.all([path.join(data, 'User'), extensions, home].map((folder) => mkdir(folder, { recursive: true })));
  await writeFile(path.join(data, 'User', 'settings.json'), JSON.stringify({ ...baseSettings, ...options.settings }));
  if (options.programs !== undefined) {
    // The editor takes the environment of a login shell over its own.
    await writeFile(path.join(home, '.profile'), `PATH="${options.programs}:$PATH"\n`);
  }
  await writeFile(path.join(data, 'User', 'keybindings.json'), JSON.stringify(keybindings));
  const configuration = path.join(state, 'config.yaml');
  await writeFile(configuration, 'auth: none\ncert: false\n');

  const environment = {
    ...withoutNpmAndTestRunner(process.env),
    PATH: `${path.dirname(options.installation.node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    HOME: home,
    EXTENSIONS_GALLERY: '{}',
    [marker]: mark,
  };
  const common = ['--config', configuration, '--user-data-dir', data, '--extensions-dir', extensions];
  for (const extension of options.extensions) {
    await execa(options.installation.node, [options.installation.entry, ...common, '--install-extension', extension], {
      env: environment,
      extendEnv: false,
    });
  }

  const parameters = [...common, '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry'];
  parameters.push(
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
  );
  // Else the extension host of a closed page would live on for hours.
  parameters.push('--reconnection-grace-time', '5');
  if (options.workspaceTrust !== true) parameters.push('--disable-workspace-trust');
  const server = spawn(options.installation.node, [options.installation.entry, ...parameters], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(options.logFile);
  server.stderr.pipe(log, { end: false });
  server.stdout.pipe(log, { end: false });

  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const timeout = setTimeout(() => reject(new Error(`The workbench did not start in a minute:\n${output}`)), 60_000);
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timeout);
      resolve(address);
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`The workbench ended with code ${String(code)}:\n${output}`)));
  });
  if (server.pid === undefined) throw new Error('The workbench has no process.');
  return started(url, server.pid);
}

/** What the server must not inherit: npm's settings for this repository and the test runner's own variables. */
function withoutNpmAndTestRunner(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(npm_|VITEST|NODE_|XDG_|VSCODE_|TEST$|CI$)/.test(name)),
  );
}

/** Ends the servers of test processes that were killed before they could, and removes what these left on the disk. */
export async function endAbandonedServers(): Promise<void> {
  const abandoned = async (): Promise<readonly MarkedProcess[]> =>
    (await processesWith(marker)).filter(({ mark }) => !isAlive(Number.parseInt(mark)));
  const states = new Set((await abandoned()).map(({ mark }) => mark.slice(mark.indexOf(' ') + 1)));
  await endProcesses(abandoned);
  for (const state of states) await rm(state, { recursive: true, force: true });
}

async function markedProcesses(mark: string): Promise<readonly MarkedProcess[]> {
  return (await processesWith(marker)).filter((process) => process.mark === mark);
}

async function endProcesses(find: () => Promise<readonly MarkedProcess[]>): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const { pid } of await find()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended by itself in the meantime.
      }
    }
    for (let waited = 0; waited < 5000 && (await find()).length > 0; waited += 100) await delay(100);
  }
}
