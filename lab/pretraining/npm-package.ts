import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Fills a folder with what `fill` brings, whole or not at all; one that is there already stays as it is. */
export async function fillOnce(place: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (await exists(place)) return;
  const partial = `${place}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await fill(partial);
  await rename(partial, place);
}

/**
 * Unpacks a package from the npm registry into a folder. `npm pack` checks the archive against the registry's digest; a
 * version that was published never changes.
 *
 * @throws Error where npm cannot fetch it.
 */
export async function unpackNpmPackage(name: string, version: string, folder: string): Promise<void> {
  const args = ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder];
  const { stdout } = await execa('npm', args);
  const archive = stdout.split('\n').at(-1) ?? '';
  await execa('tar', ['-xzf', archive, '--strip-components=1'], { cwd: folder });
  await rm(path.join(folder, archive));
}

async function exists(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}
