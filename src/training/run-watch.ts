import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processExists, type RunRecord } from './run-record';
import { heartbeat } from './storage';

/** Time between two looks. Milliseconds. */
export const lookInterval = 500;
/** Looks without a heartbeat after which a run is dead: two minutes, as a step of a large network lets no beat through. */
const patience = 240;
/** Looks in which a run that is alive shows it, but for the slowest. */
const looksForSign = (5 * heartbeat) / lookInterval;

/**
 * Tells a living training from one that has ended, and from another process that was given its pid: the guard in the
 * training process touches the record every two seconds. Looks are counted, not time: a machine that slept and a clock
 * that was set make any record look old.
 */
export class RunWatch {
  #sign: number | undefined;
  #looksWithoutSign = 0;

  /** @param path of the record. */
  constructor(
    private readonly path: string,
    private readonly record: RunRecord,
  ) {}

  /** Whether the recorded training is still at work; to be asked every {@link lookInterval}. */
  async isRunning(): Promise<boolean> {
    if (!processExists(this.record.pid)) return false;
    const sign = await lastTouched(this.path);
    this.#looksWithoutSign = sign === undefined || sign === this.#sign ? this.#looksWithoutSign + 1 : 0;
    this.#sign = sign;
    return this.#looksWithoutSign < patience;
  }
}

/** Whether a training that was recorded some time ago is at work: it was touched just now, or is while it is watched. */
export async function showsLife(path: string, { pid }: RunRecord, interval = lookInterval): Promise<boolean> {
  const first = await lastTouched(path);
  for (let look = 0; processExists(pid); look++) {
    const touched = await lastTouched(path);
    if (touched !== undefined && (touched !== first || Math.abs(Date.now() - touched) < 2 * heartbeat)) return true;
    if (look === looksForSign) return false;
    await sleep(interval, undefined, { ref: false });
  }
  return false;
}

/** When a file was last touched, milliseconds since 1970; undefined where it is not there. */
async function lastTouched(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
