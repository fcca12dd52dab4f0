import * as l10n from '@vscode/l10n';
import type { TrainingState } from './training-state';

/** What a person wants to know of a training at work: how far, how good, how long. */
export function progressText(state: TrainingState): string {
  switch (state.kind) {
    case 'preparing':
      return state.files === undefined
        ? l10n.t('Reading files…')
        : l10n.t('Read {0} files, choosing a network…', state.files);
    case 'running': {
      const { fraction, secondsLeft, predicted } = state;
      return [
        percent(fraction),
        // Of unseen files alone: what it predicts of those that it learns from means something else.
        ...(predicted === undefined ? [] : [l10n.t('predicts {0} of unseen files', percent(predicted))]),
        l10n.t('{0} left', duration(secondsLeft)),
      ].join(' · ');
    }
    case 'stopping':
      return l10n.t('Stopping at {0}, keeping what was learned…', percent(state.fraction));
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
  if (minutes < 1) return l10n.t('less than a minute');
  if (minutes < 60) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
