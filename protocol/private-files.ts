/** Whatever is stored of somebody's code is for their own eyes. Windows has no such modes: there the profile's rights hold. */
import { chmod, mkdir } from 'node:fs/promises';

/** Mode of a file that only its owner reads and writes. */
export const privateFile = 0o600;

/** Mode of a folder that only its owner looks into. */
export const privateFolder = 0o700;

/** Makes a folder, and those above it that are missing, for its owner alone; one that is there already is closed too. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder });
  // Somebody else's, or on a file system without modes: what is written there is private all the same.
  await chmod(folder, privateFolder).catch(() => undefined);
}
