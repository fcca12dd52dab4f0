/** Which files a model has read that no training would read any more. */
import { objectionToPlace, type Objection } from '@house-style/corpus/one-file';
import { type CodeFolder, folderOf } from '@house-style/protocol/code-folder';
import type { WorkspaceFile } from '@house-style/protocol/corpus-file';
import { type ModelSource, textDigest } from '@house-style/protocol/model-sources';

/** Objections by which somebody has said that a file is not to be read. Others say only that it would teach little. */
const meant: ReadonlySet<Objection> = new Set(['not-there', 'ignored', 'secret', 'dependency', 'link']);

/**
 * @param files of the workspace as they are.
 * @returns what was deleted, is ignored, or holds credentials; not what only stands elsewhere now, nor files of folders that
 *   are no longer part of the workspace: nobody knows of them.
 */
export async function goneSources(
  sources: readonly ModelSource[],
  files: readonly WorkspaceFile[],
  code: readonly CodeFolder[],
): Promise<readonly string[]> {
  const paths = new Set(files.map(({ path }) => path));
  const missing = sources.filter(({ path }) => !paths.has(path));
  if (missing.length === 0) return [];
  const texts = new Set(files.map(({ text }) => textDigest(text)));
  const gone: string[] = [];
  for (const { path, digest } of missing) {
    if (texts.has(digest)) continue;
    const folder = folderOf(code, path);
    const objection = folder && (await objectionToPlace(folder, { path }));
    if (objection !== undefined && meant.has(objection)) gone.push(path);
  }
  return gone;
}
