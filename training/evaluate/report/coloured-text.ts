import type { Predictions } from '../predictions';
import type { ShownSuggestion } from '../replay';
import { escaped, html, Markup } from '../../charts/markup';

/** Bits from which on a character has the next colour. */
export const surpriseLevels = [0.5, 1, 2, 4, 7] as const;

/**
 * A file's text, each character coloured by what it cost; what came from accepted suggestions is underlined, and where
 * a suggestion was rejected stands a mark that says it.
 */
export function colouredText({ text, bits }: Predictions, shown: readonly ShownSuggestion[]): Markup {
  const accepted = new Map(shown.filter((one) => one.accepted).map((one) => [one.offset, one]));
  const rejected = new Map(shown.filter((one) => !one.accepted).map((one) => [one.offset, one]));
  const source: string[] = [];
  let stretch = '';
  let style = '';
  let offset = 0;
  let acceptedTo = 0;
  const flush = (): void => {
    if (stretch !== '') source.push(style === '' ? escaped(stretch) : `<i class="${style}">${escaped(stretch)}</i>`);
    stretch = '';
  };
  for (const [index, character] of text.entries()) {
    const miss = rejected.get(offset);
    if (miss !== undefined) {
      flush();
      source.push(html`<b title="${(100 * miss.confidence).toFixed(0)} %: ${miss.text}"></b>`.source);
    }
    const taken = accepted.get(offset);
    if (taken !== undefined) acceptedTo = offset + taken.text.length;
    const level = surpriseLevels.filter((from) => (bits[index] as number) >= from).length;
    const own = [level > 0 ? `s${level}` : '', offset < acceptedTo ? 'ok' : ''].filter(Boolean).join(' ');
    if (own !== style) {
      flush();
      style = own;
    }
    stretch += character;
    offset += character.length;
  }
  flush();
  return new Markup(`<pre>${source.join('')}</pre>`);
}
