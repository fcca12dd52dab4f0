/** Says of a file that is to be written what it would follow, and how it may be called. */
import type { FilePlan } from '@house-style/protocol/generated-file';
import { suggestNames } from './names/suggest-names';
import { chooseSiblings } from './siblings/choose-siblings';
import { type CodeFile, Neighbours } from './siblings/neighbours';

/** Files that may be followed in turn. */
const mostFollowed = 5;

/** Of what follows a name. */
const beginsEnding = /^[._-]/;

/** @param path in the workspace, as far as it is typed: where it has no ending yet, that of the files beside is meant. */
export function planFile(path: string, files: readonly CodeFile[]): Omit<FilePlan, 'lineEnd'> {
  const names = suggestNames(
    path,
    files.map((file) => file.path),
  );
  const ended = names.find((name) => name.whole && beginsEnding.test(name.path.slice(path.length)));
  const meant = ended?.path ?? path;
  const siblings = chooseSiblings(new Neighbours(meant, files));
  const follows = siblings === undefined ? [] : [siblings.first, ...siblings.others].slice(0, mostFollowed);
  return {
    knowsFiles: files.length > 0,
    follows: follows.map((file) => file.path),
    meant,
    names,
  };
}
