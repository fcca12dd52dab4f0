/** The programs that a set-up builds and fetches with. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '@house-style/protocol/failure';

const execute = promisify(execFile);

export interface Tools {
  /** Words that run npm. */
  readonly npm: readonly [string, ...string[]];
  readonly python: string;
}

/** A program that must be there, and how people get it. */
interface Need {
  readonly name: string;
  readonly args: readonly (readonly [string, ...string[]])[];
  readonly from: string;
}

const onLinux = process.platform === 'linux';

/**
 * Finds npm and Python with pip, and sees that there is a compiler where one is needed.
 *
 * @throws Failure `setup-failed` naming everything that is missing.
 */
export async function findTools(needs: { readonly pip: boolean; readonly compiler: boolean }): Promise<Tools> {
  const npm = npmWords();
  const python = await firstThatRuns(['python3', 'python'].map((name) => [name, '--version'] as const));
  const missing: string[] = [];
  const check = async ({ name, args, from }: Need) => {
    if ((await firstThatRuns(args)) === undefined) missing.push(`${name} (${from})`);
  };
  await check({ name: 'npm', args: [[...npm, '--version']], from: 'it comes with Node.js' });
  if (python === undefined) missing.push(`Python 3 (${onLinux ? 'package python3' : 'python.org'})`);
  else if (needs.pip) {
    const from = onLinux ? 'package python3-pip' : '`python3 -m ensurepip`';
    await check({ name: 'pip', args: [[python, '-m', 'pip', '--version']], from });
  }
  if (needs.compiler && process.platform !== 'win32') {
    const from = onLinux ? 'package build-essential, or gcc-c++ and make' : '`xcode-select --install`';
    await check({ name: 'a C++ compiler', args: [['c++', '--version']], from });
    await check({ name: 'make', args: [['make', '--version']], from });
  }
  if (missing.length > 0 || python === undefined) {
    throw new Failure(
      'setup-failed',
      `Setting up TensorFlow needs what is missing here: ${missing.join('; ')}. Install it and run the same command again.`,
    );
  }
  return { npm, python };
}

/** npm as it runs this, where npm does; else the one on the path. */
function npmWords(): readonly [string, ...string[]] {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return [process.execPath, script];
  // On Windows npm is a script of the shell, which cannot be started as a program.
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm'] : ['npm'];
}

async function firstThatRuns(candidates: readonly (readonly [string, ...string[]])[]): Promise<string | undefined> {
  for (const [program, ...args] of candidates) {
    try {
      await execute(program, args);
      return program;
    } catch {
      continue;
    }
  }
  return undefined;
}
