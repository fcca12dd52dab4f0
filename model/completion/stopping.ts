/**
 * Where a suggestion ends: at the place where it is worth most to whoever types.
 *
 * A keystroke accepts a suggestion, so k characters that are all right save k − 1 keystrokes. One that is wrong
 * somewhere stands in the way until it shows: meanwhile its right beginning is typed by hand, of which other suggestions
 * would have saved a part. And whatever is shown is read. With P the probability that all of it is right, and T the
 * expected number of characters typed until one is wrong,
 *
 *     value = P (k − 1) − s (T − 1) − c (acceptance − P)   keystrokes,
 *
 * where s is the share of keystrokes that suggestions save by and large, and c the price of falling short of the
 * acceptance that is wanted: the Lagrange multiplier of "as many keystrokes saved as possible, at that acceptance".
 * Showing nothing is worth 0.
 */
import type { StoppingRule } from './calibration';

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
    probability * (text.length - 1) -
    rule.savedShare * (expectedTyped - 1) -
    rule.wrongPrice * (rule.acceptance - probability)
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

/** Whether something visible stands in the last of several lines. */
function isWithinLine(text: string): boolean {
  const lastLine = text.lastIndexOf('\n') + 1;
  return lastLine > 0 && text.slice(lastLine).trim() !== '';
}
