/** Which file an import means, and what that exports. */
import { posix } from 'node:path';
import { declaredAtTop } from '../siblings/declarations';
import type { CodeFile } from '../siblings/neighbours';
import type { ImportKind } from './import-statements';

const scriptEndings = ['', '.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** Files that hand on what others export lead on to those, so many times. */
const longestChain = 4;

export class WorkspaceExports {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #names = new Map<string, ReadonlySet<string> | undefined>();
  #byLastPart: Map<string, string[]> | undefined;

  constructor(files: readonly CodeFile[]) {
    this.#texts = new Map(files.map(({ path, text }) => [path, text]));
  }

  /** Whether an import names a file of this code by where that stands. */
  static isRelative(source: string, kind: ImportKind): boolean {
    return kind === 'include' || source.startsWith('.');
  }

  /** The file that a relative import means; undefined where there is none. */
  resolve(from: string, source: string, kind: ImportKind): string | undefined {
    switch (kind) {
      case 'script': {
        const target = posix.join(posix.dirname(from), source);
        const other = target.replace(/\.([mc]?)js(x?)$/, '.$1ts$2');
        const places = scriptEndings.flatMap((ending) => [target + ending, posix.join(target, `index${ending}`)]);
        return [...places, other].find((place) => this.#texts.has(place));
      }
      case 'python': {
        const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(source) ?? [];
        const folder = posix.join(posix.dirname(from), ...Array.from({ length: dots.length - 1 }, () => '..'));
        const target = posix.join(folder, ...rest.split('.').filter((part) => part !== ''));
        const places = [`${target}.py`, `${target}.pyi`, posix.join(target, '__init__.py')];
        return places.find((place) => this.#texts.has(place)) ?? (rest === '' ? folder : undefined);
      }
      case 'include': {
        this.#byLastPart ??= this.#lastParts();
        const same = this.#byLastPart.get(posix.basename(source)) ?? [];
        return same.find((path) => path === source || path.endsWith(`/${source}`) || source.endsWith(`/${path}`));
      }
    }
  }

  /** Names that a file exports; undefined where that cannot be told. */
  namesOf(path: string, kind: ImportKind, chain = 0): ReadonlySet<string> | undefined {
    if (this.#names.has(path)) return this.#names.get(path);
    const text = this.#texts.get(path);
    if (text === undefined || kind === 'include' || path.endsWith('.json')) return undefined;
    const names = kind === 'script' ? this.#scriptNames(path, text, chain) : pythonNames(text);
    this.#names.set(path, names);
    return names;
  }

  /** Whether a file of a Python package can be imported from it by name. */
  hasModule(folder: string, name: string): boolean {
    return (
      this.#texts.has(posix.join(folder, `${name}.py`)) || this.#texts.has(posix.join(folder, name, '__init__.py'))
    );
  }

  #scriptNames(path: string, text: string, chain: number): ReadonlySet<string> | undefined {
    const names = new Set<string>();
    const declared =
      /^\s*export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const\s+enum|const|let|var|interface|type|enum|namespace)\s+([\w$]+)/gm;
    for (const [, name] of text.matchAll(declared)) if (name !== undefined) names.add(name);
    if (/^\s*export\s+default\b/m.test(text)) names.add('default');
    // Later names of one declaration, and what is taken apart.
    if (/^\s*export\s+(?:const|let|var)\s*[[{]/m.test(text)) return undefined;
    for (const [, list = ''] of text.matchAll(/^\s*export\s+(?:type\s+)?\{([^}]*)\}/gm)) {
      for (const part of list.split(',')) {
        const name = /([\w$]+)\s*$/.exec(part.replace(/\/\/.*$/gm, ''))?.[1];
        if (name !== undefined) names.add(name);
      }
    }
    for (const [, as, source = ''] of text.matchAll(
      /^\s*export\s+\*\s*(?:as\s+([\w$]+)\s*)?from\s*['"]([^'"]+)['"]/gm,
    )) {
      if (as !== undefined) {
        names.add(as);
        continue;
      }
      const next = this.resolve(path, source, 'script');
      const further = next !== undefined && chain < longestChain ? this.namesOf(next, 'script', chain + 1) : undefined;
      if (further === undefined) return undefined;
      for (const name of further) if (name !== 'default') names.add(name);
    }
    if (/^\s*(?:module\.exports|exports\.)/m.test(text)) return undefined;
    return names;
  }

  #lastParts(): Map<string, string[]> {
    const parts = new Map<string, string[]>();
    for (const path of this.#texts.keys()) {
      const name = posix.basename(path);
      parts.set(name, [...(parts.get(name) ?? []), path]);
    }
    return parts;
  }
}

function pythonNames(text: string): ReadonlySet<string> | undefined {
  if (/^from\s+\S+\s+import\s+\*/m.test(text) || /^def __getattr__/m.test(text)) return undefined;
  const names = declaredAtTop(text);
  // Within conditions at the top too.
  for (const [, name] of text.matchAll(/^ {1,8}(?:def|class)\s+(\w+)/gm)) if (name !== undefined) names.add(name);
  for (const [, name] of text.matchAll(/^ {0,8}(\w+)(?:\s*:[^=\n]+)?\s*=(?!=)/gm))
    if (name !== undefined) names.add(name);
  for (const [statement] of text.matchAll(/^ *(?:from\s+\S+\s+)?import\s+(?:\([^)]*\)|.*)/gm)) {
    for (const name of statement.match(/\w+/g) ?? []) names.add(name);
  }
  return names;
}
