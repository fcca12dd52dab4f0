/**
 * What is shown at the cursor: the rest of the last suggestion where the text typed since agrees with it, else what the
 * inference process says. The decision alone; {@link CompletionProvider} puts it before the editor.
 */
import type { CompletionPreferences, CompletionOutcome } from '@house-style/protocol/inference-messages';
import type { Suggested } from '@house-style/protocol/seen';
import type { Cursor, Given, Suggestion } from '@house-style/protocol/suggestion';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { typedThrough } from '@house-style/protocol/typed-through';
import type { Answer, QuietReason } from './answer';
import { asReplacement, type PopupChoice } from './popup';

/** A place in a document for which ghost text is wanted. */
export interface Question {
  readonly cursor: Cursor;
  /** Whether somebody asked for it, rather than the editor by itself. */
  readonly invoked: boolean;
  /** What IntelliSense's popup has selected, where it is open. */
  readonly popup: PopupChoice | undefined;
  readonly preferences: CompletionPreferences;
  /** The document's version when the question was put. */
  readonly version: number;
  /** The document's text from an offset, code units, to the cursor. */
  readonly textSince: (offset: number) => string;
  /** What stood before the cursor, and where: what it takes to say later where a suggestion was seen. */
  readonly suggested: (text: string) => Suggested;
}

/** What deciding needs of the editor and of the inference process. */
export interface Surroundings<Q extends Question> {
  /** Why there is no process to ask; undefined where there is one. */
  whyNoProcess(): QuietReason | undefined;
  /** Never rejects. */
  complete(question: Q, signal: AbortSignal): Promise<CompletionOutcome | Extract<Answer, { kind: 'quiet' }>>;
  /** Sends the document again, whose copy in the process turned out to differ; nothing where it has changed meanwhile. */
  sendAgain(question: Q): void;
}

export class GhostText<Q extends Question = Question> {
  #given: Given | undefined;
  #last: Suggested | undefined;

  constructor(private readonly surroundings: Surroundings<Q>) {}

  /** The suggestion that was shown or accepted last, as it was first given. */
  get last(): Suggested | undefined {
    return this.#last;
  }

  /** Lets go of what was suggested. */
  forget(): void {
    this.#given = undefined;
    this.#last = undefined;
  }

  async answer(question: Q, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return { kind: 'cancelled' };
    const { cursor, popup } = question;
    const fitsPopup = (suggestion: Suggestion): boolean => asReplacement(suggestion, cursor, popup) !== undefined;

    const rest = this.#rest(question).filter(fitsPopup);
    if (rest.length > 0) return { kind: 'shown', from: 'typed-through', suggestions: rest };

    const reason = this.surroundings.whyNoProcess();
    if (reason !== undefined) return { kind: 'quiet', reason };

    const outcome = await this.surroundings.complete(question, signal);
    if (outcome.kind !== 'shown') {
      if (outcome.kind === 'quiet' && outcome.reason === 'stale-document') this.surroundings.sendAgain(question);
      return outcome;
    }
    const suggestions = outcome.candidates.map(({ text, replaces }) => ({
      text: withLineFeeds(text),
      replaces,
    }));
    this.#given = { cursor, suggestions };
    const [first] = suggestions;
    this.#last = first && question.suggested(first.text);
    const fitting = suggestions.filter(fitsPopup);
    if (fitting.length === 0) return { kind: 'quiet', reason: 'popup-disagrees' };
    return { kind: 'shown', from: 'model', suggestions: fitting };
  }

  /** To be told of a text that was accepted, of several or of one that was typed in part: {@link last} is then it. */
  accepted(text: string): void {
    const whole = this.#given?.suggestions.find((suggestion) => suggestion.text.endsWith(text))?.text;
    if (this.#last !== undefined && whole !== undefined) this.#last = { ...this.#last, text: whole };
  }

  /** What is left of the suggestions that were given last. Whoever asks for several where there was one gets new ones. */
  #rest({ cursor, invoked, textSince }: Question): readonly Suggestion[] {
    if (this.#given === undefined || (invoked && this.#given.suggestions.length < 2)) return [];
    return typedThrough(this.#given, cursor, textSince);
  }
}
