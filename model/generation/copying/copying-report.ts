/** Says how much of a written file is copied, and from where. */
import type { CopyingReport } from '@house-style/protocol/generated-file';
import type { VerbatimIndex, VerbatimRun } from './verbatim-index';

/** Code units; what is longer hardly comes about by chance or by the rules of the language. */
const tellingLength = 60;

export function copyingIn(text: string, index: VerbatimIndex): CopyingReport {
  const runs = index.runsIn(text);
  const longest = runs.reduce<VerbatimRun | undefined>(
    (a, b) => (a === undefined || b.length > a.length ? b : a),
    undefined,
  );
  let [covered, upTo] = [0, 0];
  for (const { start, length } of runs) {
    if (length <= tellingLength) continue;
    covered += Math.max(0, start + length - Math.max(start, upTo));
    upTo = Math.max(upTo, start + length);
  }
  return {
    longestRun: longest === undefined ? null : { characters: longest.length, path: longest.path },
    shareInLongRuns: text.length === 0 ? 0 : covered / text.length,
  };
}
