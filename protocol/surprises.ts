/** What does not look like its code base, as the extension and the inference process tell each other. */
import type { FailureCode } from './failure';

/** Other text for a part of a line. */
interface ExpectedText {
  /** UTF-16 units from the line's start, as the document has it. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How probable it is that the code would have this here, 0 to 1. */
  readonly probability: number;
}

export interface SurprisingLine {
  /** Counted from 0. */
  readonly line: number;
  /** Of what is most surprising in it, UTF-16 units from the line's start, as the document has it. */
  readonly start: number;
  readonly end: number;
  /** Bits, see `docs/surprises.md`: comparable over all lines of a code base. */
  readonly surprise: number;
  readonly expected?: ExpectedText;
}

export type SurprisesOutcome =
  | {
      readonly kind: 'judged';
      /** Surprise that one in a hundred of the code base's own lines exceeds. */
      readonly threshold: number;
      readonly lines: readonly SurprisingLine[];
    }
  /** No code is known to judge by, none of its kind, or the document is another by now. */
  | { readonly kind: 'unjudged'; readonly reason: 'no-code' | 'no-like-code' | 'stale-document' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };

/**
 * Lines of the new files that a unified diff adds or changes, counted from 1, by the path that follows `b/`.
 */
export function addedLines(diff: string): Map<string, ReadonlySet<number>> {
  const files = new Map<string, Set<number>>();
  let current: Set<number> | undefined;
  /** Lines of either text that are still to come in a hunk: they may look like anything. */
  let [before, after, line] = [0, 0, 0];
  for (const row of diff.split('\n')) {
    if (before > 0 || after > 0) {
      if (row.startsWith('-')) before -= 1;
      else if (row.startsWith('+')) {
        current?.add(line++);
        after -= 1;
      } else if (!row.startsWith('\\')) {
        [before, after] = [before - 1, after - 1];
        line += 1;
      }
      continue;
    }
    const file = /^\+\+\+ (?:b\/(.+?)\t?\r?$|"b\/(.+)"\r?$)/.exec(row);
    if (file !== null) {
      current = new Set();
      files.set(file[1] ?? unquoted(file[2] ?? ''), current);
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(row);
    if (hunk !== null) [before, line, after] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
  }
  return files;
}

/** A name as git quotes those with unusual characters. */
function unquoted(name: string): string {
  return name.replace(/\\([\\"tn])/g, (_, letter: string) => ({ t: '\t', n: '\n' })[letter] ?? letter);
}
