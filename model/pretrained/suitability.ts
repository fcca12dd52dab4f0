/** Whether a network that has read other code is of use for some code: not where much of that is in another script. */
import type { Vocabulary } from '../vocabulary/vocabulary';

/**
 * Share of characters that a network may have no token for and spells out: each costs several steps, and says little of
 * the network's worth here.
 */
export const mostSpelledOut = 0.02;

/** How often each character occurs in some texts. */
export function characterCounts(texts: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts;
}

/** Share of the characters that a vocabulary has no token for, 0 to 1. */
export function shareSpelledOut(vocabulary: Vocabulary, counts: ReadonlyMap<string, number>): number {
  const known = new Set(vocabulary.characters);
  let [characters, without] = [0, 0];
  for (const [character, count] of counts) {
    characters += count;
    if (!known.has(character)) without += count;
  }
  return characters === 0 ? 0 : without / characters;
}
