/**
 * Typing replay (`docs/metrics.md`): a simulated person types a file anew and accepts a suggestion whenever all of it is
 * what the file has next. What is asked is what the editor asks: the open document's contexts, kept by edits, and the
 * text that is left of a suggestion which is being typed.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { complete, defaultPreferences, prefixLimits } from '@house-style/model/completion/complete';
import type { Context, Predictor } from '@house-style/model/predictor';
import { Failure } from '@house-style/protocol/failure';
import { PrefixContexts } from '@house-style/model/completion/prefix-contexts';
import type { CompletionPreferences, QuietReason } from '@house-style/protocol/inference-messages';
import type { Given, Suggestion } from '@house-style/protocol/suggestion';
import { isScrap, typedThrough } from '@house-style/protocol/typed-through';
import { countCharacters } from '@house-style/corpus/character-counts';
import { TypedDocument, type Variant } from './typed-document';

/** A suggestion that was shown, at the place where it first was. */
export interface ShownSuggestion {
  /** Code units from the start of the file. */
  readonly offset: number;
  readonly text: string;
  /** Probability that all of it is right, as the model estimated it. */
  readonly confidence: number;
  readonly accepted: boolean;
}

export interface Replay {
  readonly path: string;
  /** Characters typed or completed; a line break is one. */
  readonly characters: number;
  readonly keystrokes: number;
  /** Characters that came from accepted suggestions. */
  readonly completed: number;
  readonly lines: number;
  /**
   * What of it was neither line breaks nor the indentation behind them, which stand below already in `insert`. A
   * keystroke that gives both is counted by shares.
   */
  readonly withinLines: { readonly characters: number; readonly keystrokes: number };
  readonly shown: readonly ShownSuggestion[];
  /** Milliseconds from each keystroke until it was known what to show. */
  readonly latencies: readonly number[];
  /** How often nothing was shown, by reason. */
  readonly quiet: ReadonlyMap<QuietReason, number>;
}

/** Keystrokes between two turns of the event loop, in which a signal to stop is noticed. */
const keystrokesPerTurn = 32;

export interface ReplayOptions<C extends Context> {
  readonly signal?: AbortSignal;
  /** Told now and then how many code units have been typed. */
  readonly onProgress?: (typed: number) => void;
  /** What the person has set; the defaults where not given. */
  readonly preferences?: CompletionPreferences;
  /** What is done after an answer, while the person looks at it; it counts for no latency. */
  readonly whenIdle?: (document: PrefixContexts<C>, offset: number) => Promise<void>;
}

type Answer =
  | { readonly kind: 'fresh'; readonly suggestion: Suggestion; readonly confidence: number }
  | { readonly kind: 'typed-through'; readonly suggestion: Suggestion }
  | { readonly kind: 'quiet'; readonly reason: QuietReason };

/**
 * @param text the file's, from its first character.
 * @throws Failure where a suggestion cannot be computed.
 * @throws what the signal gives as its reason, once it is aborted.
 */
export async function replay<C extends Context>(
  predictor: Predictor<C>,
  path: string,
  text: string,
  variant: Variant,
  { signal, onProgress, preferences = defaultPreferences, whenIdle }: ReplayOptions<C> = {},
): Promise<Replay> {
  let since = performance.now();
  const document = new TypedDocument(path, text, variant);
  const contexts = new PrefixContexts(predictor, path, document.text, prefixLimits);
  const shown: ShownSuggestion[] = [];
  const latencies: number[] = [];
  const quiet = new Map<QuietReason, number>();
  let given: Given | undefined;
  const between = betweenLines(text);
  const withinLines = { characters: 0, keystrokes: 0 };
  let keystrokes = 0;
  let completed = 0;
  while (document.next !== '') {
    const answer = await ask(predictor, contexts, document, given, { preferences, signal });
    latencies.push(performance.now() - since);
    if (answer.kind !== 'typed-through') await whenIdle?.(contexts, document.offset);
    let accepted: Suggestion | undefined;
    if (answer.kind === 'quiet') quiet.set(answer.reason, (quiet.get(answer.reason) ?? 0) + 1);
    else {
      if (document.continuesWith(answer.suggestion)) accepted = answer.suggestion;
      if (answer.kind === 'fresh') {
        given = { cursor: document.cursor, suggestions: [answer.suggestion] };
        const { confidence } = answer;
        shown.push({ offset: document.offset, text: answer.suggestion.text, confidence, accepted: false });
      }
      const last = shown.at(-1);
      if (accepted && last) shown[shown.length - 1] = { ...last, accepted: true };
    }
    keystrokes += 1;
    if (keystrokes % keystrokesPerTurn === 0) {
      onProgress?.(document.offset);
      await eventLoopTurn(undefined, { signal });
    }
    since = performance.now();
    if (accepted) completed += countCharacters(accepted.text);
    const before = document.offset;
    contexts.edit(accepted ? document.accept(accepted) : document.type());
    const within = between.subarray(before, document.offset).filter((isBetween) => isBetween === 0).length;
    withinLines.characters += within;
    withinLines.keystrokes += within / (document.offset - before);
  }
  onProgress?.(document.offset);
  return {
    path,
    characters: countCharacters(text.replaceAll('\r\n', '\n')),
    keystrokes,
    completed,
    lines: text.replace(/\n$/, '').split('\n').length,
    withinLines,
    shown,
    latencies,
    quiet,
  };
}

/** For each code unit of a text, 1 where it is of a line break or of the indentation of a line. */
function betweenLines(text: string): Uint8Array {
  const between = new Uint8Array(text.length);
  for (const { index, 0: found } of text.matchAll(/(?:^|\r?\n)[ \t]*/g)) between.fill(1, index, index + found.length);
  return between;
}

/** What the editor does: the rest of the last suggestion where the text agrees with it, else what the model says. */
async function ask<C extends Context>(
  predictor: Predictor<C>,
  contexts: PrefixContexts<C>,
  document: TypedDocument,
  given: Given | undefined,
  { preferences, signal }: { readonly preferences: CompletionPreferences; readonly signal: AbortSignal | undefined },
): Promise<Answer> {
  const { cursor, offset, text } = document;
  const rests = given ? typedThrough(given, cursor, (from) => text.slice(from, offset)) : [];
  const [rest] = rests;
  if (rest && !isScrap(rests)) return { kind: 'typed-through', suggestion: rest };
  const outcome = await complete(predictor, contexts, {
    ...{ offset, trigger: 'automatic', preferences },
    ...(signal && { signal }),
  });
  if (rest && outcome.kind === 'quiet') return { kind: 'typed-through', suggestion: rest };
  switch (outcome.kind) {
    case 'shown': {
      const [first] = outcome.candidates;
      if (first === undefined) return { kind: 'quiet', reason: 'unsure' };
      // It stands there already.
      if (first.text === rest?.text) return { kind: 'typed-through', suggestion: rest };
      const { text: suggested, replaces, confidence } = first;
      return { kind: 'fresh', suggestion: { text: suggested.replaceAll('\r\n', '\n'), replaces }, confidence };
    }
    case 'quiet':
      return outcome;
    case 'cancelled':
      signal?.throwIfAborted();
      throw new Failure('internal', 'A completion was cancelled that nobody cancelled.');
    case 'failed':
      throw new Failure(outcome.code, outcome.message);
  }
}
