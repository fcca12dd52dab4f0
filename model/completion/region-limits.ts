/** What may come by itself in comments and strings, which not everybody wants to be helped with. */
import path from 'node:path';
import type { CompletionPreferences, QuietReason } from '@house-style/protocol/inference-messages';
import type { RegionRule } from '@house-style/protocol/settings';
import { type Language, languageOf } from '../structure/languages';
import { afterLine, atTop, type LexicalState, type Region, regionAt } from '../structure/lexical-state';

/** Lines of a document that were read, so that a keystroke reads none of them again. */
interface LinesRead {
  readonly text: string;
  readonly state: LexicalState;
}

export type RegionLimit =
  | { readonly kind: 'quiet'; readonly reason: QuietReason }
  | { readonly kind: 'limited'; readonly mayGoOn: (text: string, character: string) => boolean };

const wordCharacter = /[\p{L}\p{N}_$]/u;
const reasons = { comment: 'in-comment', string: 'in-string' } as const;
const linesRead = new WeakMap<object, LinesRead>();

/**
 * Undefined where everything may come. Whoever does not want comments is not offered one either, where there is none yet.
 *
 * @param document what is kept of it is forgotten with it.
 */
export function regionLimit(
  document: { readonly path: string; readonly text: string },
  offset: number,
  { inComments = 'on', inStrings = 'on' }: CompletionPreferences,
): RegionLimit | undefined {
  if (inComments === 'on' && inStrings === 'on') return undefined;
  const rules: Readonly<Record<Region, RegionRule>> = { code: 'on', comment: inComments, string: inStrings };
  const language = languageOf(path.posix.extname(document.path).toLowerCase());
  const before = document.text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const state = stateAt(document, before.slice(0, start), language);
  const line = before.slice(start);
  const region = regionAt(state, line, language);
  if (region !== 'code') {
    const isInWord = wordCharacter.test(line.at(-1) ?? '');
    if (rules[region] === 'off' || (rules[region] === 'words' && !isInWord)) {
      return { kind: 'quiet', reason: reasons[region] };
    }
    if (rules[region] === 'words') return { kind: 'limited', mayGoOn: (_, character) => wordCharacter.test(character) };
  }
  return {
    kind: 'limited',
    mayGoOn: (text, character) => rules[regionAfter(state, `${line}${text}${character}`, language)] === 'on',
  };
}

function stateAt(document: object, lines: string, language: Language): LexicalState {
  const known = linesRead.get(document);
  const from = known !== undefined && lines.startsWith(known.text) ? known : { text: '', state: atTop };
  let { state } = from;
  for (const line of lines.slice(from.text.length).split('\n').slice(0, -1)) state = afterLine(state, line, language);
  linesRead.set(document, { text: lines, state });
  return state;
}

/** @param text from the start of a line on, over several perhaps. */
function regionAfter(start: LexicalState, text: string, language: Language): Region {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return regionAt(
    lines.reduce((state, line) => afterLine(state, line, language), start),
    last,
    language,
  );
}
