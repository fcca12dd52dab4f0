import { describe, expect, test, vi } from 'vitest';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { complete, completeOnce, defaultPreferences, prefixLimits } from './complete';
import { PrefixContexts } from './prefix-contexts';
import { BackoffPredictor } from '../testing/backoff-predictor';
import { HistoryPredictor } from '../testing/history-predictor';
import { asciiVocabulary } from '../testing/random-model';

const mark = '║';
const house = [
  '',
  "import { Observable } from '../Observable';",
  "import { operate } from '../util/lift';",
  "import { Subject } from '../Subject';",
  '',
  'export function first(): void {',
  '  return operate((source, subscriber) => {',
  '    source.subscribe(createOperatorSubscriber(subscriber));',
  '  });',
  '}',
  '// 漢字 stays',
  '',
].join('\n');
const predictor = new BackoffPredictor(asciiVocabulary, [house]);

async function suggestion(
  document: string,
  trigger: 'automatic' | 'invoke' = 'automatic',
  acceptance = defaultPreferences.acceptance,
): Promise<unknown> {
  const outcome = await completeOnce(predictor, '', document.replace(mark, ''), {
    offset: document.indexOf(mark),
    trigger,
    preferences: { acceptance, multiLine: false },
  });
  if (outcome.kind === 'shown') return outcome.candidates.map(({ text }) => text);
  return outcome.kind === 'quiet' ? outcome.reason : outcome;
}

describe('a completion', () => {
  test.each([
    ['import { op║', ["erate } from '../util/lift';"]],
    ["import { operate }║ from '../util/lift';", 'repeats-suffix'],
    ["import { operate }║ of '../util/lift';", 'repeats-suffix'],
    ["import { ║@ '../util/lift';", 'suffix-disagrees'],
    ['  return operate(║)', ['(source, subscriber) => {']],
    ['    source.subscribe(║);', ['createOperatorSubscriber(subscriber)']],
    ['// ║', ['漢字 stays']],
    ['// 漢║', ['字 stays']],
    ['qqqq zzzz ║', 'unsure'],
    ['sour║ce', 'inside-word'],
  ])('at %j is %j', async (document, expected) => expect(await suggestion(document)).toEqual(expected));

  test('asked for offers several, each another one', async () => {
    expect(await suggestion('zz\nimport { ║', 'invoke')).toEqual([
      "Observable } from '../Observable';",
      "operate } from '../util/lift';",
      "Subject } from '../Subject';",
    ]);
  });

  test.each([
    ['  return operate(║subscriber) => {', ['(source, ']],
    ['  return operate((source, ║subscriber) => {', 'repeats-suffix'],
    ['  return operate((sour║ce, subscriber) => {', 'inside-word'],
    ['// 𝒂║b', 'inside-word'],
  ])('in front of a word is considered where it is asked for: at %j it is %j', async (document, expected) => {
    expect(await suggestion(document)).toBe('inside-word');
    expect(await suggestion(document, 'invoke')).toEqual(expected);
  });

  test('by itself offers one at most, and none where it would be wrong more often than is wanted', async () => {
    expect(await suggestion('zz\nimport { ║', 'automatic', 0.5)).toEqual(["Observable } from '../Observable';"]);
    expect(await suggestion('zz\nimport { ║', 'automatic', 0.8)).toBe('unsure');
  });

  test('never goes round a loop, and reads no further round it than it takes to know it', async () => {
    const stretch = 'so on and ';
    const looping = new BackoffPredictor(asciiVocabulary, [stretch.repeat(40)]);
    const advance = vi.spyOn(looping, 'advance');
    const after = (text: string): Promise<CompletionOutcome> =>
      completeOnce(looping, '', text, { offset: text.length, trigger: 'invoke' });
    expect(await after('so ')).toMatchObject({ kind: 'shown', candidates: [{ text: 'on and ' }] });
    expect(advance.mock.calls.length).toBeLessThanOrEqual(3 * stretch.length);
    expect(await after(`${stretch}so `)).toEqual({ kind: 'quiet', reason: 'repetition' });
  });

  test('outside the text is refused with a code', async () => {
    const outcome = await completeOnce(predictor, '', 'abc', { offset: 4, trigger: 'automatic' });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'position-outside-file' });
  });

  test('that is cancelled says so', async () => {
    const request = { offset: 3, trigger: 'automatic', signal: AbortSignal.abort() } as const;
    expect(await completeOnce(predictor, '', 'abc', request)).toEqual({ kind: 'cancelled' });
  });

  test('of a predictor that fails is an outcome, not an exception', async () => {
    const failing = new HistoryPredictor(asciiVocabulary, [house], () => Promise.reject(new Error('out of memory')));
    const contexts = new PrefixContexts(failing, '', 'abc', prefixLimits);
    const outcome = await complete(failing, contexts, { offset: 3, trigger: 'automatic' });
    expect(outcome).toEqual({ kind: 'failed', code: 'internal', message: 'out of memory' });
  });
});
