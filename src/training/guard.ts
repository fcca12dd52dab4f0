/**
 * Preloaded into the training process. It ties a process that outlives its window to the windows that want it: when the
 * stop file appears, or when no window on the workspace has shown a sign of life for a while, the process is told to
 * stop as Ctrl+C would, and so ends with a checkpoint. It also keeps the run's record fresh, by which windows tell a
 * living training from a pid that was given to another process.
 */
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { heartbeat, storageVariable, trainingStorage } from './storage';

/** Beats without a sign of life from any window: a minute, in which a window reloads. Beats, not time, so that sleep of the machine does not count. */
const patience = 30;

const folder = process.env[storageVariable];
if (folder !== undefined) guard(folder);

function guard(storageFolder: string): void {
  const storage = trainingStorage(storageFolder);
  let lastSign = 0;
  let beatsWithoutSign = 0;
  const timer = setInterval(() => {
    touch(storage.record);
    const sign = latestSign(storage.windows);
    beatsWithoutSign = sign === lastSign ? beatsWithoutSign + 1 : 0;
    lastSign = sign;
    if (existsSync(storage.stopRequest) || beatsWithoutSign > patience) {
      clearInterval(timer);
      stop();
    }
  }, heartbeat);
  timer.unref();
}

function stop(): void {
  // Raised inside the process, because a signal from outside ends a process at once on Windows.
  if (!process.emit('SIGTERM')) process.exit(143);
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The record is written just after the start and may be replaced at any moment.
  }
}

/** When a window last showed a sign of life, milliseconds since 1970; 0 where there is none. */
function latestSign(windows: string): number {
  try {
    return Math.max(0, ...readdirSync(windows).map((name) => statSync(path.join(windows, name)).mtimeMs));
  } catch {
    return 0;
  }
}
