import * as l10n from '@vscode/l10n';

const day = 86_400_000;

/** `today`, `Tuesday` in the week that has passed, before that `3 March 2026`; undefined for what is no date. */
export function dayText(date: Date, now: Date, locale: string): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined;
  const days = Math.round((midnight(now) - midnight(date)) / day);
  if (days === 0) return l10n.t('today');
  if (days === 1) return l10n.t('yesterday');
  const format: Intl.DateTimeFormatOptions = days > 0 && days < 7 ? { weekday: 'long' } : { dateStyle: 'long' };
  return new Intl.DateTimeFormat(locale, format).format(date);
}

/** Of the day that a moment is in, here. */
function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
