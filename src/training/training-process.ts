import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import os from 'node:os';
import { tensorflowEnvironment } from '../gpu-setup/installation';
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
  commandLine: readonly string[],
): Promise<number> {
  const output = await open(storage.events, 'w');
  const errors = await open(storage.errors, 'w');
  try {
    const words = [...nodeArguments(), '--require', programs.guard, programs.housestyle, ...commandLine];
    const child = spawn(process.execPath, words, {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output.fd, errors.fd],
      env: { ...nodeEnvironment(), ...tensorflowEnvironment(programs.tensorflow), [storageVariable]: storage.folder },
    });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid as number;
    lowerPriority(pid);
    return pid;
  } finally {
    await output.close();
    await errors.close();
  }
}

function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch {
    // Some systems do not allow it; the training then competes with everything else, which is no reason to give it up.
  }
}
