/**
 * The folders of a workspace, and how their files are named: by the path in the folder where there is one, and where
 * there are several behind the folder's name and two slashes, `server//src/main.ts`, as no path in a folder has them.
 * What a model sees of a file is its path in the folder alone, so that it suggests the same whatever the folder is called.
 */

/** A folder of code, and what the user has hidden of it. */
export interface CodeFolder {
  /** Absolute where it crosses into another process. */
  readonly folder: string;
  /** Glob patterns of files and folders to leave out, as in `files.exclude`. */
  readonly exclude: readonly string[];
  /** Tells its files from those of the workspace's other folders; none where it is the only one. */
  readonly name?: string;
  /** Whether folders outside that links in it lead to are part of the code, as in the editor's search; they are where not given. */
  readonly followLinks?: boolean;
}

/** One folder by its path alone, or several. */
export function asCodeFolders(code: string | readonly CodeFolder[]): readonly CodeFolder[] {
  return typeof code === 'string' ? [{ folder: code, exclude: [] }] : code;
}

/** As an English sentence names them. */
export function foldersInWords(folders: readonly CodeFolder[]): string {
  return folders.map(({ folder }) => folder).join(' and ');
}

const separator = '//';

/** How a file of a folder is named in the workspace. @param path in the folder, with forward slashes. */
export function pathOf({ name }: Pick<CodeFolder, 'name'>, path: string): string {
  return name === undefined ? path : `${name}${separator}${path}`;
}

/** The path of a file in its folder. */
export function pathInFolder(path: string): string {
  const at = path.indexOf(separator);
  return at < 0 ? path : path.slice(at + separator.length);
}

/** The folder that a file belongs to by its name in the workspace. */
export function folderOf<F extends Pick<CodeFolder, 'name'>>(folders: readonly F[], path: string): F | undefined {
  const at = path.indexOf(separator);
  const name = at < 0 ? undefined : path.slice(0, at);
  return folders.find((folder) => folder.name === name);
}

/** As people write it. */
export function pathInWords(path: string): string {
  return path.replace(separator, '/');
}

/** Names for folders by what each is called, such as their last parts: without slashes or controls, and no two alike. */
export function folderNames(called: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return called.map((words) => {
    const plain = words.replace(/[\\/\p{Cc}]+/gu, '-') || 'folder';
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain} ${count}`;
    taken.add(name);
    return name;
  });
}
