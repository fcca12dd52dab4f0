/** Characters that no file name has on every system that the workspace may be opened on. */
const forbidden = /[<>:"|?*\p{Cc}]/u;

/** A path as files are named in training: forward slashes, no `./` before it. */
export function normalisedPath(typed: string): string {
  return typed
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '');
}

/** What is wrong with a path for a new file, as a sentence; undefined where nothing is. */
export function problemWith(typed: string): string | undefined {
  const path = normalisedPath(typed);
  if (path === '') return 'Name a path in this workspace, such as src/parsers/csv.ts.';
  if (path.startsWith('/') || /^[a-z]:/i.test(path))
    return 'The path starts at the workspace folder: leave out the beginning.';
  if (path.endsWith('/')) return 'This is a folder: add a file name.';
  const parts = path.split('/');
  if (parts.includes('..')) return 'The path cannot leave the workspace.';
  if (parts.includes('')) return 'There are two slashes in a row.';
  if (forbidden.test(path)) return 'File names cannot have any of < > : " | ? *';
  return undefined;
}
