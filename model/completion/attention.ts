/**
 * What suggestions cost whoever reads them, in keystrokes. Each takes a look, one that is wrong takes another way back
 * into the line, and the editor holds its completion list back behind a scrap as behind anything else.
 */
import { scrapLength } from '@house-style/protocol/typed-through';

interface AttentionPrices {
  /** An accepted suggestion: the key that takes it, and the look at it. */
  readonly accepted: number;
  /** One that is shown and is not right to its end. */
  readonly wrong: number;
  /** What a scrap costs besides, right or wrong. */
  readonly scrap: number;
}

export const attentionPrices: AttentionPrices = { accepted: 2, wrong: 1.5, scrap: 1 };

/** Whether it is over before it was read. */
export function isScrapText(text: string): boolean {
  return text.length < scrapLength;
}

/** What a suggestion costs that was shown, the key that accepts it included, keystrokes. */
export function attentionCost(
  { text, accepted }: { readonly text: string; readonly accepted: boolean },
  prices = attentionPrices,
): number {
  return (accepted ? prices.accepted : prices.wrong) + (isScrapText(text) ? prices.scrap : 0);
}
