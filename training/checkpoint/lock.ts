import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure, isSystemError } from '@house-style/protocol/failure';
import lockfile from 'proper-lockfile';
import { writeFailure } from '@house-style/protocol/write-atomically';

/** How a holder shows that it lives, and how others find out that it does not. */
interface LockTimes {
  /** A holder refreshes its lock this often, and others look this often whether it does. Milliseconds. */
  readonly refresh: number;
  /**
   * Looks without a change after which a lock is anybody's. Many, because a step of a large network blocks the process
   * that refreshes it; a holder that was killed is found out by its process id, at once. Looks, not age, because a
   * machine that slept or a clock that was set makes every lock look old, and holders live on.
   */
  readonly looks: number;
}

const defaultTimes: LockTimes = { refresh: 5_000, looks: 24 };
/** The lock that guards a takeover is held for milliseconds. */
const takeoverStaleMilliseconds = 2_000;
const takeoverRetries = { retries: 12, factor: 1, minTimeout: 250 };

const attempts = 4;
const longestWaitMilliseconds = 400;

/**
 * Takes the lock on an output file, so that two trainings never write one model.
 *
 * Beside the lock itself, a folder `MODEL.lock`, everybody who wants it first leaves a file `MODEL.lock.PID@HOST`. A
 * lock that nobody alive has left such a file for belonged to a process that was killed.
 *
 * A lock of the kernel's (`flock`) would end with its process, but Node.js offers none, and the packages that do are
 * compiled on the user's machine, where no compiler may be. It would also say nothing to another machine on many network
 * file systems, where a folder that is made once and a claim with a host's name still do.
 *
 * @returns how to give it back.
 * @throws Failure `output-locked` while another process holds it, `output-unwritable` where no lock can be made.
 */
export async function lockOutput(model: string, times = defaultTimes): Promise<() => Promise<void>> {
  const output = path.resolve(model);
  if (heldHere.has(output)) throw locked(model);
  heldHere.add(output);
  try {
    const unlock = await retryWhileLocked(() => lockForThisProcess(output, model, times));
    return async () => {
      await unlock();
      heldHere.delete(output);
    };
  } catch (thrown) {
    heldHere.delete(output);
    throw thrown;
  }
}

/** Outputs that this process has locked: files of claim tell processes apart, not two trainings within one. */
const heldHere = new Set<string>();

/**
 * Several who find a dead process's lock at once see each other's claims and take them for the holder's. They step back
 * and come again at random times; a real holder is still there then.
 */
async function retryWhileLocked<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'output-locked' || tries === attempts) throw thrown;
      await setTimeout(Math.random() * longestWaitMilliseconds);
    }
  }
}

async function lockForThisProcess(output: string, model: string, times: LockTimes): Promise<() => Promise<void>> {
  const claim = `${output}.lock.${process.pid}@${hostname()}`;
  try {
    await writeFile(claim, '');
    const release = await lock(`${output}.lock`, times).catch(async (thrown: unknown) => {
      if (!isLocked(thrown)) throw thrown;
      if (!(await claimedByOthers(output))) return await takeOver(output, times);
      const lastSign = await silentSince(`${output}.lock`, times);
      if (lastSign === undefined) throw thrown;
      return await takeOver(output, times, lastSign);
    });
    return async () => {
      await release().catch(() => {
        // Lost meanwhile to somebody who found it stale: nothing is left to give back.
      });
      await rm(claim, { force: true });
    };
  } catch (thrown) {
    await rm(claim, { force: true });
    throw isLocked(thrown) ? locked(model, thrown) : writeFailure(`${model}.lock`, thrown);
  }
}

function locked(model: string, cause?: unknown): Failure {
  return new Failure(
    'output-locked',
    `Another training is writing ${model}: wait for it, stop it, or choose another --out.`,
    { cause },
  );
}

/**
 * When the holder of a lock last refreshed it, where it did so long ago and does not while it is watched; undefined
 * where it is alive.
 */
async function silentSince(lockfilePath: string, { refresh, looks }: LockTimes): Promise<number | undefined> {
  const first = await lastRefresh(lockfilePath);
  // By the clock it may be old for other reasons than silence, but if it is not, somebody is there.
  if (first === undefined || Math.abs(Date.now() - first) < refresh * looks) return undefined;
  for (let look = 0; look < looks; look++) {
    await setTimeout(refresh);
    if ((await lastRefresh(lockfilePath)) !== first) return undefined;
  }
  return first;
}

async function lastRefresh(lockfilePath: string): Promise<number | undefined> {
  return await stat(lockfilePath).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/**
 * Takes a dead process's lock. Only one of those who find it dead may remove it, hence a second, short lock.
 *
 * @param lastSign of a holder that was silent while it was watched.
 */
async function takeOver(model: string, times: LockTimes, lastSign?: number): Promise<() => Promise<void>> {
  const release = await lockfile.lock(model, {
    lockfilePath: `${model}.lock.takeover`,
    realpath: false,
    stale: takeoverStaleMilliseconds,
    retries: takeoverRetries,
    onCompromised: () => undefined,
  });
  try {
    const silent = lastSign !== undefined && (await lastRefresh(`${model}.lock`)) === lastSign;
    if (silent || !(await claimedByOthers(model))) await rm(`${model}.lock`, { recursive: true, force: true });
    return await lock(`${model}.lock`, times);
  } finally {
    await release();
  }
}

function lock(lockfilePath: string, { refresh }: LockTimes): Promise<() => Promise<void>> {
  return lockfile.lock(lockfilePath, {
    lockfilePath,
    realpath: false,
    // Who is silent is found out by looking, not by the clock.
    stale: Infinity,
    update: refresh,
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
