/**
 * What came of suggestions in one's own use, by day and language: the terms of `docs/metrics.md`, counted rather than
 * simulated.
 */
import * as z from 'zod';

const count = z.int().nonnegative();

const counts = z.object({
  /** New suggestions; what is left of one that is typed through is the same one. */
  shown: count,
  accepted: count,
  /** Of those accepted, those that stood unchanged half a minute later. */
  kept: count,
  /** Characters of what was kept, less a keystroke for each that took it. */
  saved: count,
  /** Characters that were typed. */
  typed: count,
});
export type Counts = z.infer<typeof counts>;

const day = z.object({ date: z.string().regex(/^\d{4}-\d\d-\d\d$/), languages: z.record(z.string(), counts) });
export const storedDays = z.array(day).max(1000);
/** One for each day on which anything was counted, oldest first. */
export type Days = z.infer<typeof storedDays>;

export const nothing: Counts = { shown: 0, accepted: 0, kept: 0, saved: 0, typed: 0 };

/** Days that are kept. */
const mostDays = 90;
/** Languages of a day; an editor has no more at work. */
const mostLanguages = 100;

/** Days with something more counted. */
export function withMore(days: Days, date: string, language: string, more: Partial<Counts>): Days {
  const known = days.find((one) => one.date === date) ?? { date, languages: {} };
  const before = known.languages[language];
  if (before === undefined && Object.keys(known.languages).length >= mostLanguages) return days;
  const languages = { ...known.languages, [language]: sum([before ?? nothing, { ...nothing, ...more }]) };
  return [...days.filter((one) => one.date !== date), { date, languages }]
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .slice(-mostDays);
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      shown: total.shown + one.shown,
      accepted: total.accepted + one.accepted,
      kept: total.kept + one.kept,
      saved: total.saved + one.saved,
      typed: total.typed + one.typed,
    }),
    nothing,
  );
}

/** All languages together, from a day on. */
export function since(days: Days, date: string): Counts {
  return sum(days.filter((one) => one.date >= date).flatMap(({ languages }) => Object.values(languages)));
}

/** Each language from a day on, those first that most was saved in. */
export function byLanguage(days: Days, date: string): readonly (readonly [language: string, counts: Counts])[] {
  const languages = new Map<string, Counts>();
  for (const one of days) {
    if (one.date < date) continue;
    for (const [language, of] of Object.entries(one.languages)) {
      languages.set(language, sum([languages.get(language) ?? nothing, of]));
    }
  }
  return [...languages].sort(([, a], [, b]) => b.saved - a.saved || b.typed - a.typed);
}

/** Share of the keystrokes that suggestions saved, 0 to 1; null where nothing was written. */
export function savedShare({ saved, typed }: Counts): number | null {
  return saved + typed === 0 ? null : saved / (saved + typed);
}

/** A day where the machine is, such as 2026-01-31, so many days before a moment. */
export function dateOf(moment: Date, daysBefore = 0): string {
  const date = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() - daysBefore);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
