/** From a place in a document to what is offered there: context, decoding, fitting. */
import { decodeGreedily, type GreedyOptions } from './decode/greedy';
import { fit, quietBeforehand, surroundings } from './decode/fit';
import type { Context, Predictor } from './decode/predictor';
import { asFailure, Failure } from './failure';
import { PrefixContexts, type PrefixLimits } from './prefix-contexts';
import type { Candidate, CompletionOutcome, QuietReason, Request } from './process/messages';

export type Trigger = Extract<Request, { kind: 'complete' }>['trigger'];

/** How sure a suggestion must be and how far it may go, by what asked for it. */
const decoding: Readonly<Record<Trigger, GreedyOptions>> = {
  // Below one half, a suggestion is more likely wrong than right somewhere.
  automatic: { branches: 1, minimumConfidence: 0.5, maximumTokens: 100 },
  // Who asks wants to choose, and sees how little sure the model is by what it offers.
  invoke: { branches: 3, minimumConfidence: 0.05, maximumTokens: 100 },
};

export interface CompletionRequest {
  /** Of the cursor, code units. */
  readonly offset: number;
  readonly trigger: Trigger;
  readonly signal?: AbortSignal;
}

/** Never throws: whatever happens is an outcome. */
export async function complete<C extends Context>(
  predictor: Predictor<C>,
  document: PrefixContexts<C>,
  { offset, trigger, signal }: CompletionRequest,
): Promise<CompletionOutcome> {
  try {
    if (!(offset >= 0 && offset <= document.text.length)) {
      throw new Failure(
        'position-outside-file',
        `Position ${offset} lies outside the text, which has ${document.text.length} code units.`,
      );
    }
    const around = surroundings(document.text, offset);
    const quiet = quietBeforehand(around);
    if (quiet !== undefined) return { kind: 'quiet', reason: quiet };
    const context = await document.at(offset, signal);
    if (context === undefined) return { kind: 'quiet', reason: 'stale-document' };

    const candidates = new Map<string, Candidate>();
    let reason: QuietReason | undefined;
    for (const { text, confidence } of await decodeGreedily(predictor, context, decoding[trigger], signal)) {
      const fitted = text === '' ? ({ kind: 'quiet', reason: 'unsure' } as const) : fit(text, around);
      if (fitted.kind === 'quiet') reason ??= fitted.reason;
      else if (!candidates.has(fitted.text)) {
        candidates.set(fitted.text, { text: fitted.text, replaces: fitted.replaces, confidence });
      }
    }
    if (candidates.size === 0) return { kind: 'quiet', reason: reason ?? 'unsure' };
    return { kind: 'shown', candidates: [...candidates.values()].sort((a, b) => b.confidence - a.confidence) };
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
