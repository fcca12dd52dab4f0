/**
 * Where a suggestion ends: at the place where it is worth most to whoever types.
 *
 * A keystroke accepts a suggestion, so k characters that are all right save k − 1 keystrokes, less the look that it takes.
 * One that is wrong somewhere stands in the way until it shows: meanwhile its right beginning is typed by hand, of which
 * other suggestions would have saved a part. And whatever is shown is read. With P the probability that all of it is
 * right, and T the expected number of characters typed until one is wrong,
 *
 *     value = P (k − a) − s (T − 1) − c (acceptance − P) − b   keystrokes,
 *
 * where a is the price of one that is accepted, s the share of keystrokes that suggestions save by and large, c the price
 * of falling short of the acceptance that is wanted, and b that of being short. With an acceptance of 1, c is
 * the price of each that is wrong; with less, it is the Lagrange multiplier of "as many keystrokes saved as possible, at
 * that acceptance". Showing nothing is worth 0.
 */
import { isScrapText } from './attention';
import { shortLength, type StoppingRule } from './calibration';
import { wordAtEnd } from './words';

export interface StopPlace {
  readonly text: string;
  /** Probability that all of `text` is right. */
  readonly probability: number;
  /** Characters typed, on average, until one is not as in the text. */
  readonly expectedTyped: number;
}

/** What it is worth to suggest a text up to here, in keystrokes. */
export function valueOf({ text, probability, expectedTyped }: StopPlace, rule: StoppingRule): number {
  return (
    probability * (text.length - rule.acceptedPrice) -
    rule.savedShare * (expectedTyped - 1) -
    rule.wrongPrice * (rule.acceptance - probability) -
    (text.length < shortLength ? rule.shortPrice : 0)
  );
}

export interface PossibleEnd {
  readonly text: string;
  /** Probability that all of `text` is right. */
  readonly probability: number;
  /** Probability that the next character does not go on with the word that the text ends in; 1 where it ends in none. */
  readonly wordEnds: number;
  /** Probability that the line ends here. */
  readonly lineEnds: number;
  /** Whether a character is spelled only in part. */
  readonly incomplete: boolean;
}

/**
 * Whether a suggestion may end here: with a whole character, and where it is not very sure, neither within a word nor,
 * if it has several lines, within a line.
 */
export function endsSensibly(end: PossibleEnd, rule: StoppingRule): boolean {
  if (end.text === '' || end.incomplete) return false;
  if (end.probability >= rule.sureWithin) return true;
  return end.wordEnds >= rule.endsHere && (!isWithinLine(end.text) || end.lineEnds >= rule.endsHere);
}

/**
 * Whether a text is long enough to be shown: a scrap is where it finishes a word that is long as a whole.
 *
 * @param before what stands before it on its line.
 */
export function isWorthALook(
  before: string,
  { text, wordEnds }: Pick<PossibleEnd, 'text' | 'wordEnds'>,
  rule: StoppingRule,
): boolean {
  if (rule.finishedWord === 0 || !isScrapText(text)) return true;
  const word = wordAtEnd(before + text);
  return word.length >= Math.max(rule.finishedWord, text.length) && wordEnds >= rule.endsHere;
}

/** Whether something visible stands in the last of several lines. */
function isWithinLine(text: string): boolean {
  const lastLine = text.lastIndexOf('\n') + 1;
  return lastLine > 0 && text.slice(lastLine).trim() !== '';
}
