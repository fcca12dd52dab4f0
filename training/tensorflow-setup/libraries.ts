/** Brings TensorFlow's native library and its C headers: out of a wheel, or as the user has them. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '@house-style/protocol/failure';
import type { RunProgram } from './program';
import type { Tools } from './tools';

/** The version whose wheels were tried with the binding; docs/gpu.md lists the others that work. */
export const wheelVersion = '2.21.0';
/** Wheels are made for one Python each, but the libraries in them are the same: this one has them for years to come. */
const wheelPython = '3.12';

export type Flavour = 'cpu' | 'gpu';

/** What is fetched and what it takes on disk, measured with {@link wheelVersion}, megabytes. */
export const wheelSizes: Readonly<Record<Flavour, { readonly download: number; readonly disk: number }>> = {
  cpu: { download: 274, disk: 900 },
  gpu: { download: 3380, disk: 5400 },
};

/** Folders of headers that the binding includes, directly or not, of the 13,000 headers of a wheel. */
const headerFolders = ['tensorflow/c', 'tensorflow/core/platform'] as const;
/** The same, which one version has and another does not. */
const movingHeaderFolders = ['tensorflow/tsl', 'tsl', 'xla'] as const;

/**
 * Fills `folder` with `lib`, `include` and, for GPUs, `nvidia`, out of a wheel from PyPI or a wheel file.
 *
 * pip does the fetching: it knows the user's index, proxy and cache, goes on where a download broke off if it is new
 * enough, and checks hashes.
 */
export async function librariesFromWheel(
  { python }: Tools,
  folder: string,
  flavour: Flavour,
  wheel: string | undefined,
  run: RunProgram,
): Promise<void> {
  const unpacked = `${folder}.unpacked`;
  await rm(unpacked, { recursive: true, force: true });
  const install = async (requirements: readonly string[]) => {
    const args = [
      '-m',
      'pip',
      'install',
      '--target',
      unpacked,
      '--no-deps',
      '--no-compile',
      '--no-warn-script-location',
    ];
    const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--upgrade'];
    const forItsPython = ['--only-binary', ':all:', '--implementation', 'cp', '--python-version', pythonOf(wheel)];
    await run({
      program: python,
      args: [...args, ...quiet, ...forItsPython, ...requirements],
      code: 'download-failed',
      purpose: 'Fetching TensorFlow with pip',
      remedy:
        'Check that pip reaches its package index (proxy, index-url), or fetch a wheel elsewhere and name it with ' +
        '--libtensorflow FILE.whl.',
    });
  };
  const name = flavour === 'gpu' ? 'tensorflow' : 'tensorflow-cpu';
  await install([wheel ?? `${name}==${wheelVersion}`]);
  if (flavour === 'gpu') await install(await cudaRequirements(unpacked));

  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.join(partial, 'lib'), { recursive: true });
  const tensorflow = path.join(unpacked, 'tensorflow');
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    await take(path.join(tensorflow, library), path.join(partial, 'lib', library));
  }
  for (const headers of headerFolders) {
    await take(path.join(tensorflow, 'include', headers), path.join(partial, 'include', headers));
  }
  for (const headers of movingHeaderFolders) {
    const from = path.join(tensorflow, 'include', headers);
    if (existsSync(from)) await take(from, path.join(partial, 'include', headers));
  }
  if (flavour === 'gpu') await take(path.join(unpacked, 'nvidia'), path.join(partial, 'nvidia'));
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await rm(unpacked, { recursive: true, force: true });
}

/** The Python that a wheel is for, by its file name: pip takes no wheel for another Python unless it is told to. */
export function pythonOf(wheel: string | undefined): string {
  const [, major, minor] = /-cp(\d)(\d+)-/.exec(path.basename(wheel ?? '')) ?? [];
  return major === undefined || minor === undefined ? wheelPython : `${major}.${minor}`;
}

/** The NVIDIA packages that the wheel itself asks for, with its version bounds. */
async function cudaRequirements(unpacked: string): Promise<string[]> {
  const information = (await readdir(unpacked)).find((name) => /^tensorflow-.*\.dist-info$/.test(name));
  if (information === undefined) throw notAWheel(unpacked);
  return requirementsOf(await readFile(path.join(unpacked, information, 'METADATA'), 'utf8'), 'and-cuda');
}

/** Requirements of one extra, as a wheel's METADATA has them. */
export function requirementsOf(metadata: string, extra: string): string[] {
  const requirement = /^Requires-Dist: ([^;\n]+); extra == "([^"]+)"\s*$/gm;
  return [...metadata.matchAll(requirement)].flatMap(([, what, named]) =>
    named === extra && what !== undefined ? [what.trim()] : [],
  );
}

async function take(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    throw notAWheel(from, error);
  }
}

function notAWheel(where: string, cause?: unknown): Failure {
  return new Failure(
    'setup-failed',
    `The wheel does not hold ${path.basename(where)}: it must be a wheel of tensorflow or tensorflow-cpu for Linux ` +
      `(docs/gpu.md lists the versions that work).`,
    { cause },
  );
}

/**
 * Fills `folder` with a TensorFlow C library as TensorFlow publishes it: a folder, or a `.tar.gz` or `.zip` of one, with
 * `lib` and `include` in it.
 */
export async function librariesFromCLibrary(folder: string, source: string, run: RunProgram): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) throw new Failure('setup-failed', `${source} is not there: name a folder or an archive.`);
  if (found.isDirectory()) {
    await cp(source, partial, { recursive: true });
  } else {
    const args = ['-xf', path.resolve(source), '-C', partial];
    const remedy = 'Name a .tar.gz or .zip of the TensorFlow C library, or a wheel.';
    await run({ program: 'tar', args, purpose: `Unpacking ${source}`, remedy });
  }
  const header = path.join(partial, 'include', 'tensorflow', 'c', 'c_api.h');
  if ((await stat(header).catch(() => undefined)) === undefined) {
    throw new Failure('setup-failed', `${source} is no TensorFlow C library: it has no include/tensorflow/c/c_api.h.`);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}
