/** Surprises as text, one character each: small enough to be source code. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
export const stepsPerBit = 4;
/** Bits; what never occurred costs no more. */
export const highestCost = (alphabet.length - 1) / stepsPerBit;

export function writeCosts(bits: Float64Array): string {
  return Array.from(bits, (cost) => alphabet[Math.round(cost * stepsPerBit)]).join('');
}

export function readCosts(text: string): Float32Array {
  return Float32Array.from(text, (character) => alphabet.indexOf(character) / stepsPerBit);
}
