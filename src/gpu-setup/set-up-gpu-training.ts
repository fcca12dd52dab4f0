import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { asFailure } from '@house-style/protocol/failure';
import { devicesSentence } from './devices';
import { type GpuSetup, thisMachine } from './gpu-setup';
import { setupPlan } from './setup-plan';
import { showError, showInformation } from '../views/messages';
import { plainText } from '../views/plain-text';

/** The command *Set Up GPU Training*: asks, sets up with progress that can be cancelled, and says what came of it. */
export class SetUpGpuTraining {
  #underWay = false;

  constructor(private readonly setup: GpuSetup) {}

  async run(): Promise<void> {
    if (this.#underWay) {
      void showInformation(l10n.t('House Style: the set-up is under way already.'));
      return;
    }
    const { question, choices } = setupPlan(await thisMachine());
    const chosen = await showInformation(`House Style: ${question}`, ...Object.keys(choices));
    const args = choices[chosen ?? ''];
    if (args === undefined) return;
    this.#underWay = true;
    let outcome: string;
    try {
      outcome = await this.#setUp(args);
    } catch (thrown) {
      // Before it is told, since the message itself offers to try again.
      this.#underWay = false;
      await tellFailure(thrown);
      return;
    }
    this.#underWay = false;
    // With a button the editor shows all of the sentence, and not its first line only.
    const trainNow = l10n.t('Train Now');
    const next = await showInformation(`House Style: ${outcome}`, trainNow);
    if (next === trainNow) await vscode.commands.executeCommand('housestyle.train');
  }

  /** @returns what came of it, in a sentence. */
  async #setUp(args: readonly string[]): Promise<string> {
    const options = { location: vscode.ProgressLocation.Notification, title: 'House Style', cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      const cancellation = token.onCancellationRequested(() => controller.abort());
      try {
        await this.setup.run(args, (message) => progress.report({ message: plainText(message) }), controller.signal);
        progress.report({ message: l10n.t('Measuring the devices…') });
        return devicesSentence(await this.setup.devices(controller.signal), args.includes('--gpu'));
      } finally {
        cancellation.dispose();
      }
    });
  }
}

async function tellFailure(thrown: unknown): Promise<void> {
  const { code, message } = asFailure(thrown);
  if (code === 'interrupted') {
    void showInformation(l10n.t('House Style: the set-up was stopped. Run it again to go on.'));
    return;
  }
  const [sentence = ''] = message.split('\n');
  const showLog = l10n.t('Show Log');
  const chosen = await showError(`House Style: ${sentence}`, l10n.t('Try Again'), showLog);
  if (chosen === showLog) await vscode.commands.executeCommand('housestyle.showLog');
  else if (chosen !== undefined) await vscode.commands.executeCommand('housestyle.setUpGpuTraining');
}
