import path from 'node:path';
import { type CodeFolder, folderNames } from '@house-style/protocol/code-folder';
import { Failure } from '@house-style/protocol/failure';

/**
 * Folders as they are named on the command line: several are called by their last parts.
 *
 * @throws Failure `usage` where one is named twice.
 */
export function namedFolders(
  named: readonly string[],
  { exclude = [], followLinks }: { readonly exclude?: readonly string[] | undefined; readonly followLinks: boolean },
): CodeFolder[] {
  const [only] = named;
  if (named.length === 1 && only !== undefined) return [{ folder: only, exclude, followLinks }];
  const absolute = named.map((folder) => path.resolve(folder));
  const twice = named.find((_, index) => absolute.indexOf(absolute[index] ?? '') !== index);
  if (twice !== undefined) throw new Failure('usage', `The folder ${twice} is named twice: name it once.`);
  const names = folderNames(absolute.map((folder) => path.basename(folder)));
  return named.map((folder, index) => ({ folder, exclude, followLinks, name: names[index] ?? '' }));
}
