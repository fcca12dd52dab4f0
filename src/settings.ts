import * as vscode from 'vscode';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import type { CompletionPreferences, RequestOf } from '@house-style/protocol/inference-messages';
import { type SettingName, settingNames, type SettingValue } from '@house-style/protocol/settings';
import { CheckedSettings } from './checked-settings';
import type { InferenceSettings } from './inference/client';
import type { Log } from './log';
import type { Disposable } from './observable';
import type { TrainingSettings } from './training/request';

/** What the user has set, read where it is needed. */
export class Settings {
  readonly #checked: CheckedSettings;

  constructor(log: Log) {
    this.#checked = new CheckedSettings(log);
  }

  get<Name extends SettingName>(name: Name, scope?: vscode.ConfigurationScope): SettingValue<Name> {
    return this.#checked.valueOf(name, vscode.workspace.getConfiguration('housestyle', scope).get(name));
  }

  /** Keeps what the user wants of this workspace, or of all windows where there is none. */
  async set<Name extends SettingName>(name: Name, value: SettingValue<Name>): Promise<void> {
    const target =
      vscode.workspace.workspaceFolders === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    await vscode.workspace.getConfiguration('housestyle').update(name, value, target);
  }

  /** For suggestions in a document; they may differ between languages. */
  preferences(document: vscode.TextDocument): CompletionPreferences {
    return {
      acceptance: this.get('completion.acceptance', document),
      multiLine: this.get('completion.multiLine', document),
      frequency: this.get('completion.frequency', document),
      inComments: this.get('completion.inComments', document),
      inStrings: this.get('completion.inStrings', document),
    };
  }

  /** For trainings, on a folder where it is on one alone. */
  training(folder?: vscode.Uri): TrainingSettings {
    return {
      minutes: this.get('training.minutes', folder),
      pretrained: this.get('pretrained', folder),
      device: this.get('device', folder),
      samples: this.get('training.samples', folder),
    };
  }

  /** What of a folder is not to be seen. */
  hidden(folder: vscode.Uri): Required<Pick<CodeFolder, 'exclude' | 'followLinks'>> {
    const patterns = vscode.workspace.getConfiguration('files', folder).get('exclude');
    const followLinks = vscode.workspace.getConfiguration('search', folder).get('followSymlinks') !== false;
    return { exclude: this.#checked.patternsIn(patterns), followLinks };
  }

  inference(): InferenceSettings {
    return { device: this.get('device'), adapt: this.get('completion.adapt') };
  }

  /** The network that comes with the product, where it is wanted. */
  pretrainedNetwork(modelPath: string): RequestOf<'workspace'>['pretrained'] {
    return this.get('pretrained') ? { modelPath, adapt: this.get('completion.adapt') } : undefined;
  }
}

/** Told when any of these settings has changed, in whatever scope. */
export function onSettingsChange(names: readonly SettingName[], listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (names.some((name) => change.affectsConfiguration(`housestyle.${name}`))) listener();
  });
}

/** Says in the log what each setting is once it has changed, in whatever scope: for the document at hand. */
export function logSettingsChanges(settings: Settings, log: Log): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    const document = vscode.window.activeTextEditor?.document;
    for (const name of settingNames) {
      if (!change.affectsConfiguration(`housestyle.${name}`, document)) continue;
      log.info(`The setting housestyle.${name} is now ${JSON.stringify(settings.get(name, document))}.`);
    }
  });
}

/** Whether something may be part of a folder now that was not, or the other way round; see {@link Settings.hidden}. */
export function affectsWhatIsHidden(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration('files.exclude') || change.affectsConfiguration('search.followSymlinks');
}
