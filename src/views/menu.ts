import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
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
    placeHolder: l10n.t('What should House Style do?'),
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function choices({ trusted, training, suggestions, language }: Situation): Choice[] {
  const settings: Choice[] = [
    { label: `$(gear) ${l10n.t('Settings')}`, command: 'housestyle.showSettings' },
    { label: `$(output) ${l10n.t('Show Log')}`, command: 'housestyle.showLog' },
  ];
  if (!trusted) {
    return [{ label: `$(shield) ${l10n.t('Manage Workspace Trust')}`, command: 'workbench.trust.manage' }, ...settings];
  }
  const train: Choice = isActive(training)
    ? { label: `$(debug-stop) ${l10n.t('Stop Training')}`, command: 'housestyle.stopTraining' }
    : { label: `$(play) ${l10n.t('Train on This Workspace')}`, command: 'housestyle.train' };
  const show: Choice = { label: `$(graph-line) ${l10n.t('Show Training')}`, command: 'housestyle.showTraining' };
  const generate: Choice = {
    label: `$(new-file) ${l10n.t('Generate File in This Style…')}`,
    command: 'housestyle.generateFile',
  };
  const toggle: Choice = suggestions
    ? { label: `$(eye-closed) ${l10n.t('Disable Suggestions')}`, command: 'housestyle.disable' }
    : { label: `$(eye) ${l10n.t('Enable Suggestions')}`, command: 'housestyle.enable' };
  const languageToggle: Choice[] =
    language === undefined || !suggestions
      ? []
      : [
          {
            label: language.on
              ? `$(eye-closed) ${l10n.t('Disable for {0}', plainText(language.id))}`
              : `$(eye) ${l10n.t('Enable for {0}', plainText(language.id))}`,
            command: 'housestyle.toggleLanguage',
          },
        ];
  return [train, show, generate, toggle, ...languageToggle, ...settings];
}
