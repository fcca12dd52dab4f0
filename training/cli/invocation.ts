import type { StopRequest } from './stop-signals';

/** What every command gets beside its own arguments. */
export interface Invocation {
  readonly stop: StopRequest;
}
