/**
 * A real VS Code workbench for end-to-end tests: code-server, which is VS Code's own workbench and extension host behind
 * a local web page, and the Node.js version that it needs. Both come from the npm registry; nothing else is reached.
 */
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** VS Code 1.139.1. */
const codeServerVersion = '4.139.1';
/** code-server's pages fail under older versions of Node.js than the one it is built for. */
const nodeVersion = '24.21.0';

export interface Installation {
  /** The Node.js binary that runs the server. */
  readonly node: string;
  /** The server's entry point. */
  readonly entry: string;
}

/** Where the workbench is kept: one folder a version, shared by all checkouts of this user. */
function installationFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const asked = environment['HOUSE_STYLE_WORKBENCH'];
  if (asked) return path.resolve(asked);
  const cache = environment['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return path.join(cache, 'house-style', `workbench-${codeServerVersion}-node-${nodeVersion}`);
}

/**
 * The installed workbench, installed now if it is not there: about a minute and 450 MB.
 *
 * Two runs at once are safe: each installs into a folder of its own, and the one that is done first renames it into place.
 */
export async function installWorkbench(report: (line: string) => void): Promise<Installation> {
  const folder = installationFolder();
  const installation = {
    node: path.join(folder, 'node', 'bin', 'node'),
    entry: path.join(folder, 'server/out/node/entry.js'),
  };
  if (await exists(installation.entry)) return installation;

  report(`Installing VS Code's workbench for the end-to-end tests into ${folder} (once, about a minute, 450 MB).`);
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await installInto(unfinished, report);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await exists(installation.entry))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return installation;
}

async function installInto(folder: string, report: (line: string) => void): Promise<void> {
  const node = path.join(folder, 'node');
  const server = path.join(folder, 'server');
  const vscode = path.join(server, 'lib', 'vscode');
  await unpack(`node-${process.platform}-${process.arch}@${nodeVersion}`, node);
  await unpack(`code-server@${codeServerVersion}`, server);

  // code-server's own install script would compile every native module, although npm already holds them prebuilt.
  const environment = {
    ...process.env,
    PATH: `${path.join(node, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  for (const cwd of [server, vscode, path.join(vscode, 'extensions')]) {
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, env: environment });
  }
  await npm(['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: vscode,
    env: { ...environment, npm_config_nodedir: node },
  }).catch(() => {
    report('No C++ compiler here: the workbench runs without log files and without its Output panel.');
  });
  await removeUnused(vscode);
}

async function unpack(packageSpecification: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await npm(['pack', '--silent', packageSpecification], { cwd: folder });
  const archive = stdout.trim().split('\n').at(-1) ?? '';
  await execa('tar', ['xzf', archive, '--strip-components=1'], { cwd: folder });
  await rm(path.join(folder, archive));
}

/** Half of the size is tools for other platforms and for features that the tests do not touch. */
async function removeUnused(vscode: string): Promise<void> {
  const modules = path.join(vscode, 'node_modules');
  const unused = [
    ...[
      '@github',
      '@microsoft/mxc-sdk',
      '@vscode/sqlite3',
      '@vscode/windows-process-tree',
      '@vscode/spdlog/build/Release/obj.target',
    ].map((name) => path.join(modules, name)),
    ...['copilot', 'mermaid-markdown-features'].map((name) => path.join(vscode, 'extensions', name)),
  ];
  for (const prebuilt of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    const folder = path.join(modules, prebuilt);
    for (const platform of await readdir(folder).catch(() => [])) {
      if (platform !== `${process.platform}-${process.arch}`) unused.push(path.join(folder, platform));
    }
  }
  await Promise.all(unused.map((name) => rm(name, { recursive: true, force: true })));
}

function npm(
  parameters: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ stdout: string }> {
  return execa('npm', ['--loglevel=error', ...parameters], { ...options, extendEnv: options.env === undefined });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
