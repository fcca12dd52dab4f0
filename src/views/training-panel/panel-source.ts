import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { minutesRange } from '@house-style/protocol/settings';
import type { Disposable } from '../../observable';
import { onSettingsChange, type Settings } from '../../settings';
import type { CurrentModel } from '../../inference/current-model';
import type { Log } from '../../log';
import type { ModelHistory } from '../../training/model-history';
import type { Training } from '../../training/training';
import { showError } from '../messages';
import { isActive } from '../../training/training-state';
import { codeFolders } from '../../inference/workspace-folders';
import { showLeftOut } from './left-out-list';
import { panelView } from './panel-view';
import type { PanelSource } from './training-panel';
import type { PanelRequest, PanelView } from './view';

/** What the training panel shows of this window's training, and what its buttons do. */
export class TrainingPanelSource implements PanelSource {
  constructor(
    private readonly parts: {
      readonly training: Training;
      readonly settings: Settings;
      readonly history: ModelHistory;
      readonly model: CurrentModel;
      readonly log: Log;
    },
  ) {}

  async view(): Promise<PanelView> {
    const { training, settings, history } = this.parts;
    await training.recall();
    const folders = codeFolders(settings);
    const trained = await training.trainedFolders();
    const known = vscode.workspace.workspaceFolders ?? [];
    const named = known.filter(({ uri }) => trained.length === 0 || trained.includes(uri.fsPath));
    const canContinue =
      !isActive(training.state.value) && (await training.canContinue(trained.map((folder) => ({ folder }))));
    return panelView({
      locale: vscode.env.language,
      folders: named.map(({ name }) => name),
      state: training.state.value,
      course: training.course.value,
      canContinue: canContinue && trained.every((folder) => folders.some((one) => one.folder === folder)),
      minutes: { value: settings.get('training.minutes', scopeOf(folders)), ...minutesRange },
      models: await history.read(),
      now: new Date(),
      samples: settings.get('training.samples', scopeOf(folders)),
    });
  }

  onChange(listener: () => void): Disposable {
    return vscode.Disposable.from(
      this.parts.training.state.onChange(listener),
      this.parts.training.course.onChange(listener),
      // A model that is taken is kept by then.
      this.parts.model.state.onChange(listener),
      onSettingsChange(['training.minutes', 'training.samples'], listener),
    );
  }

  async answer(request: Exclude<PanelRequest, { kind: 'ready' }>): Promise<void> {
    switch (request.kind) {
      case 'start':
        await vscode.commands.executeCommand('housestyle.train');
        return;
      case 'start-over':
        await vscode.commands.executeCommand('housestyle.trainAgain', true);
        return;
      case 'stop':
        await vscode.commands.executeCommand('housestyle.stopTraining');
        return;
      case 'log':
        await vscode.commands.executeCommand('housestyle.showLog');
        return;
      case 'settings':
        await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:house-style.house-style training');
        return;
      case 'minutes':
        await setMinutes(request.minutes);
        return;
      case 'use-model':
        await this.#use(request.id);
        return;
      case 'left-out': {
        const { corpus } = this.parts.training.course.value;
        await showLeftOut(request.rule, corpus?.leftOutPaths?.[request.rule] ?? [], corpus?.leftOut[request.rule] ?? 0);
      }
    }
  }

  /** Goes back to an earlier model. */
  async #use(id: string): Promise<void> {
    const { history, model, training, log } = this.parts;
    if (isActive(training.state.value)) return;
    try {
      await history.use(id);
      await model.use(history.modelPath);
    } catch (error) {
      log.error(`The earlier model could not be taken: ${String(error)}`);
      void showError(l10n.t('House Style: the earlier model could not be taken. The log says why.'));
    }
  }
}

/** Of several folders none alone says how long all of them are trained on. */
function scopeOf(folders: ReturnType<typeof codeFolders>): vscode.Uri | undefined {
  const [only] = folders.length === 1 ? folders : [];
  return only && vscode.Uri.file(only.folder);
}

/** Where a workspace says how long it is to be trained, it is said there; else for the person. */
async function setMinutes(minutes: number): Promise<void> {
  if (!(minutes >= minutesRange.from && minutes <= minutesRange.to)) return;
  const configuration = vscode.workspace.getConfiguration('housestyle');
  const ofWorkspace = configuration.inspect('training.minutes')?.workspaceValue !== undefined;
  const target = ofWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('training.minutes', minutes, target);
}
