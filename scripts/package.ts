/**
 * Packages what `npm run build` left in `dist/` as a VSIX for one platform.
 *
 * Usage: `tsx scripts/package.ts [output folder]`
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');

/** @returns the path of the VSIX. */
export async function packageExtension(folder = root): Promise<string> {
  const target = await builtPlatform();
  const packagePath = path.join(folder, `${manifest.name}-${target}-${manifest.version}.vsix`);
  // `dist/` already holds the one dependency that is not bundled, for this platform only.
  await createVSIX({ cwd: root, packagePath, target, dependencies: false });
  return packagePath;
}

/** The platform whose native files the build left in `dist/`, as `linux-x64`. */
async function builtPlatform(): Promise<string> {
  const natives = path.join(root, 'dist/node_modules/onnxruntime-node/bin/napi-v6');
  const [system] = await readdir(natives).catch(() => {
    throw new Error('There is nothing to package yet: run `npm run build` first, or `npm run package` at once.');
  });
  const [processor] = await readdir(path.join(natives, system ?? ''));
  return `${system ?? ''}-${processor ?? ''}`;
}

if (process.argv[1] === import.meta.filename) {
  const vsix = await packageExtension(process.argv[2]);
  const megabytes = (await stat(vsix)).size / 1e6;
  console.log(`${vsix} (${megabytes.toFixed(1)} MB)`);
}
