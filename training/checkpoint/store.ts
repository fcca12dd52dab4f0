import { readFile, rename, rm, stat } from 'node:fs/promises';
import { Failure, isSystemError } from '@house-style/protocol/failure';
import type { Checkpoint } from './checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from './format';
import { removeLeftovers, writeAtomically } from '@house-style/protocol/write-atomically';

export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly path: string;
  /** What the user should know: that the newest one was damaged and the one before it was taken. */
  readonly notice?: string;
}

/**
 * The two checkpoints beside a model file: `MODEL.checkpoint`, and `MODEL.checkpoint.previous` for the day when the
 * newest one is damaged. At every moment of a write at least one whole one stands on the disk.
 */
export class CheckpointStore {
  readonly newest: string;
  readonly previous: string;

  constructor(model: string) {
    this.newest = `${model}.checkpoint`;
    this.previous = `${model}.checkpoint.previous`;
  }

  /** @throws Failure `disk-full` or `output-unwritable`; the checkpoints that stood before still stand. */
  async write(checkpoint: Checkpoint): Promise<void> {
    await writeAtomically(this.newest, encodeCheckpoint(checkpoint), async () => {
      await rename(this.newest, this.previous).catch(ignoreMissing);
    });
  }

  /** @throws Failure `no-checkpoint` where there is none, `checkpoint-damaged` where none that there is can be read. */
  async read(): Promise<FoundCheckpoint> {
    const newest = await readCheckpoint(this.newest);
    if (newest !== undefined && 'state' in newest) return { checkpoint: newest, path: this.newest };
    const previous = await readCheckpoint(this.previous);
    if (previous !== undefined && 'state' in previous) {
      return {
        checkpoint: previous,
        path: this.previous,
        ...(newest && {
          notice: `The newest checkpoint ${this.newest} is damaged (${newest.damage}); going on from the one before it.`,
        }),
      };
    }
    const damaged = newest ?? previous;
    if (damaged === undefined) {
      throw new Failure('no-checkpoint', `There is no checkpoint ${this.newest} to go on from: leave out --resume.`);
    }
    throw new Failure(
      'checkpoint-damaged',
      `The checkpoint ${newest === undefined ? this.previous : this.newest} cannot be used: ${damaged.damage}. ` +
        'Leave out --resume to train anew.',
    );
  }

  /** Whether a run was left unfinished here. */
  async exists(): Promise<boolean> {
    return (await this.read().catch(() => undefined)) !== undefined;
  }

  async remove(): Promise<void> {
    for (const file of [this.newest, this.previous]) await rm(file, { force: true });
    await removeLeftovers(this.newest);
  }
}

async function readCheckpoint(file: string): Promise<Checkpoint | { readonly damage: string } | undefined> {
  try {
    // A pipe or a device may never end.
    if (!(await stat(file)).isFile()) return { damage: 'it is not a file' };
    return decodeCheckpoint(await readFile(file));
  } catch (thrown) {
    if (isSystemError(thrown)) return thrown.code === 'ENOENT' ? undefined : { damage: thrown.message };
    throw thrown;
  }
}

function ignoreMissing(thrown: unknown): void {
  if (!isSystemError(thrown) || thrown.code !== 'ENOENT') throw thrown;
}
