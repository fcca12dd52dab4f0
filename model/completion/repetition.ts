/** Loops: a predictor that has said something three times over would say it for ever. */
import { isWordCharacter } from './words';

/** Rounds after which a stretch of text counts as a loop. */
const rounds = 3;
/** Code units; shorter stretches come three times over in numbers and in rows of dots, longer ones hardly ever. */
const stretch = { shortest: 4, longest: 120 };

/**
 * How long a stretch is that a text ends with three times over; 0 where it ends with none. Rules of hyphens and the
 * like, which hold no word, are no loop.
 */
export function loopAtEnd(text: string): number {
  const longest = Math.min(stretch.longest, Math.floor(text.length / rounds));
  for (let length = stretch.shortest; length <= longest; length++) {
    if (repeats(text, length) && holdsWord(text.slice(-length))) return length;
  }
  return 0;
}

/** Whether each of the text's last code units, two stretches of them, is the one that stands a stretch before it. */
function repeats(text: string, length: number): boolean {
  for (let at = text.length - 1; at >= text.length - (rounds - 1) * length; at--) {
    if (text.charCodeAt(at) !== text.charCodeAt(at - length)) return false;
  }
  return true;
}

function holdsWord(text: string): boolean {
  return Array.from(text).some(isWordCharacter);
}
