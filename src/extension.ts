import path from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { registerCommands } from './commands';
import { ActivityWatch } from './completion/activity-watch';
import { CompletionProvider } from './completion/provider';
import { CompletionSwitch } from './completion/switch';
import { OwnFigures } from './figures/own-figures';
import { removeAgedTablesLater } from './forgetting/aged-tables';
import { Drafts } from './generation/drafts';
import { FileGenerator } from './generation/generate-file';
import { GpuSetup } from './gpu-setup/gpu-setup';
import { tensorflowFolder } from './gpu-setup/installation';
import { SetUpGpuTraining } from './gpu-setup/set-up-gpu-training';
import { InferenceClient } from './inference/client';
import { CurrentModel } from './inference/current-model';
import { documentSelector, DocumentSync } from './inference/document-sync';
import { originOf } from './inference/origin';
import { forkInferenceProcess } from './inference/inference-process';
import { logSettingsChanges, onSettingsChange, Settings } from './settings';
import { WorkspaceCorpus } from './inference/workspace-corpus';
import { Session } from './session';
import { MarkFixes } from './surprises/mark-fixes';
import { StyleMarks } from './surprises/style-marks';
import { removeTelemetryLeftovers } from './telemetry-leftovers';
import { ModelHistory } from './training/model-history';
import { trainingStorage } from './training/storage';
import { Training } from './training/training';
import { showInformation } from './views/messages';
import { LanguageStatus } from './views/language-status';
import { NeuronInspector } from './views/neuron-inspector/neuron-inspector';
import { Notices } from './views/notices';
import { SituationWatch } from './views/situation';
import { StatusBar } from './views/status-bar';
import { TrainingPanelSource } from './views/training-panel/panel-source';
import { TrainingPanel } from './views/training-panel/training-panel';

/** Builds the parts and registers them. */
export function activate(context: vscode.ExtensionContext): void {
  // Before any sentence is made: modules that know no editor make some too.
  l10n.config({ contents: vscode.l10n.bundle ?? {} });
  const log = vscode.window.createOutputChannel('House Style', { log: true });
  const program = (name: string): string => path.join(context.extensionPath, 'dist', name);
  const storage = trainingStorage((context.storageUri ?? context.globalStorageUri).fsPath);

  const settings = new Settings(log);
  const client = new InferenceClient(forkInferenceProcess(program('inference-process.cjs')), log);
  const model = new CurrentModel(client, log, () => settings.inference());
  const documents = new DocumentSync(client, log, (uri, kind) => originOf(uri, kind, settings));
  const completionSwitch = new CompletionSwitch(context.workspaceState, settings);
  const activities = new ActivityWatch();
  const figures = new OwnFigures(context.globalState);
  const provider = new CompletionProvider(client, documents, completionSwitch, activities, settings, figures, log);
  const tensorflow = tensorflowFolder(context.globalStorageUri.fsPath);
  const programs = { housestyle: program('housestyle.cjs'), guard: program('training-guard.cjs'), tensorflow };
  const gpuSetup = new SetUpGpuTraining(new GpuSetup(programs.housestyle, tensorflow, log));
  const training = new Training(storage, programs, log);
  const drafts = new Drafts();
  const generator = new FileGenerator(client, training, completionSwitch, settings, drafts, log);
  const corpus = new WorkspaceCorpus(
    client,
    storage,
    programs.housestyle,
    log,
    () => settings.pretrainedNetwork(program('pretrained.onnx')),
    undefined,
    () => settings.get('completion.adapt'),
  );
  const history = new ModelHistory(storage);
  const folders = { workspace: context.storageUri?.fsPath, global: context.globalStorageUri.fsPath };
  const session = new Session({
    ...{ client, model, corpus, training, history, storage, settings, log, memory: context.workspaceState, folders },
  });
  const situation = new SituationWatch({ client, model, training, completionSwitch });

  const marks = new StyleMarks(client, documents, settings, log);
  const trainingPanel = new TrainingPanel(
    context.extensionUri,
    new TrainingPanelSource({ training, settings, history, model, log }),
  );

  const neuronInspector = new NeuronInspector(context.extensionUri, client, documents);

  context.subscriptions.push(
    new StatusBar(situation, 'housestyle.showMenu'),
    new LanguageStatus(situation, model, training),
    new Notices(client, model, training, context.workspaceState, () => trainingPanel.isSeen),
    registerCommands({
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
    }),
    vscode.languages.registerInlineCompletionItemProvider(documentSelector, provider),
    marks,
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new MarkFixes(marks), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    logSettingsChanges(settings, log),
    onSettingsChange(['device', 'completion.adapt'], () => void model.reload()),
    onSettingsChange(['pretrained', 'completion.adapt'], () => corpus.tell()),
    removeAgedTablesLater(folders, log),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void session.begin()),
    ...[
      figures,
      drafts,
      trainingPanel,
      neuronInspector,
      situation,
      session,
      corpus,
      training,
      completionSwitch,
      activities,
    ],
    ...[documents, model, client],
    // Last, because the others may log until they are disposed.
    log,
  );
  if (vscode.workspace.isTrusted) void session.begin();
  void removeTelemetryLeftovers(context.globalState, log, (message) => void showInformation(message));
}
