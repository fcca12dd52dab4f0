/** The folders of the code, and what their files are called by whoever names them. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type CodeFolder, folderOf, pathInFolder, pathOf } from '@house-style/protocol/code-folder';

/** A folder of the code, and its path with links resolved. */
type HomeOfCode = CodeFolder & { readonly real: string };

export class CodeHomes {
  private constructor(private readonly homes: readonly HomeOfCode[]) {}

  static readonly none = new CodeHomes([]);

  static async of(folders: readonly CodeFolder[]): Promise<CodeHomes> {
    const real = async ({ folder }: CodeFolder): Promise<string> => realpath(folder).catch(() => folder);
    return new CodeHomes(await Promise.all(folders.map(async (home) => ({ ...home, real: await real(home) }))));
  }

  get folders(): readonly CodeFolder[] {
    return this.homes;
  }

  /** Absolute paths that a file has: its own, and those by the names that its folder is known under, which may be links. */
  pathsOf(file: string): string[] {
    const others = this.homes.filter(({ folder, real }) => !isBelow(folder, file) && isBelow(real, file));
    return [file, ...others.map(({ folder, real }) => path.join(folder, path.relative(real, file)))];
  }

  /** Names in the workspace that a file would have in each folder, whether or not it lies in it. */
  namesOf(file: string): string[] {
    return this.homes.map((home) => nameIn(home, file));
  }

  /** The folder whose rules hold for a file, of those that hold each other the innermost, and its name in the workspace. */
  homeOf(file: string): { readonly home: CodeFolder; readonly name: string } | undefined {
    const [home] = this.homes
      .filter(({ folder }) => isBelow(folder, file))
      .sort((a, b) => b.folder.length - a.folder.length);
    return home && { home, name: nameIn(home, file) };
  }

  /** The absolute path of a file by its name in the workspace; undefined where no folder has it. */
  fileOf(name: string): string | undefined {
    const folder = folderOf(this.homes, name)?.folder;
    return folder === undefined ? undefined : path.join(folder, pathInFolder(name));
  }
}

/** A file by its name in the workspace, as one of a folder that it need not lie in. */
function nameIn(home: CodeFolder, file: string): string {
  return pathOf(home, path.relative(home.folder, file).replaceAll('\\', '/'));
}

/** Whether a file lies in a folder, or in one below it. */
export function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
