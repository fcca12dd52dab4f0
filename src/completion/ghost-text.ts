/**
 * What is shown at the cursor: the rest of the last suggestion where the text typed since agrees with it and it is no
 * mere scrap, else what the inference process says. The decision alone; {@link CompletionProvider} puts it before the editor.
 */
import type { CompletionPreferences, CompletionOutcome } from '@house-style/protocol/inference-messages';
import type { Suggested } from '@house-style/protocol/seen';
import type { Cursor, Given, Suggestion } from '@house-style/protocol/suggestion';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { isScrap, typedThrough } from '@house-style/protocol/typed-through';
import type { Answer, QuietReason } from './answer';
import {
  aboveLength,
  type Activity,
  conflictLength,
  isInConflict,
  type MannersReason,
  tabIndents,
  whyBusy,
} from './manners';
import { asReplacement, type PopupChoice } from './popup';

/** A place in a document for which ghost text is wanted. */
export interface Question {
  readonly cursor: Cursor;
  /** Whether somebody asked for it, rather than the editor by itself. */
  readonly invoked: boolean;
  /** What IntelliSense's popup has selected, where it is open. */
  readonly popup: PopupChoice | undefined;
  readonly activity: Activity;
  readonly preferences: CompletionPreferences;
  /** The document's version when the question was put. */
  readonly version: number;
  /** The document's text from an offset, code units, to the cursor. */
  readonly textSince: (offset: number) => string;
  /** The document's text after the cursor, so many code units at most. */
  readonly textAfter: (length: number) => string;
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

/** Whoever deletes what was accepted so soon, milliseconds, did not want it there. */
const regretted = 30_000;
/** Places that are remembered for that. */
const mostRegretted = 200;
/** Text before the cursor by which a place is known again, code units. */
const placeLength = 120;

interface SuggestionPlace {
  readonly document: string;
  /** The end of what stands before the cursor. */
  readonly before: string;
}

interface Acceptance extends SuggestionPlace {
  readonly text: string;
  /** Milliseconds. */
  readonly at: number;
}

export class GhostText<Q extends Question = Question> {
  #given: (Given & Pick<Question, 'preferences'>) | undefined;
  #last: Suggested | undefined;
  /** Where something was shown last. */
  #shownAt: SuggestionPlace | undefined;
  /** What was accepted within the last seconds. */
  #accepted: Acceptance[] = [];
  /** What was accepted and deleted again. */
  #regretted: Acceptance[] = [];

  constructor(private readonly surroundings: Surroundings<Q>) {}

  /** The suggestion that was shown or accepted last, as it was first given. */
  get last(): Suggested | undefined {
    return this.#last;
  }

  /** Lets go of what was suggested. */
  forget(): void {
    this.#given = undefined;
    this.#last = undefined;
    this.#accepted = [];
    this.#regretted = [];
  }

  async answer(question: Q, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return { kind: 'cancelled' };
    const { cursor, popup } = question;
    const fitsPopup = (suggestion: Suggestion): boolean => asReplacement(suggestion, cursor, popup) !== undefined;
    const place = placeOf(question);
    this.#noteRegret(question, place);
    const busy = whyUnasked(question);
    if (busy !== undefined) return { kind: 'quiet', reason: busy };
    const takesTab = tabTakers(question);

    const rest = this.#rest(question).filter(
      (one) => fitsPopup(one) && !takesTab(one) && !this.#isRegretted(one, place),
    );
    const showRest = (): Answer => this.#show({ kind: 'shown', from: 'typed-through', suggestions: rest }, place);
    if (rest.length > 0 && !isScrap(rest)) return showRest();

    const reason = this.surroundings.whyNoProcess();
    if (reason !== undefined) return rest.length > 0 ? showRest() : { kind: 'quiet', reason };

    const outcome = await this.surroundings.complete(question, signal);
    if (outcome.kind !== 'shown') {
      if (outcome.kind === 'quiet' && outcome.reason === 'stale-document') this.surroundings.sendAgain(question);
      return outcome.kind === 'quiet' && rest.length > 0 ? showRest() : outcome;
    }
    const candidates = outcome.candidates.map(({ text, replaces }) => ({
      text: withLineFeeds(text),
      replaces,
    }));
    const suggestions = candidates.filter((one) => !this.#isRegretted(one, place));
    if (suggestions.length === 0) return { kind: 'quiet', reason: 'regretted' };
    this.#given = { cursor, suggestions, preferences: question.preferences };
    const [first] = suggestions;
    this.#last = first && question.suggested(first.text);
    const fitting = suggestions.filter(fitsPopup);
    if (fitting.length === 0) return { kind: 'quiet', reason: 'popup-disagrees' };
    const harmless = fitting.filter((one) => !takesTab(one));
    if (harmless.length === 0) return { kind: 'quiet', reason: 'tab-indents' };
    return this.#show({ kind: 'shown', from: 'model', suggestions: harmless }, place);
  }

  /** To be told of a text that was accepted, of several or of one that was typed in part: {@link last} is then it. */
  accepted(text: string): void {
    const whole = this.#given?.suggestions.find((suggestion) => suggestion.text.endsWith(text))?.text;
    if (this.#last !== undefined && whole !== undefined) this.#last = { ...this.#last, text: whole };
    if (this.#shownAt === undefined) return;
    this.#accepted.push({ ...this.#shownAt, text, at: performance.now() });
  }

  #show(answer: Extract<Answer, { kind: 'shown' }>, place: SuggestionPlace): Answer {
    this.#shownAt = place;
    return answer;
  }

  /** Where the cursor stands as before a suggestion was accepted, and that no longer follows, it was deleted. */
  #noteRegret({ textAfter }: Question, place: SuggestionPlace): void {
    const since = performance.now() - regretted;
    this.#accepted = this.#accepted.filter(({ at }) => at >= since);
    const gone = this.#accepted.filter(
      // Its line ends may be other ones by now, and longer.
      (one) => isSamePlace(one, place) && !withLineFeeds(textAfter(2 * one.text.length)).startsWith(one.text),
    );
    if (gone.length === 0) return;
    this.#accepted = this.#accepted.filter((one) => !gone.includes(one));
    this.#regretted = [...this.#regretted, ...gone].slice(-mostRegretted);
  }

  #isRegretted({ text }: Suggestion, place: SuggestionPlace): boolean {
    return this.#regretted.some(
      (one) => isSamePlace(one, place) && (text.startsWith(one.text) || one.text.startsWith(text)),
    );
  }

  /** What is left of the suggestions that were given last. Whoever asks for several where there was one gets new ones. */
  #rest({ cursor, invoked, preferences, textSince }: Question): readonly Suggestion[] {
    if (this.#given === undefined || (invoked && this.#given.suggestions.length < 2)) return [];
    // What was wanted when it was given may be wanted no longer.
    if (JSON.stringify(preferences) !== JSON.stringify(this.#given.preferences)) return [];
    return typedThrough(this.#given, cursor, textSince);
  }
}

/** Why nothing is shown at a place to somebody who did not ask for it. */
function whyUnasked({ invoked, activity, cursor, textSince, textAfter }: Question): MannersReason | undefined {
  if (invoked) return undefined;
  const busy = whyBusy(activity);
  if (busy !== undefined) return busy;
  const before = textSince(Math.max(0, cursor.offset - conflictLength));
  return isInConflict(before, textAfter(conflictLength)) ? 'merge-conflict' : undefined;
}

/** Tells the suggestions that would take Tab from whoever wants to indent. One that begins with indentation lets it. */
function tabTakers({ invoked, cursor, textSince }: Question): (suggestion: Suggestion) => boolean {
  const indents =
    !invoked && cursor.before.trim() === '' && tabIndents(textSince(Math.max(0, cursor.offset - aboveLength)));
  return ({ text }) => indents && text.trimStart() === text;
}

function placeOf({ cursor: { document, offset }, textSince }: Question): SuggestionPlace {
  return { document, before: textSince(Math.max(0, offset - placeLength)) };
}

function isSamePlace(one: SuggestionPlace, other: SuggestionPlace): boolean {
  return one.document === other.document && one.before === other.before;
}
