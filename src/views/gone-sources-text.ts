import * as l10n from '@vscode/l10n';
import { pathInWords } from '@house-style/protocol/code-folder';

/** Longest name that is said in full, characters. */
const longestName = 60;

/** That a model has read files that no training would read any more, of which one is named. */
export function goneSourcesText(count: number, [first = '']: readonly string[]): string {
  const name = pathInWords(first).slice(-longestName);
  return count === 1
    ? l10n.t(
        'the model has read a file that is deleted or left out by now: {0}. Train again from the beginning to have it forgotten.',
        name,
      )
    : l10n.t(
        'the model has read {0} files that are deleted or left out by now, such as {1}. Train again from the beginning to have them forgotten.',
        count,
        name,
      );
}
