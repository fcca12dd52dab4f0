/** Names for a new file that go on as those beside it: `debounce…` beside `debounceTime.ts`, then `debounceCount.ts`. */
import type { SuggestedName } from '@house-style/protocol/generated-file';
import { fileNameOf, subjectOf } from './file-name';
import { inStyle, styleOf, wordsOf } from './words';

/** Names that are suggested at once. */
const mostNames = 8;
/** A word that so many names have in one place is a pattern. */
const pattern = 2;

const shareAlike = 0.6;

interface Beside {
  /** Of each name. */
  readonly words: readonly (readonly string[])[];
  /** What most names end with after what they are about, such as `.spec.ts`. */
  readonly ending: string;
  /** Whether so many end with it that who types none means it. */
  readonly endsAlike: boolean;
  readonly style: ReturnType<typeof styleOf>;
  readonly paths: ReadonlySet<string>;
}

/**
 * @param typed path of the new file, as far as it is typed.
 * @param paths of the files there are.
 * @returns the likeliest first; each begins with what is typed.
 */
export function suggestNames(typed: string, paths: readonly string[]): readonly SuggestedName[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const name = typed.slice(folder.length);
  const beside = namesIn(folder, paths);
  if (beside === undefined || name.includes('.')) return [];
  const names: SuggestedName[] = [];
  const add = (stem: string, whole: boolean): void => {
    const path = `${folder}${stem}${whole ? beside.ending : ''}`;
    if (stem.startsWith(name) && path !== typed && !beside.paths.has(path)) names.push({ path, whole });
  };
  if (name !== '' && beside.endsAlike) add(name, true);
  const words = wordsOf(name);
  const goneOn = new Set(beside.words.filter(({ length }) => length > 1).map(([first]) => first));
  const heads = counted(beside.words.map(([first = '']) => first)).filter((head) => goneOn.has(head));
  for (const head of heads) if (inStyle([head], beside.style) !== name) add(inStyle([head], beside.style), false);
  if (words.length > 0 && heads.includes(words[0] ?? '')) {
    const tails = counted(beside.words.filter(([first]) => first !== words[0]).map((all) => all.slice(1).join(' ')));
    for (const tail of tails) add(inStyle([words[0] ?? '', ...tail.split(' ')], beside.style), true);
  }
  return names.slice(0, mostNames);
}

/** @returns undefined where no file is in the folder. */
function namesIn(folder: string, paths: readonly string[]): Beside | undefined {
  const inFolder = paths.filter((path) => path.lastIndexOf('/') + 1 === folder.length && path.startsWith(folder));
  const endings = inFolder.map((path) => {
    const { kind, extension } = fileNameOf(path);
    return (kind.startsWith('.') || kind.startsWith('-') || kind.startsWith('_') ? kind : '') + extension;
  });
  const [ending] = counted(endings, 1);
  if (ending === undefined) return undefined;
  const stems = inFolder.filter((path) => path.endsWith(ending)).map((path) => subjectOf(path));
  const [style = 'camel'] = counted(
    stems.filter((stem) => wordsOf(stem).length > 1).map((stem) => styleOf(stem)),
    1,
  );
  const endsAlike = stems.length >= shareAlike * inFolder.length && stems.length > 1;
  return { words: stems.map(wordsOf), ending, endsAlike, style, paths: new Set(inFolder) };
}

/** What occurs often enough, the most frequent first. */
function counted<T extends string>(values: readonly T[], least = pattern): T[] {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([value]) => value);
}
