/**
 * Sets TensorFlow up for training, once a user: packages, native library, binding, proof.
 *
 * Every step looks whether it is done already, so the same command goes on where an earlier one stopped and is quick
 * when all is there. `installation.json` is written last, so nothing uses half a set-up.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '@house-style/protocol/failure';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { lock } from 'proper-lockfile';
import {
  type Installation,
  installationFile,
  platform,
  readInstallation,
  tensorflowFolder,
  tensorflowPackage,
} from '../engines/tensorflow/installation';
import { buildBinding, hasBinding, packageFolder } from './binding';
import { type Flavour, librariesFromCLibrary, librariesFromWheel, wheelSizes, wheelVersion } from './libraries';
import { headersPackage } from './node-headers';
import { programRunner, type RunProgram } from './program';
import type { Proof } from './proof';
import { findTools, type Tools } from './tools';

/** Words after `npm` that fetch packages and ask for nothing else: no audit, no adverts, no look for a newer npm. */
export const npmInstall = [
  ...['install', '--ignore-scripts', '--omit=dev', '--loglevel=error'],
  ...['--no-audit', '--no-fund', '--no-update-notifier'],
] as const;

export interface SetUpOptions {
  readonly flavour: Flavour;
  /** Take the library out of a wheel from PyPI instead of the package's own download. */
  readonly fromWheel: boolean;
  /** A folder or an archive of the TensorFlow C library, or a wheel file. */
  readonly libtensorflow?: string;
  readonly folder?: string;
}

/** Runs the proof in a process of its own, because a library that does not fit this machine can end its process. */
export type Prove = (folder: string) => Promise<Proof>;

/** What is told on the way: a step begins, or a program that it runs has said something. */
export type SetUpEvent =
  { readonly kind: 'step'; readonly text: string } | { readonly kind: 'detail'; readonly text: string };

export interface SetUpResult {
  readonly folder: string;
  readonly installation: Installation;
  readonly proof: Proof;
}

/** node-gyp as it is pinned beside the package: a build must not depend on what else is installed. */
const nodeGypVersion = '12.4.0';

/**
 * @throws Failure `setup-failed`, `download-failed` or `disk-full`, with what to do; what was done before it is kept for the next run.
 */
export async function setUpTensorflow(
  options: SetUpOptions,
  prove: Prove,
  tell: (event: SetUpEvent) => void,
  signal?: AbortSignal,
): Promise<SetUpResult> {
  const folder = options.folder ?? tensorflowFolder();
  const step = (text: string) => tell({ kind: 'step', text });
  const run = programRunner((text) => tell({ kind: 'detail', text }), signal);
  const source = sourceOf(options);
  if (source === 'wheel' && process.platform !== 'linux') {
    throw new Failure(
      'setup-failed',
      'Wheels hold a usable TensorFlow library on Linux only: leave --from-wheel out here (docs/gpu.md).',
    );
  }
  const { libtensorflow } = options;
  // Before anything is fetched, which takes minutes.
  if (libtensorflow !== undefined && !existsSync(libtensorflow)) {
    throw new Failure('setup-failed', `${libtensorflow} is not there: name a folder, an archive or a wheel.`);
  }
  await mkdir(folder, { recursive: true });
  const release = await lock(folder, { stale: 60_000 }).catch((error: unknown) => {
    throw new Failure('setup-failed', `Another set-up is at work in ${folder}: wait for it to end.`, { cause: error });
  });
  try {
    const tools = await findTools({ pip: source === 'wheel', compiler: source !== 'package' });
    const plan = planOf(options);
    // Another library was asked for than the one that is here, or the last set-up had not come this far.
    const isBrought = (await readText(path.join(folder, 'plan.json'))) === plan;
    if (!isBrought) await removeBuilt(folder);
    await installPackages(folder, tools, step, run);
    if (isBrought) {
      step(`TensorFlow’s library is there already, in ${folder}.`);
    } else {
      await bringLibraries(folder, options, tools, step, run);
      await writeAtomically(path.join(folder, 'plan.json'), [Buffer.from(plan)]);
    }
    if (!(await hasBinding(folder))) {
      step('Compiling the binding: about 15 seconds.');
      await buildBinding(folder, librariesFolder(folder), run);
    }
    step('Proving it: one training step, fused and plain, must agree.');
    const proof = await prove(folder);
    const flavour = options.flavour;
    const installation: Installation = {
      package: tensorflowPackage.version,
      tensorflow: proof.version,
      ...{ flavour, source, platform: platform() },
    };
    if (JSON.stringify(await readInstallation(folder)) !== JSON.stringify(installation)) {
      await writeAtomically(installationFile(folder), [Buffer.from(`${JSON.stringify(installation, undefined, 2)}\n`)]);
    }
    return { folder, installation, proof };
  } finally {
    await release();
  }
}

function sourceOf({ fromWheel, libtensorflow }: SetUpOptions): Installation['source'] {
  if (libtensorflow !== undefined) return libtensorflow.endsWith('.whl') ? 'wheel' : 'libtensorflow';
  return fromWheel ? 'wheel' : 'package';
}

/** Everything that decides which library is brought, as text to compare. */
function planOf(options: SetUpOptions): string {
  const { flavour, libtensorflow } = options;
  const from =
    libtensorflow === undefined ? '' : createHash('sha256').update(path.resolve(libtensorflow)).digest('hex');
  const versions = { package: tensorflowPackage.version, wheel: wheelVersion, platform: platform() };
  return JSON.stringify({ source: sourceOf(options), flavour, from, ...versions });
}

const librariesFolder = (folder: string) => path.join(folder, 'libraries');

async function removeBuilt(folder: string): Promise<void> {
  for (const name of ['installation.json', 'plan.json']) await rm(path.join(folder, name), { force: true });
  for (const name of ['deps', 'lib', 'build']) {
    await rm(path.join(packageFolder(folder), name), { recursive: true, force: true });
  }
}

async function installPackages(
  folder: string,
  { npm: [program, ...args] }: Tools,
  step: (text: string) => void,
  run: RunProgram,
): Promise<void> {
  const manifest = {
    name: 'house-style-tensorflow',
    private: true,
    description: 'TensorFlow for House Style; `npm run setup:tensorflow` makes this folder.',
    dependencies: {
      [tensorflowPackage.name]: tensorflowPackage.version,
      [headersPackage.name]: headersPackage.version,
      'node-gyp': nodeGypVersion,
    },
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const file = path.join(folder, 'package.json');
  const done = path.join(folder, 'node_modules', '.package-lock.json');
  if ((await readText(file)) === text && (await readText(done)) !== undefined) return;
  await requireSpace(folder, 400);
  step(`Fetching ${tensorflowPackage.name} ${tensorflowPackage.version} from npm: about 60 MB, 320 MB on disk.`);
  await writeAtomically(file, [Buffer.from(text)]);
  await run({
    program,
    args: [...args, ...npmInstall],
    folder,
    code: 'download-failed',
    purpose: 'Fetching packages from npm',
    remedy: 'Check that npm reaches its registry (proxy, registry), then run the same command again.',
  });
}

async function bringLibraries(
  folder: string,
  options: SetUpOptions,
  tools: Tools,
  step: (text: string) => void,
  run: RunProgram,
): Promise<void> {
  const { flavour, libtensorflow } = options;
  const target = librariesFolder(folder);
  switch (sourceOf(options)) {
    case 'wheel': {
      const { download, disk } = wheelSizes[flavour];
      // While the wheel is unpacked it is there whole, beside what pip keeps.
      await requireSpace(folder, disk + 2 * download);
      const what = libtensorflow ?? `TensorFlow ${wheelVersion} from PyPI: about ${download} MB`;
      step(`Taking the library out of ${what}, ${disk} MB on disk.`);
      await librariesFromWheel(tools, target, flavour, libtensorflow, run);
      return;
    }
    case 'libtensorflow':
      step(`Taking the library from ${libtensorflow ?? ''}.`);
      await librariesFromCLibrary(target, libtensorflow ?? '', run);
      return;
    case 'package':
      await requireSpace(folder, flavour === 'gpu' ? 2500 : 900);
      step(`Running the package’s own install step: libtensorflow 2.9.1, about ${flavour === 'gpu' ? 430 : 130} MB.`);
      await ownInstallStep(folder, flavour, run);
  }
}

async function ownInstallStep(folder: string, flavour: Flavour, run: RunProgram): Promise<void> {
  const tools = path.join(folder, 'node_modules', '.bin');
  const remedy =
    'It fetches libtensorflow 2.9.1 from Google’s storage, which may not be reached from here: on Linux run the same ' +
    'command with --from-wheel, or name a TensorFlow C library with --libtensorflow FOLDER-or-ARCHIVE.';
  await run({
    program: process.execPath,
    args: [path.join('scripts', 'install.js'), flavour, 'download'],
    folder: packageFolder(folder),
    environment: {
      PATH: `${tools}${path.delimiter}${process.env['PATH'] ?? ''}`,
      ELECTRON_RUN_AS_NODE: '1',
    },
    purpose: 'The package’s own install step',
    remedy,
  });
  // The step ends well even where a part of it did not.
  if (!(await hasBinding(folder))) {
    throw new Failure('setup-failed', `The package’s own install step left no binding. ${remedy}`);
  }
}

/** @throws Failure `disk-full` where less than so many megabytes are free. */
async function requireSpace(folder: string, megabytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= megabytes) return;
  throw new Failure(
    'disk-full',
    `Setting up TensorFlow needs ${megabytes} MB in ${folder} and ${free} MB are free: make space, or name another ` +
      'folder with HOUSE_STYLE_TENSORFLOW.',
  );
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
