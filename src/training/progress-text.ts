import type { TrainingState } from './training-state';

/** What a person wants to know of a training at work: how far, how good, how long. */
export function progressText(state: TrainingState): string {
  switch (state.kind) {
    case 'preparing':
      return state.files === undefined ? 'Reading files…' : `Read ${state.files} files, choosing a network…`;
    case 'running': {
      const bits = state.heldOutBitsPerCharacter ?? state.bitsPerCharacter;
      return [
        percent(state.fraction),
        ...(bits === undefined ? [] : [`${bits.toFixed(2)} bits per character`]),
        `${duration(state.secondsLeft)} left`,
      ].join(' · ');
    }
    case 'stopping':
      return `Stopping at ${percent(state.fraction)}, keeping what was learned…`;
    case 'idle':
    case 'done':
    case 'stopped':
    case 'failed':
      return '';
  }
}

/** `43 %`; rounded down, so that 100 % is said only when it is true. */
export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** `less than a minute`, `1 min`, `12 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
