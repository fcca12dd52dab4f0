/**
 * Characters that do something instead of standing for something: controls (C0, DEL, C1), which terminals obey, line
 * separators, and those that turn the direction of the text after them, which make a name look like another.
 */
// eslint-disable-next-line no-control-regex -- what is looked for
const acting = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text in which such characters are written out, as `\u001b`. Valid within JSON too. */
export function controlsWrittenOut(text: string): string {
  return text.replace(acting, written);
}

/** The same for a text of several lines: line ends and tabs stay. */
export function controlsInLinesWrittenOut(text: string): string {
  return text.replace(acting, (character, at: number) => {
    if (character === '\n' || character === '\t') return character;
    return character === '\r' && text.charAt(at + 1) === '\n' ? character : written(character);
  });
}

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
