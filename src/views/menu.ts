import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { snoozeMinutes } from '../completion/snooze';
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

function choices(situation: Situation): Choice[] {
  const { trusted, training } = situation;
  const settings: Choice[] = [
    { label: `$(graph) ${l10n.t('Your Figures')}`, command: 'housestyle.showFigures' },
    { label: `$(database) ${l10n.t('Storage…')}`, command: 'housestyle.storage' },
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
  return [train, show, generate, ...switches(situation), ...settings];
}

/** What suggestions can be switched by: for a while, and for more and more. */
function switches({ suggestions, snooze, language, folder }: Situation): Choice[] {
  if (!suggestions) return [{ label: `$(eye) ${l10n.t('Enable Suggestions')}`, command: 'housestyle.enable' }];
  const snoozes: Choice[] =
    snooze === undefined
      ? [
          { label: `$(bell-slash) ${l10n.t('Snooze for {0} Minutes', snoozeMinutes)}`, command: 'housestyle.snooze' },
          { label: `$(bell-slash) ${l10n.t('Snooze Until Restart')}`, command: 'housestyle.snoozeUntilRestart' },
        ]
      : [{ label: `$(bell) ${l10n.t('End Snooze')}`, command: 'housestyle.endSnooze' }];
  return [
    ...snoozes,
    ...(language === undefined ? [] : [languageToggle(language)]),
    ...(folder === undefined ? [] : [folderToggle(folder)]),
    { label: `$(eye-closed) ${l10n.t('Disable Suggestions')}`, command: 'housestyle.disable' },
  ];
}

function languageToggle({ id, on }: NonNullable<Situation['language']>): Choice {
  const name = plainText(id);
  const label = on ? `$(eye-closed) ${l10n.t('Disable for {0}', name)}` : `$(eye) ${l10n.t('Enable for {0}', name)}`;
  return { label, command: 'housestyle.toggleLanguage' };
}

function folderToggle({ name: folder, on }: NonNullable<Situation['folder']>): Choice {
  const name = plainText(folder);
  const label = on
    ? `$(eye-closed) ${l10n.t('Disable in the Folder {0}', name)}`
    : `$(eye) ${l10n.t('Enable in the Folder {0}', name)}`;
  return { label, command: 'housestyle.toggleFolder' };
}
