/** What counts as part of a word, an identifier or a number, in any language. */
const wordCharacter = /^[\p{L}\p{N}\p{M}_$]$/u;

/** @param character one code point; the empty string is none. */
export function isWordCharacter(character: string): boolean {
  return wordCharacter.test(character);
}

/** The word that a text ends in; empty where it ends in none. */
export function wordAtEnd(text: string): string {
  const characters = Array.from(text);
  const before = characters.findLastIndex((character) => !isWordCharacter(character));
  return characters.slice(before + 1).join('');
}
