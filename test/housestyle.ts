import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The packaged `housestyle` command, started as a user starts it, in any folder. */
export class Housestyle {
  constructor(private readonly extensionFolder: string) {}

  start(parameters: readonly string[]): { process: ChildProcess; ended: Promise<Ended> } {
    const bundle = path.join(this.extensionFolder, 'dist', 'housestyle.cjs');
    const child = spawn(process.execPath, [bundle, ...parameters], {
      cwd: path.dirname(this.extensionFolder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { process: child, ended };
  }

  async run(...parameters: string[]): Promise<Ended> {
    return this.start(parameters).ended;
  }
}
