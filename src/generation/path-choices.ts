/** What the box offers that asks for the path of a new file. */
import * as l10n from '@vscode/l10n';
import { pathInWords } from '@house-style/protocol/code-folder';
import type { FilePlan } from '@house-style/protocol/generated-file';
import { normalisedPath, problemWith } from './file-path';

export interface PathChoice {
  /** In its folder. */
  readonly path: string;
  /** `write` takes the path as it is, `type-on` puts it into the box, `nothing` says what is wrong with it. */
  readonly then: 'write' | 'type-on' | 'nothing';
  readonly detail?: string;
}

/**
 * @param plan of what is typed; undefined while that is not known.
 * @param taken why no file may be made at the path, as far as it is known.
 * @returns the one that is meant first.
 */
export function pathChoices(typed: string, plan: FilePlan | undefined, taken: string | undefined): PathChoice[] {
  const path = normalisedPath(typed);
  const problem = problemWith(typed) ?? taken;
  const asTyped: PathChoice =
    problem === undefined
      ? { path, then: 'write', detail: plan === undefined ? '' : followedInWords(path, plan) }
      : { path, then: 'nothing', detail: problem };
  const named = (plan?.names ?? []).map((name): PathChoice => {
    return name.whole
      ? { path: name.path, then: 'write' }
      : { path: name.path, then: 'type-on', detail: l10n.t('Files here are called so: type on.') };
  });
  const ended = named.find((choice) => choice.path === plan?.meant);
  if (plan === undefined || ended === undefined || problem !== undefined) return [asTyped, ...named];
  // Who leaves the ending out mostly means that of the files beside, and what is followed is told of that.
  return [
    { ...ended, detail: followedInWords(ended.path, plan) },
    { ...asTyped, detail: l10n.t('Without an ending') },
    ...named.filter((choice) => choice !== ended),
  ];
}

/** What is taken where a box is answered: that one is chosen counts where it goes on from what is typed. */
export function answered(typed: string, choices: readonly PathChoice[], chosen: PathChoice | undefined): PathChoice {
  const path = normalisedPath(typed);
  if (chosen?.path.startsWith(path) === true && choices.includes(chosen)) return chosen;
  return choices.find((choice) => choice.path === path) ?? { path, then: 'write' };
}

/** Which file is followed, or what is written after where there is none. */
function followedInWords(path: string, { knowsFiles, follows: [first] }: FilePlan): string {
  if (!knowsFiles) return l10n.t('No code of this workspace is known yet: it follows no file.');
  if (first !== undefined) return l10n.t('Follows {0}', pathInWords(first));
  const ending = /\.[^./]+$/.exec(path)?.[0];
  return ending === undefined
    ? l10n.t('The name has no ending such as .ts, and no file here is called so: it follows none.')
    : l10n.t('No file here ends in {0}: it follows none, and is written as the rest of the code suggests.', ending);
}
