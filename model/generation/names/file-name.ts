/** What a path says: folder, extension, and the name that a file of its kind is about. */

export interface FileName {
  /** Parts of the folder. */
  readonly folder: readonly string[];
  /** Of `src/buffer-count.spec.ts`, `buffer-count`. */
  readonly stem: string;
  /** Of the same, `.spec`: what files of one kind have in common. */
  readonly kind: string;
  /** With its dot and in lower case; empty where there is none. */
  readonly extension: string;
}

const kinds =
  /([._-](?:spec|test|tests|unittest|stories|module|component|service|d|e2e|bench|benchmark|mock|types?))$/i;
const kindsInFront = /^(test[_-])/i;

export function fileNameOf(path: string): FileName {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.pop() ?? '';
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot).toLowerCase() : '';
  let stem = dot > 0 ? name.slice(0, dot) : name;
  let kind = '';
  for (let found = kinds.exec(stem); found !== null && found.index > 0; found = kinds.exec(stem)) {
    kind = (found[1] as string).toLowerCase() + kind;
    stem = stem.slice(0, found.index);
  }
  const front = kindsInFront.exec(stem)?.[1];
  if (front !== undefined && stem.length > front.length) {
    kind = front.toLowerCase() + kind;
    stem = stem.slice(front.length);
  }
  return { folder: parts, stem, kind, extension };
}

/** Names that say nothing of what is in a file: its folder does. */
const impersonal = new Set([
  'index',
  'main',
  'mod',
  'lib',
  '__init__',
  '__main__',
  'init',
  'types',
  'package',
  'setup',
]);

/** What a file is about: its name, or where that says nothing its folder's. */
export function subjectOf(path: string): string {
  const { stem, folder } = fileNameOf(path);
  return impersonal.has(stem.toLowerCase()) ? (folder.at(-1) ?? stem) : stem;
}
