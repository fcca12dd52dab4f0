import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import { acceptedCommand, type CompletionProvider } from './completion/provider';
import type { CompletionSwitch } from './completion/switch';
import { showWhereSeen } from './completion/where-seen';
import type { OwnFigures } from './figures/own-figures';
import { showStorage } from './forgetting/storage-picker';
import { writtenInWords } from './generation/draft';
import { draftCommands } from './generation/draft-commands';
import type { Drafts } from './generation/drafts';
import type { FileGenerator } from './generation/generate-file';
import type { SetUpGpuTraining } from './gpu-setup/set-up-gpu-training';
import type { InferenceClient } from './inference/client';
import type { DocumentSync } from './inference/document-sync';
import type { CurrentModel } from './inference/current-model';
import { codeFolders, folderOfSeveral } from './inference/workspace-folders';
import type { Log } from './log';
import type { Session } from './session';
import type { Settings } from './settings';
import type { Training } from './training/training';
import { reviewChange } from './surprises/review-change';
import { isActive } from './training/training-state';
import { showMenu } from './views/menu';
import type { SituationWatch } from './views/situation';
import type { TrainingPanel } from './views/training-panel/training-panel';
import { confirm, showError, showInformation } from './views/messages';
import type { NeuronInspector } from './views/neuron-inspector/neuron-inspector';
import { plainText } from './views/plain-text';

export interface CommandParts {
  readonly client: InferenceClient;
  readonly documents: DocumentSync;
  readonly session: Session;
  readonly settings: Settings;
  readonly training: Training;
  readonly trainingPanel: TrainingPanel;
  readonly neuronInspector: NeuronInspector;
  readonly model: CurrentModel;
  readonly completionSwitch: CompletionSwitch;
  readonly provider: CompletionProvider;
  readonly generator: FileGenerator;
  readonly figures: OwnFigures;
  readonly drafts: Drafts;
  readonly gpuSetup: SetUpGpuTraining;
  readonly log: vscode.LogOutputChannel;
  readonly situation: SituationWatch;
}

/** Registers every command of the manifest. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const {
    client,
    documents,
    session,
    settings,
    training,
    trainingPanel,
    neuronInspector,
    figures,
    model,
    completionSwitch,
    provider,
    generator,
    drafts,
    gpuSetup,
    log,
    situation,
  } = parts;
  const commands: Record<string, (...words: never[]) => unknown> = {
    'housestyle.train': () => train(training, trainingPanel, settings),
    'housestyle.setUpGpuTraining': () => gpuSetup.run(),
    'housestyle.showTraining': () => trainingPanel.show(),
    'housestyle.stopTraining': () => stopTraining(training),
    'housestyle.generateFile': (place?: vscode.Uri) => generate(model, settings, () => generator.run(place)),
    'housestyle.generateFileLike': (file?: vscode.Uri) => generate(model, settings, () => generator.runLike(file)),
    ...draftCommands(drafts, generator),
    'housestyle.enable': () => completionSwitch.set(true),
    'housestyle.disable': () => completionSwitch.set(false),
    'housestyle.snooze': () => completionSwitch.snooze.forAWhile(),
    'housestyle.snoozeUntilRestart': () => completionSwitch.snooze.untilRestart(),
    'housestyle.endSnooze': () => completionSwitch.snooze.end(),
    'housestyle.toggleFolder': () => toggleFolder(completionSwitch),
    'housestyle.toggleLanguage': () => toggleLanguage(completionSwitch),
    'housestyle.reset': () => reset(session),
    'housestyle.forgetWorkspace': () => forgetWorkspace(session, provider, log),
    'housestyle.forgetAllWorkspaces': () => forgetAllWorkspaces(session, provider, log),
    'housestyle.storage': () => showStorage(session, log),
    'housestyle.showFigures': () => figures.show(),
    'housestyle.resetFigures': () => figures.reset(),
    'housestyle.learnAgain': () => session.learn(),
    'housestyle.trainAgain': (keepsModels?: unknown) => trainAgain(trainingPanel, session, keepsModels === true),
    'housestyle.showWhereSeen': () => showWhereSeen(client, provider),
    'housestyle.inspectNeurons': () => neuronInspector.show(),
    'housestyle.showSurprises': () => settings.set('surprises.enabled', true),
    'housestyle.hideSurprises': () => settings.set('surprises.enabled', false),
    'housestyle.reviewChange': () => reviewChange({ client, documents, settings, log }),
    'housestyle.showMenu': () => showMenu(situation.value),
    'housestyle.showLog': () => log.show(),
    'housestyle.showSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:house-style.house-style'),
    [acceptedCommand]: (text: string) => provider.accepted(text),
  };
  const registered = Object.entries(commands).flatMap(([name, run]) =>
    [name, earlierName(name)].map((one) => vscode.commands.registerCommand(one, run)),
  );
  return vscode.Disposable.from(...registered);
}

/** As version 0.1 called a command: keyboard shortcuts that somebody has set keep working. */
function earlierName(name: string): string {
  return name.replace(/^housestyle\./, 'house-style.');
}

async function train(training: Training, panel: TrainingPanel, settings: Settings): Promise<void> {
  if (!(await inTrustedFolder(settings))) return;
  if (!isActive(training.state.value)) {
    const folders = await foldersToTrainOn(settings);
    if (folders === undefined) return;
    const [only] = folders.length === 1 ? folders : [];
    const started = training.start(folders, settings.training(only && vscode.Uri.file(only.folder)));
    panel.show();
    await started;
    return;
  }
  panel.show();
}

async function stopTraining(training: Training): Promise<void> {
  if (isActive(training.state.value)) await training.stop();
  else void showInformation(l10n.t('House Style: no training is under way.'));
}

async function toggleFolder(completionSwitch: CompletionSwitch): Promise<void> {
  const folder = folderOfSeveral(vscode.window.activeTextEditor?.document);
  if (folder !== undefined) await completionSwitch.setFolder(folder, !completionSwitch.isFolderOn(folder));
}

async function toggleLanguage(completionSwitch: CompletionSwitch): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined) await completionSwitch.setLanguage(document, !completionSwitch.isLanguageOn(document));
}

/** A workspace that was never trained has its code and the pretrained network to write by. */
async function generate(
  model: CurrentModel,
  settings: Settings,
  run: () => Promise<GeneratedFile | undefined>,
): Promise<void> {
  if (!(await inTrustedFolder(settings))) return;
  const file = await run();
  if (file === undefined) return;
  const said = writtenInWords(file);
  if (model.state.value.kind === 'loaded') void showInformation(said);
  else {
    const more = l10n.t('This workspace is not trained yet.');
    await offer(`${said} ${more}`, l10n.t('Train Now'), 'housestyle.train');
  }
}

async function reset(session: Session): Promise<void> {
  void showInformation(l10n.t('House Style forgets what it learned from editing, and learns the saved files anew.'));
  await session.reset();
}

async function forgetWorkspace(session: Session, provider: CompletionProvider, log: Log): Promise<void> {
  const question = l10n.t('Forget everything that House Style has learned of this workspace?');
  const detail = l10n.t(
    'The model and its checkpoints, the copy of the code and all that was learned of it are deleted from this machine. A training that is under way is ended. Your files stay as they are.',
  );
  if (await confirm(question, detail, l10n.t('Forget'))) await forget(() => session.forget(), provider, log);
}

async function forgetAllWorkspaces(session: Session, provider: CompletionProvider, log: Log): Promise<void> {
  const question = l10n.t('Forget everything that House Style has learned of all workspaces?');
  const detail = l10n.t(
    'The models and checkpoints, the copies of the code and all that was learned of any workspace are deleted from this machine. Trainings that are under way are ended. Your files stay as they are.',
  );
  if (await confirm(question, detail, l10n.t('Forget'))) await forget(() => session.forgetAll(), provider, log);
}

async function forget(run: () => Promise<void>, provider: CompletionProvider, log: Log): Promise<void> {
  provider.forget();
  try {
    await run();
  } catch (error) {
    log.error(`Not all could be removed: ${String(error)}`);
    void showError(l10n.t('House Style: not everything could be removed. The log says what is left.'));
    return;
  }
  await offer(
    l10n.t('House Style has forgotten. It learns this workspace again when you want it.'),
    l10n.t('Learn Again'),
    'housestyle.learnAgain',
  );
}

async function trainAgain(panel: TrainingPanel, session: Session, keepsModels: boolean): Promise<void> {
  const trained = session.trainAgain(keepsModels);
  panel.show();
  await trained;
}

async function offer(message: string, action: string, command: string): Promise<void> {
  const chosen = await showInformation(message, action);
  if (chosen === action) await vscode.commands.executeCommand(command);
}

/** Whether there is code to learn from; says what is missing where there is none. */
async function inTrustedFolder(settings: Settings): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    await offer(
      l10n.t('House Style learns and writes code only in workspaces that you trust.'),
      l10n.t('Manage Trust'),
      'workbench.trust.manage',
    );
    return false;
  }
  if (codeFolders(settings).length > 0) return true;
  await offer(
    l10n.t('House Style learns from a folder: open one first.'),
    l10n.t('Open Folder…'),
    'workbench.action.files.openFolder',
  );
  return false;
}

/** The workspace's folder; of several, those that the user leaves picked. */
async function foldersToTrainOn(settings: Settings): Promise<readonly CodeFolder[] | undefined> {
  const folders = codeFolders(settings);
  if (folders.length === 1) return folders;
  const items = folders.map((folder) => ({
    label: plainText(folder.name ?? folder.folder),
    description: plainText(folder.folder),
    picked: true,
    folder,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: l10n.t('Which folders should House Style learn from?'),
  });
  return picked && picked.length > 0 ? picked.map(({ folder }) => folder) : undefined;
}
