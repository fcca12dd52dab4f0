import type { FailureCode } from '@house-style/protocol/failure';
import type { QuietReason as ProcessQuietReason } from '@house-style/protocol/inference-messages';
import type { Suggestion } from '@house-style/protocol/suggestion';

/** Why nothing is shown; the first ones are known without asking the model. */
export type QuietReason =
  /** Suggestions are switched off. */
  | 'switched-off'
  /** The language is switched off in the settings. */
  | 'language-off'
  /** Automatic suggestions are off in the settings. */
  | 'only-when-asked'
  /** Nothing goes on from what IntelliSense's popup has selected. */
  | 'popup-disagrees'
  /** The inference process is not there: not started, or just being started again. */
  | 'no-process'
  /** A cell that is passed on as it is, or whose notebook is gone. */
  | 'no-notebook'
  /** It was accepted here and deleted again soon. */
  | 'regretted'
  /** A file is being generated into this document. */
  | 'generating'
  | ProcessQuietReason;

/** How one call of the provider ended. This is what the log tells. */
export type Answer =
  | { readonly kind: 'shown'; readonly from: 'typed-through' | 'model'; readonly suggestions: readonly Suggestion[] }
  | { readonly kind: 'quiet'; readonly reason: QuietReason }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };

/** One line for the log. */
export function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'shown':
      return `shown from ${answer.from}: ${answer.suggestions.map(({ text }) => JSON.stringify(text)).join(', ')}`;
    case 'quiet':
      return `quiet: ${answer.reason}`;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${answer.code}: ${answer.message}`;
  }
}
