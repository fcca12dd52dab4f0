import * as l10n from '@vscode/l10n';

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
  if (path === '') return l10n.t('Name a path in this workspace, such as src/parsers/csv.ts.');
  if (path.startsWith('/') || /^[a-z]:/i.test(path))
    return l10n.t('The path starts at the workspace folder: leave out the beginning.');
  if (path.endsWith('/')) return l10n.t('This is a folder: add a file name.');
  const parts = path.split('/');
  if (parts.includes('..')) return l10n.t('The path cannot leave the workspace.');
  if (parts.includes('')) return l10n.t('There are two slashes in a row.');
  if (forbidden.test(path)) return l10n.t('File names cannot have any of < > : " | ? *');
  return undefined;
}
