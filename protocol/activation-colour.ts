/**
 * The diverging scale from blue by nothing to orange in which activations are shown: two of the colours that M. Okabe and
 * K. Ito chose to be told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/).
 */

export type Colour = readonly [red: number, green: number, blue: number];

/** Of the most negative. */
export const blue: Colour = [0, 114, 178];
/** Of the most positive. */
export const orange: Colour = [213, 94, 0];

/** @param share −1 to 1. @returns the colour on white, each part 0 to 255. */
export function activationColour(share: number): Colour {
  const strength = Math.min(1, Math.abs(share));
  const [red, green, blueness] = share < 0 ? blue : orange;
  const on = (part: number): number => Math.round(255 + (part - 255) * strength);
  return [on(red), on(green), on(blueness)];
}
