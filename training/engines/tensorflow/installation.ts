/**
 * Where TensorFlow lives on this machine, and what was set up there.
 *
 * The npm package ships no native library, so `npm run setup:tensorflow` makes an npm project of its own in a per-user
 * folder, outside any checkout and any packaged extension: `npm ci` and an update never undo it.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

/** The npm package whose binding is built; `@tensorflow/tfjs-node` is the same code with another default download. */
export const tensorflowPackage = { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

/** Names the folder instead of the per-user one. */
const folderVariable = 'HOUSE_STYLE_TENSORFLOW';

const installationSchema = z.object({
  /** Version of {@link tensorflowPackage}. */
  package: z.string(),
  /** Version of the native library, as it says itself. */
  tensorflow: z.string(),
  /** Whether CUDA libraries came along. */
  flavour: z.enum(['cpu', 'gpu']),
  source: z.enum(['package', 'wheel', 'libtensorflow']),
  /** `process.platform` and `process.arch` that it was built for. */
  platform: z.string(),
});

export type Installation = z.infer<typeof installationSchema>;

/** `HOUSE_STYLE_TENSORFLOW`, or `house-style/tensorflow` in the user's data folder. */
export function tensorflowFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[folderVariable];
  if (named !== undefined && named !== '') return path.resolve(named);
  return path.join(userDataFolder(environment), 'house-style', 'tensorflow');
}

function userDataFolder(environment: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case 'win32':
      return environment['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support');
    default:
      return environment['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share');
  }
}

export function installationFile(folder: string): string {
  return path.join(folder, 'installation.json');
}

/** What is set up in a folder: written as the last step of a set-up that was proved, so there is no half of one. */
export async function readInstallation(folder: string): Promise<Installation | undefined> {
  let text: string;
  try {
    text = await readFile(installationFile(folder), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = installationSchema.safeParse(parseJson(text));
  return parsed.success && parsed.data.platform === platform() ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function platform(): string {
  return `${process.platform}-${process.arch}`;
}
