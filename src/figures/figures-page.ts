/** One's own figures in words, as a page of Markdown. */
import * as l10n from '@vscode/l10n';
import { byLanguage, type Counts, dateOf, type Days, savedShare, since } from './daily-figures';

/** Days of the table of languages. */
const month = 30;

export function figuresPage(days: Days, now: Date, locale: string): string {
  const number = new Intl.NumberFormat(locale);
  const share = (of: number | null): string =>
    of === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(of);
  const row = (name: string, counts: Counts): string => {
    const { shown, accepted, kept, saved } = counts;
    const cells = [
      name,
      ...[shown, accepted, kept, saved].map((value) => number.format(value)),
      share(savedShare(counts)),
    ];
    return `| ${cells.join(' | ')} |`;
  };
  const table = (first: string, rows: readonly string[]): string => {
    const heads = [
      first,
      l10n.t('Shown'),
      l10n.t('Accepted'),
      l10n.t('Kept'),
      l10n.t('Keystrokes saved'),
      l10n.t('Share of all keystrokes'),
    ];
    return [`| ${heads.join(' | ')} |`, `| --- |${' ---: |'.repeat(heads.length - 1)}`, ...rows].join('\n');
  };
  const spans: readonly (readonly [name: string, from: string])[] = [
    [l10n.t('Today'), dateOf(now)],
    [l10n.t('7 days'), dateOf(now, 6)],
    [l10n.t('30 days'), dateOf(now, month - 1)],
  ];
  const languages = byLanguage(days, dateOf(now, month - 1)).filter(([, { shown, saved }]) => shown + saved > 0);
  return [
    `# ${l10n.t('Your Figures')}`,
    l10n.t(
      'What came of suggestions in your own use, in all workspaces. It is counted on this machine and never leaves it.',
    ),
    table(
      l10n.t('When'),
      spans.map(([name, from]) => row(name, since(days, from))),
    ),
    ...(languages.length === 0
      ? []
      : [
          `## ${l10n.t('By language, 30 days')}`,
          table(
            l10n.t('Language'),
            languages.map(([language, counts]) => row(`\`${language.replace(/[`|\\\s]/g, '')}\``, counts)),
          ),
        ]),
    l10n.t(
      'Kept: accepted, and unchanged half a minute later. Keystrokes saved: the characters of what was kept, less one key for each suggestion that was taken. Share: of these and the characters that you typed. Suggestions that are taken word by word count when the last word is taken.',
    ),
    l10n.t('*House Style: Reset Your Figures* begins anew.'),
    '',
  ].join('\n\n');
}
