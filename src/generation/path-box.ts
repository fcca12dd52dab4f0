import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { pathInFolder, pathOf } from '@house-style/protocol/code-folder';
import type { FilePlan } from '@house-style/protocol/generated-file';
import type { InferenceClient } from '../inference/client';
import type { NamedFolder } from '../inference/workspace-folders';
import { plainText } from '../views/plain-text';
import { normalisedPath, problemWith } from './file-path';
import { answered, type PathChoice, pathChoices } from './path-choices';

interface Item extends vscode.QuickPickItem {
  readonly choice: PathChoice;
}

/** Milliseconds without a keystroke after which it is asked what a file would follow. */
const pause = 120;

/**
 * Asks for the path of a new file, and says which file it would follow.
 *
 * @param wish what stands in the box at first, and the file that is to be followed, where that is known already.
 * @param taken why no file may be made at a path; undefined where one may.
 * @returns the path in the folder; undefined where the box was left.
 */
export async function askForPath(
  client: InferenceClient,
  folder: NamedFolder,
  { start, like }: { readonly start: string; readonly like: string | undefined },
  taken: (path: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = l10n.t('Generate File in This Style');
  box.placeholder = l10n.t('Path of the new file in this workspace, such as src/parsers/csv.ts');
  let choices: readonly PathChoice[] = [];
  let waiting: NodeJS.Timeout | undefined;
  const show = (plan?: FilePlan, problem?: string): void => {
    choices = pathChoices(box.value, plan, problem);
    box.items = choices.map(itemOf);
    box.activeItems = box.items.slice(0, 1);
  };
  const look = async (): Promise<void> => {
    const typed = box.value;
    const path = normalisedPath(typed);
    const plan = await client.plan(pathOf(folder, path));
    const problem = problemWith(typed) ?? (await taken(path));
    if (box.value === typed) show(plan && inFolder(plan, like), problem);
  };
  const changed = (): void => {
    show();
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), pause);
  };
  try {
    return await new Promise<string | undefined>((resolve) => {
      box.onDidChangeValue(changed);
      box.onDidHide(() => resolve(undefined));
      box.onDidAccept(async () => {
        const typed = box.value;
        const choice = answered(typed, choices, box.activeItems[0]?.choice);
        if (choice.then === 'type-on') {
          box.value = choice.path;
          changed();
          return;
        }
        const problem = problemWith(choice.path) ?? (await taken(choice.path));
        if (problem === undefined) resolve(choice.path);
        else if (box.value === typed) show(undefined, problem);
      });
      box.show();
      // Afterwards, as what is there at first is selected, and gone with the first key.
      if (start !== '') box.value = start;
      changed();
    });
  } finally {
    clearTimeout(waiting);
    box.dispose();
  }
}

function itemOf(choice: PathChoice): Item {
  const { path, then, detail = '' } = choice;
  const icon = then === 'nothing' ? '$(error) ' : then === 'type-on' ? '$(edit) ' : '$(new-file) ';
  const label = then === 'type-on' ? `${path}…` : path;
  return { label: icon + plainText(label), detail: plainText(detail), alwaysShow: true, choice };
}

/** The plan with names as they are in the folder. */
function inFolder(plan: FilePlan, like: string | undefined): FilePlan {
  const named = plan.names.map((name) => ({ ...name, path: pathInFolder(name.path) }));
  return {
    ...plan,
    meant: pathInFolder(plan.meant),
    follows: like === undefined ? plan.follows : [like],
    names: named,
  };
}
