/**
 * How the spelling of names and words is read to tell it from random text: in lower case, every digit as one symbol, and
 * one symbol for what separates words, be it punctuation or the step from a small to a capital letter.
 */

/** 26 letters, digits, separator. */
export const symbolCount = 28;
const digitSymbol = 26;
const separatorSymbol = 27;

/** The symbols of a text, a separator at either end, none twice in a row. */
export function symbolsOf(text: string): number[] {
  const symbols = [separatorSymbol];
  const separate = (): void => {
    if (symbols.at(-1) !== separatorSymbol) symbols.push(separatorSymbol);
  };
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isSmall(code)) symbols.push(code - 97);
    else if (isCapital(code)) {
      if (startsWord(text, index)) separate();
      symbols.push(code - 65);
    } else if (isDigit(code)) symbols.push(digitSymbol);
    else separate();
  }
  separate();
  return symbols;
}

/** Whether a capital letter starts a word: `aB`, and the last one of `ABc`. */
function startsWord(text: string, index: number): boolean {
  return (
    isSmall(text.charCodeAt(index - 1)) ||
    (isCapital(text.charCodeAt(index - 1)) && isSmall(text.charCodeAt(index + 1)))
  );
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
