/** Takes files that were made or changed into what is known of the code, as far as they are part of it. */
import { textOfFile } from '@house-style/corpus/one-file';
import type { CodeHomes } from './code-homes';
import type { WorkspacePredictors } from './workspace-predictors';

/** Of more files that have changed at once, all is gathered anew: each is looked at in milliseconds. */
const mostLookedAt = 2_000;
/** Of more of them that are part of the code, or of more lines that are gone, too. */
const mostTakenIn = 300;
const mostGone = 2_000;

interface TakingIn {
  /** Asked before each file, whether there is still a use for it; what is more urgent is done meanwhile. */
  readonly goesOn: () => Promise<boolean>;
  /** Whether a file is open: it is learned as it is typed then. */
  readonly isOpen: (name: string) => boolean;
  /** Told of a file that has changed, and of lines that are gone from it. */
  readonly onGone: (path: string, lines: readonly string[]) => void;
}

/**
 * @param paths absolute, of files that have changed.
 * @returns how many are to be learned, none where there is no use for them any more; or that all is to be gathered anew.
 */
export async function takeIn(
  paths: readonly string[],
  code: CodeHomes,
  workspace: WorkspacePredictors,
  { goesOn, isOpen, onGone }: TakingIn,
): Promise<number | 'too-much'> {
  if (paths.length > mostLookedAt) return 'too-much';
  let [taken, gone] = [0, 0];
  for (const file of paths.flatMap((one) => code.pathsOf(one))) {
    if (!(await goesOn())) return 0;
    const { home, name } = code.homeOf(file) ?? {};
    if (home === undefined || name === undefined) continue;
    const text = await textOfFile(home, name);
    // It stood there and is now left out, or gone.
    if (text === undefined && workspace.holds(name)) return 'too-much';
    if (text === undefined) continue;
    const lines = workspace.takeIn(name, text, !isOpen(name));
    if (lines === undefined) continue;
    taken += 1;
    gone += lines.length;
    onGone(name, lines);
    if (taken > mostTakenIn || gone > mostGone) return 'too-much';
  }
  return taken;
}
