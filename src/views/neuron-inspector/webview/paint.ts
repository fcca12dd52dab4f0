import { blue, type Colour, orange } from '@house-style/protocol/activation-colour';

/** Of the full colour: letters in the theme's own colours are to be read on it. */
const strongestAlpha = 0.6;
/** Bits from which the heat line has its full colour. */
const mostBits = 8;
/** The heat line's: Okabe and Ito's reddish purple, which is neither of the diverging scale's. */
const purple: Colour = [204, 121, 167];

/** The ground below a character. @param share −127 to 127. @param most alpha of the strongest. */
export function activationPaint(share: number, most = strongestAlpha): string {
  return share === 0 ? '' : paint(share < 0 ? blue : orange, (Math.abs(share) / 127) * most);
}

/** The heat line below a character. */
export function bitsPaint(bits: number): string {
  return paint(purple, Math.min(1, bits / mostBits));
}

function paint([red, green, blueness]: Colour, alpha: number): string {
  return `rgba(${red}, ${green}, ${blueness}, ${alpha.toFixed(3)})`;
}

/** Of a unit in a text. */
export interface Magnitudes {
  readonly strongest: number;
  /** From which on it has its full colour. */
  readonly full: number;
}

/** Shares of a unit's strongest activation as shares of what it has its full colour from. */
export function inFullColour(shares: Int8Array, { strongest, full }: Magnitudes): Int8Array {
  const times = full === 0 ? 0 : strongest / full;
  return shares.map((share) => Math.max(-127, Math.min(127, Math.round(share * times))));
}
