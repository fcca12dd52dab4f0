import type { StopSignal } from './exit-status';

const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface StopRequest {
  readonly signal: AbortSignal;
  /** What arrived, once something has. */
  received(): StopSignal | undefined;
}

/**
 * Turns the first signal to stop into an abort, so that the command ends in an orderly way; a second one of the same
 * kind ends the process at once, as it would by default.
 */
export function listenForStop(): StopRequest {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  for (const name of stopSignals) {
    process.once(name, () => {
      first ??= name;
      controller.abort();
    });
  }
  return { signal: controller.signal, received: () => first };
}
