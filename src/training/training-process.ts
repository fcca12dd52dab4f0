import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { privateFile } from '@house-style/protocol/private-files';
import type { TrainRequest } from '@house-style/protocol/settings';
import { tensorflowEnvironment } from '../gpu-setup/installation';
import { lowerPriority } from '../low-priority';
import { nodeArguments, nodeEnvironment } from '../node-runtime';
import { storageVariable, type TrainingStorage } from './storage';

/** The bundled scripts that a training process runs, and what they find beside them. */
export interface TrainingPrograms {
  /** The `housestyle` command line. */
  readonly housestyle: string;
  /** Preloaded: ties the process to the windows that want it. */
  readonly guard: string;
  /** Folder of the extension's own TensorFlow, which is used where it was set up. */
  readonly tensorflow: string;
}

/**
 * Starts the command line apart from this window: it writes to files, so that it lives on while the window reloads, and
 * takes the processor only when nothing else wants it.
 *
 * @returns its pid.
 * @throws the system's error when it cannot be started.
 */
export async function startTrainingProcess(
  programs: TrainingPrograms,
  storage: TrainingStorage,
  request: TrainRequest,
): Promise<number> {
  const output = await openPrivate(storage.events);
  const errors = await openPrivate(storage.errors);
  try {
    const args = [programs.housestyle, 'train', '--options-from-stdin', '--json'];
    const child = spawn(process.execPath, [...nodeArguments(), '--require', programs.guard, ...args], {
      detached: true,
      windowsHide: true,
      stdio: ['pipe', output.fd, errors.fd],
      env: { ...nodeEnvironment(), ...tensorflowEnvironment(programs.tensorflow), [storageVariable]: storage.folder },
    });
    await once(child, 'spawn');
    child.unref();
    const input = child.stdin as Writable;
    input.end(JSON.stringify(request));
    // A process that ends before it has read everything says itself why.
    await finished(input).catch(() => undefined);
    const pid = child.pid as number;
    lowerPriority(pid);
    return pid;
  } finally {
    await output.close();
    await errors.close();
  }
}

/** A new, empty file, whatever stood there and whoever could read that. */
async function openPrivate(file: string): Promise<FileHandle> {
  await rm(file, { force: true });
  return await open(file, 'wx', privateFile);
}
