import { existsSync } from 'node:fs';
import path from 'node:path';

/** Environment variable by which the command line is told where TensorFlow was set up. */
const folderVariable = 'HOUSE_STYLE_TENSORFLOW';

/** Where the extension keeps a TensorFlow of its own, for all workspaces. */
export function tensorflowFolder(globalStorage: string): string {
  return path.join(globalStorage, 'tensorflow');
}

/**
 * What a training process must know to find the TensorFlow that the extension has set up. Where it has set up none, the
 * process looks where a set-up in the terminal puts it.
 */
export function tensorflowEnvironment(folder: string): Readonly<Record<string, string>> {
  // Written when a set-up is whole and proved.
  const isSetUp = existsSync(path.join(folder, 'installation.json'));
  return isSetUp ? { [folderVariable]: folder } : {};
}
