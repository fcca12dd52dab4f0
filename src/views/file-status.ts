import * as l10n from '@vscode/l10n';
import { ruleText } from './training-panel/left-out-text';

/** What is known of the file that is being edited. */
export interface FileSituation {
  readonly trusted: boolean;
  /** Whether suggestions are on: here, and for the file's language. */
  readonly suggestions: boolean;
  readonly language: string;
  readonly languageOn: boolean;
  /** The folder, by its name, that is switched off with the file. */
  readonly folderOff: string | undefined;
  readonly snoozed: boolean;
  readonly inWorkspace: boolean;
  /** The rule by which the last training left it out. */
  readonly leftOutBy: string | undefined;
  /** Whether the model has read it; undefined where there is no model, or nobody knows. */
  readonly readByModel: boolean | undefined;
}

/** Whether there are suggestions in a file, and what of it was learned. */
export function fileStatus(file: FileSituation): { readonly text: string; readonly detail: string } {
  if (!file.trusted) {
    return { text: l10n.t('Suggestions are off'), detail: l10n.t('until this workspace is trusted') };
  }
  if (!file.suggestions) return { text: l10n.t('Suggestions are off'), detail: l10n.t('in this workspace') };
  if (!file.languageOn) return { text: l10n.t('Suggestions are off'), detail: l10n.t('for {0}', file.language) };
  if (file.folderOff !== undefined) {
    return { text: l10n.t('Suggestions are off'), detail: l10n.t('in the folder {0}', file.folderOff) };
  }
  if (file.snoozed) return { text: l10n.t('Suggestions are snoozed'), detail: learned(file) };
  return { text: l10n.t('Suggestions are on'), detail: learned(file) };
}

function learned({ inWorkspace, leftOutBy, readByModel }: FileSituation): string {
  if (!inWorkspace) return l10n.t('nothing is learned from this file: it is not in the workspace');
  if (leftOutBy !== undefined) return l10n.t('nothing is learned from this file: {0}', ruleText(leftOutBy));
  switch (readByModel) {
    case true:
      return l10n.t('the model has read this file');
    case false:
      return l10n.t('the model has not read this file: it is new, or one of those that it is measured on');
    case undefined:
      return l10n.t('not trained yet: suggestions come from the code of the workspace');
  }
}
