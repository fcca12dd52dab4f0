import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../observable';
import { progressText } from '../training/progress-text';
import type { Training } from '../training/training';
import { isActive, type TrainingState } from '../training/training-state';
import { plainText } from './plain-text';

/**
 * A notification that follows a training until its end. Its button stops the training; putting the notification away
 * does not.
 *
 * @param folders what is trained on, where there is a choice.
 */
export function showTrainingProgress(training: Training, folders: readonly string[] = []): void {
  const title = folders.length === 0 ? 'House Style' : l10n.t('House Style learns {0}', folders.join(', '));
  const options = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  void vscode.window.withProgress(options, async (progress, token) => {
    let shown = 0;
    let subscription: Disposable | undefined;
    const cancellation = token.onCancellationRequested(() => void training.stop());
    await new Promise<void>((resolve) => {
      const show = (state: TrainingState): void => {
        if (!isActive(state)) {
          resolve();
          return;
        }
        const done = state.kind === 'running' ? Math.floor(state.fraction * 100) : shown;
        progress.report({ message: plainText(progressText(state)), increment: done - shown });
        shown = done;
      };
      subscription = training.state.onChange(show);
      show(training.state.value);
    });
    subscription?.dispose();
    cancellation.dispose();
  });
}
