/** From a place in a document to what is offered there: context, decoding, fitting. */
import { blockAt, staysWithin } from './block';
import { defaultAcceptance } from '@house-style/protocol/settings';
import { automaticRule, invokedRule } from './calibration';
import { choose } from './choose';
import { isMidLine, quietBeforehand, suffixAt, surroundings } from './fit';
import type { Context, Predictor } from '../predictor';
import { regionLimit } from './region-limits';
import { loopAtEnd } from './repetition';
import { search } from './search';
import { suffixTokens, weighBySuffix } from './suffix';
import { asFailure, Failure } from '@house-style/protocol/failure';
import { PrefixContexts, type PrefixLimits } from './prefix-contexts';
import type { CompletionOutcome, CompletionPreferences, Request } from '@house-style/protocol/inference-messages';

type Trigger = Extract<Request, { kind: 'complete' }>['trigger'];

export const defaultPreferences: CompletionPreferences = { acceptance: defaultAcceptance, multiLine: true };

/** Suggestions at a time, and steps of the predictor to find them, which bound the time that it takes. */
const effort: Readonly<Record<Trigger, { readonly count: number; readonly steps: number }>> = {
  automatic: { count: 1, steps: 84 },
  invoke: { count: 5, steps: 240 },
};

export interface CompletionRequest {
  /** Of the cursor, code units. */
  readonly offset: number;
  readonly trigger: Trigger;
  readonly preferences?: CompletionPreferences;
  readonly signal?: AbortSignal;
}

/** Never throws: whatever happens is an outcome. */
export async function complete<C extends Context>(
  predictor: Predictor<C>,
  document: PrefixContexts<C>,
  { offset, trigger, preferences = defaultPreferences, signal }: CompletionRequest,
): Promise<CompletionOutcome> {
  try {
    if (!(offset >= 0 && offset <= document.text.length)) {
      throw new Failure(
        'position-outside-file',
        `Position ${offset} lies outside the text, which has ${document.text.length} code units.`,
      );
    }
    const around = surroundings(document.text, offset);
    const quiet = quietBeforehand(around, trigger === 'invoke');
    if (quiet !== undefined) return { kind: 'quiet', reason: quiet };
    const limit = trigger === 'automatic' ? regionLimit(document, offset, preferences) : undefined;
    if (limit?.kind === 'quiet') return limit;
    predictor.lookAround?.(document.text, offset);
    const context = await document.at(offset, signal);
    if (context === undefined) return { kind: 'quiet', reason: 'stale-document' };

    const rule = trigger === 'automatic' ? automaticRule(preferences) : invokedRule;
    const { count, steps } = effort[trigger];
    const block = blockAt(around.before, preferences.multiLine && !isMidLine(around));
    const options = {
      minimumProbability: rule.minimumProbability,
      maximumSteps: steps,
      mayGoOn: (text: string, character: string) =>
        staysWithin(block, text, character) &&
        loopAtEnd(around.before + text) === 0 &&
        limit?.mayGoOn(text, character) !== false,
    };
    const continuations = await search(predictor, context, options, signal);
    const suffix = predictor.vocabulary.encode(suffixAt(document.text, offset)).subarray(0, suffixTokens);
    return choose(await weighBySuffix(predictor, continuations, suffix, signal), around, rule, count);
  } catch (error) {
    if (signal?.aborted) return { kind: 'cancelled' };
    const { code, message } = asFailure(error);
    return { kind: 'failed', code, message };
  }
}

/** Completes in a text that nobody goes on editing, as the command line does. */
export function completeOnce<C extends Context>(
  predictor: Predictor<C>,
  path: string,
  text: string,
  request: CompletionRequest,
): Promise<CompletionOutcome> {
  return complete(predictor, new PrefixContexts(predictor, path, text, prefixLimits), request);
}

/** Limits that keep a cold file's first suggestion within 400 ms at 1×512, and a document's contexts within reason. */
export const prefixLimits: PrefixLimits = { window: 3000, memory: 16 * 2 ** 20 };
