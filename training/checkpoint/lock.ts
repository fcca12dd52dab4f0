import { readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { Failure, isSystemError } from '@house-style/model/failure';
import lockfile from 'proper-lockfile';
import { writeFailure } from './write-atomically';

/**
 * A lock whose holder was silent for so long is anybody's. Long, because a step of a large network blocks the process
 * that refreshes it; a holder that was killed is found out by its process id, at once.
 */
const staleMilliseconds = 120_000;
const refreshMilliseconds = 5_000;
/** The lock that guards a takeover is held for milliseconds. */
const takeoverStaleMilliseconds = 2_000;
const takeoverRetries = { retries: 12, factor: 1, minTimeout: 250 };

/**
 * Takes the lock on an output file, so that two trainings never write one model.
 *
 * Beside the lock itself, a folder `MODEL.lock`, everybody who wants it first leaves a file `MODEL.lock.PID@HOST`. A
 * lock that nobody alive has left such a file for belonged to a process that was killed.
 *
 * @returns how to give it back.
 * @throws Failure `output-locked` while another process holds it, `output-unwritable` where no lock can be made.
 */
export async function lockOutput(model: string): Promise<() => Promise<void>> {
  const claim = `${model}.lock.${process.pid}@${hostname()}`;
  try {
    await writeFile(claim, '');
    const release = await lock(`${model}.lock`).catch(async (thrown: unknown) => {
      if (!isLocked(thrown) || (await claimedByOthers(model))) throw thrown;
      return await takeOver(model);
    });
    return async () => {
      await release().catch(() => {
        // Lost meanwhile to somebody who found it stale: nothing is left to give back.
      });
      await rm(claim, { force: true });
    };
  } catch (thrown) {
    if (!isLocked(thrown)) {
      await rm(claim, { force: true });
      throw writeFailure(`${model}.lock`, thrown);
    }
    if (await claimedByOthers(model)) await rm(claim, { force: true });
    throw new Failure(
      'output-locked',
      `Another training is writing ${model}: wait for it, stop it, or choose another --out.`,
      { cause: thrown },
    );
  }
}

/** Takes a dead process's lock. Only one of those who find it dead may remove it, hence a second, short lock. */
async function takeOver(model: string): Promise<() => Promise<void>> {
  const release = await lockfile.lock(model, {
    lockfilePath: `${model}.lock.takeover`,
    realpath: false,
    stale: takeoverStaleMilliseconds,
    retries: takeoverRetries,
    onCompromised: () => undefined,
  });
  try {
    if (!(await claimedByOthers(model))) await rm(`${model}.lock`, { recursive: true, force: true });
    return await lock(`${model}.lock`);
  } finally {
    await release();
  }
}

function lock(lockfilePath: string): Promise<() => Promise<void>> {
  return lockfile.lock(lockfilePath, {
    lockfilePath,
    realpath: false,
    stale: staleMilliseconds,
    update: refreshMilliseconds,
    // The default throws out of a timer and so ends the process: a training that runs on is the smaller harm.
    onCompromised: () => undefined,
  });
}

/** Whether a process that may be alive, other than this one, has claimed the lock; claims of dead ones are removed. */
async function claimedByOthers(model: string): Promise<boolean> {
  const folder = path.dirname(model);
  const prefix = `${path.basename(model)}.lock.`;
  let claimed = false;
  for (const name of await readdir(folder)) {
    const [, process_, host] = name.startsWith(prefix) ? (/^(\d+)@(.*)$/.exec(name.slice(prefix.length)) ?? []) : [];
    if (process_ === undefined || (Number(process_) === process.pid && host === hostname())) continue;
    if (host === hostname() && isDead(Number(process_))) await rm(path.join(folder, name), { force: true });
    else claimed = true;
  }
  return claimed;
}

function isDead(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return false;
  } catch (thrown) {
    return isSystemError(thrown) && thrown.code === 'ESRCH';
  }
}

function isLocked(thrown: unknown): boolean {
  return isSystemError(thrown) && thrown.code === 'ELOCKED';
}
