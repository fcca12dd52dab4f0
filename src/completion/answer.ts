import type { FailureCode } from '@house-style/protocol/failure';
import type { QuietReason as ProcessQuietReason } from '@house-style/protocol/inference-messages';
import type { Suggestion } from '@house-style/protocol/suggestion';
import type { MannersReason } from './manners';

/** Why nothing is shown; the first ones are known without asking the model. */
export type QuietReason =
  /** Suggestions are switched off. */
  | 'switched-off'
  /** The language is switched off in the settings. */
  | 'language-off'
  /** The folder is switched off. */
  | 'folder-off'
  /** Suggestions are held back for a while. */
  | 'snoozed'
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
  | MannersReason
  | ProcessQuietReason;

const reasonInWords: Readonly<Record<QuietReason, string>> = {
  'switched-off': 'suggestions are switched off',
  'language-off': 'suggestions are off for this language',
  'folder-off': 'suggestions are off in this folder',
  snoozed: 'suggestions are snoozed',
  'only-when-asked': 'suggestions come only when asked for',
  'popup-disagrees': 'nothing goes on from what the completion list has selected',
  'no-process': 'the inference process is not running',
  'no-notebook': 'the cell is no part of its notebook’s code',
  regretted: 'it was accepted here before and soon deleted',
  generating: 'a file is being generated here',
  'just-deleted': 'something was just deleted, and nothing typed since',
  'just-undone': 'something was just undone or redone, and nothing typed since',
  selection: 'text is selected',
  'several-cursors': 'there are several cursors',
  'merge-conflict': 'the cursor stands in a merge conflict',
  'tab-indents': 'Tab would indent here',
  'no-model': 'no code and no model is known yet',
  unsure: 'nothing is sure enough',
  'too-short': 'what is sure is too short',
  'inside-word': 'the cursor stands in a word',
  'repeats-suffix': 'it stands after the cursor already',
  repetition: 'it would go round in circles',
  'suffix-disagrees': 'nothing leads to what stands after the cursor',
  'in-comment': 'nothing is wanted in comments here',
  'in-string': 'nothing is wanted in strings here',
  'stale-document': 'the document is being sent again',
};

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
      return `quiet, because ${reasonInWords[answer.reason]}`;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${answer.code}: ${answer.message}`;
  }
}
