import type { StopRequest } from './stop-signals';

/** What every command gets beside its own arguments. */
export interface Invocation {
  readonly stop: StopRequest;
  /** The exit status of a command that does what it was asked; 0 unless it says otherwise. */
  readonly outcome: { status: number };
}
