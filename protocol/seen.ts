/** Where a suggestion was seen, as the inference process answers and as people say it. */

import { pathInWords } from './code-folder';

/** Where a text stands in a file. */
export interface Place {
  /** Name of the file in the workspace, see `code-folder.ts`. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, UTF-16 code units. */
  readonly column: number;
}

export interface Seen {
  /** What of the suggestion was seen: all of it, or its longest beginning that ends with a word; empty for nothing. */
  readonly text: string;
  /** Places where that stands after the line before the cursor, or after as much of it as stands before any. */
  readonly count: number;
  /** At most twenty of them; those that agree with most of the text before the cursor come first. */
  readonly places: readonly Place[];
}

/** A suggestion that was made. */
export interface Suggested {
  readonly text: string;
  /** What stood before the cursor, or the end of it. */
  readonly before: string;
  /** Of the cursor: where it was accepted, it was not seen. The path is empty where the document has none. */
  readonly place: Place;
}

/** Text before the cursor that is compared at most, code units. */
export const comparedBefore = 400;

/** As people say it: `src/a.ts:3 and 2 other places`. */
export function seenInWords({ count, places: [best] }: Seen): string {
  if (best === undefined) return 'nowhere in the code that is known';
  const others = count === 1 ? '' : ` and ${count - 1} other ${count === 2 ? 'place' : 'places'}`;
  return `${pathInWords(best.path)}:${best.line}${others}`;
}
