import * as vscode from 'vscode';
import { isActive } from '../training/training-state';
import { plainText } from './plain-text';
import { type Situation, statusOf } from './status';

interface Choice extends vscode.QuickPickItem {
  readonly command?: string;
}

/** The actions that make sense now, as the status bar item offers them. */
export async function showMenu(situation: Situation): Promise<void> {
  const chosen = await vscode.window.showQuickPick(choices(situation), {
    title: statusOf(situation).tooltip,
    placeHolder: 'What should House Style do?',
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function choices({ trusted, training, model, suggestions, language }: Situation): Choice[] {
  const settings: Choice[] = [
    { label: '$(gear) Settings', command: 'house-style.showSettings' },
    { label: '$(output) Show Log', command: 'house-style.showLog' },
  ];
  if (!trusted) {
    return [{ label: '$(shield) Manage Workspace Trust', command: 'workbench.trust.manage' }, ...settings];
  }
  const train: Choice = isActive(training)
    ? { label: '$(debug-stop) Stop Training', command: 'house-style.stopTraining' }
    : { label: '$(play) Train on This Workspace', command: 'house-style.train' };
  const generate: Choice = { label: '$(new-file) Generate File in This Style…', command: 'house-style.generateFile' };
  const toggle: Choice = suggestions
    ? { label: '$(eye-closed) Disable Suggestions', command: 'house-style.disable' }
    : { label: '$(eye) Enable Suggestions', command: 'house-style.enable' };
  const languageToggle: Choice[] =
    language === undefined || !suggestions
      ? []
      : [
          {
            label: language.on
              ? `$(eye-closed) Disable for ${plainText(language.id)}`
              : `$(eye) Enable for ${plainText(language.id)}`,
            command: 'house-style.toggleLanguage',
          },
        ];
  return [train, ...(model.kind === 'loaded' ? [generate] : []), toggle, ...languageToggle, ...settings];
}
