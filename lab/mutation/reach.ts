/** Which unit tests reach a file, and over how many imports: the nearest say most of it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

const parts = ['src', 'protocol', 'model', 'corpus', 'inference', 'training', 'lab', 'scripts'];
const ownPackage = '@house-style/';

/** All TypeScript files of the repository's parts, as paths from its root. */
export async function sourceFiles(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const part of parts) {
    const entries = await readdir(path.join(root, part), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');
      if (entry.isFile() && file.endsWith('.ts') && !file.includes('node_modules/')) found.push(file);
    }
  }
  return found.sort();
}

export class Reach {
  /** Who imports a file, or starts it as a process. */
  readonly #importers = new Map<string, string[]>();

  /** @param compiledInto what a file is compiled into, which is imported in its place. */
  static async read(root: string, compiledInto: (file: string) => string | undefined): Promise<Reach> {
    const reach = new Reach();
    const files = await sourceFiles(root);
    const known = new Set(files);
    for (const file of files) {
      const compiled = compiledInto(file);
      if (compiled !== undefined) reach.#add(file, compiled);
      for (const used of usedBy(file, await readFile(path.join(root, file), 'utf8'))) {
        if (known.has(used)) reach.#add(used, file);
      }
    }
    return reach;
  }

  #add(file: string, importer: string): void {
    const importers = this.#importers.get(file);
    if (importers === undefined) this.#importers.set(file, [importer]);
    else importers.push(importer);
  }

  /**
   * The unit tests that reach a file, each with the number of imports in between, those by the nearest way. Not those of
   * the build, which bundles everything and says nothing of what it does.
   */
  testsOf(file: string): ReadonlyMap<string, number> {
    const distances = new Map([[file, 0]]);
    // A map goes on with what is added to it meanwhile.
    for (const [reached, distance] of distances) {
      for (const importer of this.#importers.get(reached) ?? []) {
        if (!distances.has(importer)) distances.set(importer, distance + 1);
      }
    }
    return new Map([...distances].filter(([reached]) => /^(?!scripts\/).*\.test\.ts$/.test(reached)));
  }
}

/** Files that a file imports for more than their types, or names, as one does that starts them as a process. */
function usedBy(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const folder = path.posix.dirname(file);
  const used: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    if (ts.isExportDeclaration(node) && node.isTypeOnly) return;
    if (ts.isStringLiteral(node)) {
      const { text: name } = node;
      if (name.startsWith(ownPackage)) used.push(`${name.slice(ownPackage.length)}.ts`);
      else if (name.startsWith('.')) used.push(`${path.posix.join(folder, name)}.ts`);
      if (name.endsWith('.ts')) used.push(path.posix.join(folder, name), name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return used;
}
