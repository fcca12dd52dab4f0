import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { randomSequence } from '../random';

/** Deepest nesting of the language. */
export const deepest = 4;
/** At each place inside parentheses, how likely is an opening one and how likely a digit; the rest is a closing one. */
const probabilities = { open: 0.3, digit: 0.4 };

/**
 * Text of the nested-parentheses language, as in `((22)1)`: alphabet `( ) 1 2 3 4`, nesting at most {@link deepest}, each
 * digit names the depth at which it stands. One expression a line; the same seed gives the same text.
 *
 * @param characters at least so many; the last expression is whole.
 */
export function nestedParentheses(characters: number, seed: number): string {
  const random = randomSequence(seed, 'nested-parentheses', 0);
  let text = '';
  while (text.length < characters) {
    let depth = 0;
    do {
      const draw = uniformFloat64(random);
      if (depth === 0 || (draw < probabilities.open && depth < deepest)) {
        text += '(';
        depth += 1;
      } else if (draw < probabilities.open + probabilities.digit) {
        text += String(depth);
      } else {
        text += ')';
        depth -= 1;
      }
    } while (depth > 0);
    text += '\n';
  }
  return text;
}
