/** Makes the npm package load the libraries: links them where it expects them and builds its binding against them. */
import { access, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from '@house-style/protocol/failure';
import { tensorflowPackage } from '../engines/tensorflow/installation';
import { layNodeHeaders } from './node-headers';
import type { RunProgram } from './program';

/** The N-API version that the binding is built for, one of those that the package lists. */
const napiVersion = 8;

/** The npm package's own folder in the folder of the set-up. */
export function packageFolder(folder: string): string {
  return path.join(folder, 'node_modules', ...tensorflowPackage.name.split('/'));
}

/** Where the package looks for the compiled binding. */
function bindingFile(folder: string): string {
  return path.join(packageFolder(folder), 'lib', `napi-v${napiVersion}`, 'tfjs_binding.node');
}

export async function hasBinding(folder: string): Promise<boolean> {
  return access(bindingFile(folder)).then(
    () => true,
    () => false,
  );
}

/** Links `lib`, `include` and `nvidia` of `libraries` into the package and compiles the binding with node-gyp. */
export async function buildBinding(folder: string, libraries: string, run: RunProgram): Promise<void> {
  const home = packageFolder(folder);
  const dependencies = path.join(home, 'deps');
  await rm(dependencies, { recursive: true, force: true });
  // A real folder with links in it: the wheel's libraries look for CUDA's in ../nvidia of the folder they are found in.
  await mkdir(path.join(dependencies, 'lib'), { recursive: true });
  const link = (from: string, to: string) => symlink(path.join(libraries, from), path.join(dependencies, to));
  await link('include', 'include');
  const files = await readdir(path.join(libraries, 'lib'));
  for (const file of files) await link(path.join('lib', file), path.join('lib', file));
  for (const [name, target] of linkerNames(files)) {
    if (!files.includes(name)) await link(path.join('lib', target), path.join('lib', name));
  }
  if ((await readdir(libraries)).includes('nvidia')) await link('nvidia', 'nvidia');

  const output = path.dirname(bindingFile(folder));
  const options = {
    module: bindingFile(folder),
    module_name: 'tfjs_binding',
    module_path: output,
    napi_version: napiVersion,
    napi_build_version: napiVersion,
    nodedir: await layNodeHeaders(folder),
  };
  await run({
    program: process.execPath,
    args: [
      createRequire(path.join(folder, 'package.json')).resolve('node-gyp/bin/node-gyp.js'),
      'rebuild',
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    folder: home,
    // In an editor's process Node runs inside Electron, which must be told to be Node.
    environment: { ELECTRON_RUN_AS_NODE: '1' },
    purpose: 'Compiling the binding',
    remedy: 'The last lines say what the compiler missed.',
  });
}

/** The names that the linker asks for, with the files that stand in for them. */
function linkerNames(files: readonly string[]): [string, string][] {
  const find = (pattern: RegExp) => {
    const found = files.find((file) => pattern.test(file));
    if (found === undefined) {
      throw new Failure('setup-failed', 'The TensorFlow library is incomplete: it has no libtensorflow to link with.');
    }
    return found;
  };
  return [
    ['libtensorflow.so', find(/^libtensorflow(_cc)?\.(so|dylib)/)],
    ['libtensorflow_framework.so', find(/^libtensorflow_framework\.(so|dylib|2)/)],
  ];
}
