import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { GoneSources } from '@house-style/protocol/inference-messages';
import type { InferenceClient, InferenceState } from '../inference/client';
import type { CurrentModel, ModelState } from '../inference/current-model';
import type { Disposable } from '../observable';
import type { Training } from '../training/training';
import { goneSourcesText } from './gone-sources-text';
import { percent } from '../training/progress-text';
import type { TrainingState } from '../training/training-state';
import { crashesToTell } from './status';
import { showError, showInformation, showWarning } from './messages';

/** Tells, once each, what went wrong and what was finished; the status bar keeps telling. */
export class Notices implements Disposable {
  readonly #subscriptions: Disposable[];

  /** @param isTrainingSeen whether the panel is before the user, which tells how a training ended. */
  constructor(
    client: InferenceClient,
    model: CurrentModel,
    training: Training,
    memory: vscode.Memento,
    isTrainingSeen: () => boolean,
  ) {
    this.#subscriptions = [
      training.state.onChange((state) => {
        if (!isTrainingSeen()) void tellTraining(state);
      }),
      model.state.onChange((state) => void tellModel(state)),
      client.state.onChange((state) => void tellInference(state)),
      client.goneSources.onChange((sources) => void tellGoneSources(sources, memory)),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

async function tellTraining(state: TrainingState): Promise<void> {
  switch (state.kind) {
    case 'done': {
      // Short enough for one line: a longer notification is cut until it is pointed at.
      const message =
        state.better === false
          ? l10n.t('House Style is trained, but suggestions were better without it: they stay as they were.')
          : state.predicted === undefined
            ? l10n.t('House Style is trained.')
            : l10n.t('House Style is trained: it predicts {0} of unseen files.', percent(state.predicted));
      await offer(message, l10n.t('Show Training'), 'housestyle.showTraining');
      return;
    }
    case 'failed':
      await tellError(state.message, l10n.t('Try Again'), 'housestyle.train');
      return;
    case 'stopped': {
      const message =
        state.modelPath === undefined
          ? l10n.t('House Style: training stopped. Train again to go on.')
          : l10n.t('House Style: training stopped. Suggestions use what it has learned so far.');
      await offer(message, l10n.t('Go On'), 'housestyle.train');
      return;
    }
    case 'idle':
    case 'preparing':
    case 'running':
    case 'stopping':
  }
}

/** @param sentence may have a button. */
async function offer(sentence: string, action: string, command: string): Promise<void> {
  const chosen = await showInformation(sentence, action);
  if (chosen === action) await vscode.commands.executeCommand(command);
}

async function tellModel(state: ModelState): Promise<void> {
  if (state.kind === 'loaded' && state.model.deviceRefusal !== undefined) {
    await tellWarning(state.model.deviceRefusal, l10n.t('Open Settings'), 'housestyle.showSettings');
  }
  if (state.kind === 'failed') await tellError(state.failure.message, l10n.t('Train Again'), 'housestyle.train');
}

async function tellInference(state: InferenceState): Promise<void> {
  if (state.kind !== 'restarting' || state.crashes !== crashesToTell) return;
  await tellError(l10n.t('Suggestions keep failing: the inference process ended ({0}).', state.reason));
}

/** Under this name the editor remembers which model was told of, and of how many files. */
const toldSourcesKey = 'house-style.toldSources';

async function tellGoneSources(sources: GoneSources | undefined, memory: vscode.Memento): Promise<void> {
  if (sources === undefined) return;
  const { trainedAt, count, paths } = sources;
  const told = `${trainedAt} ${count}`;
  if (memory.get(toldSourcesKey) === told) return;
  await memory.update(toldSourcesKey, told);
  await tellWarning(goneSourcesText(count, paths), l10n.t('Train Again'), 'housestyle.trainAgain');
}

async function tellWarning(message: string, action: string, command: string): Promise<void> {
  const chosen = await showWarning(`House Style: ${message}`, action);
  if (chosen !== undefined) await vscode.commands.executeCommand(command);
}

/** @param action what the user can do about it, beside reading the log. */
async function tellError(message: string, action?: string, command?: string): Promise<void> {
  const showLog = l10n.t('Show Log');
  const actions = action === undefined ? [showLog] : [action, showLog];
  const chosen = await showError(`House Style: ${message}`, ...actions);
  if (chosen === showLog) await vscode.commands.executeCommand('housestyle.showLog');
  else if (chosen !== undefined && command !== undefined) await vscode.commands.executeCommand(command);
}
