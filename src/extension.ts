import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { CompletionProvider } from './completion/provider';
import { CompletionSwitch } from './completion/switch';
import { FileGenerator } from './generation/generate-file';
import { InferenceClient } from './inference/client';
import { CurrentModel } from './inference/current-model';
import { documentSelector, DocumentSync } from './inference/document-sync';
import { forkInferenceProcess } from './inference/inference-process';
import { trainingStorage } from './training/storage';
import { Training } from './training/training';
import type { Situation } from './views/status';
import { StatusBar } from './views/status-bar';
import { showTrainingProgress, tellOutcome } from './views/training-progress';
import { isActive } from './training/training-state';

/** Builds the parts and registers them. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('House Style', { log: true });
  const program = (name: string): string => path.join(context.extensionPath, 'dist', name);
  const storage = trainingStorage((context.storageUri ?? context.globalStorageUri).fsPath);

  const client = new InferenceClient(forkInferenceProcess(program('inference-process.cjs')), log);
  const model = new CurrentModel(client, log);
  const documents = new DocumentSync(client, log);
  const completionSwitch = new CompletionSwitch(context.workspaceState);
  const provider = new CompletionProvider(client, documents, completionSwitch, log);
  const generator = new FileGenerator(client, completionSwitch, log);
  const programs = { commandLine: program('housestyle.cjs'), guard: program('training-guard.cjs') };
  const training = new Training(storage, programs, log);
  const situation = (): Situation => ({
    trusted: vscode.workspace.isTrusted,
    suggestions: completionSwitch.on.value,
    inference: client.state.value,
    model: model.state.value,
    training: training.state.value,
  });
  const statusBar = new StatusBar(situation, 'house-style.showMenu');

  const work = async (): Promise<void> => {
    client.start();
    if (existsSync(storage.model)) await model.use(storage.model);
    await training.findAgain();
    if (isActive(training.state.value)) showTrainingProgress(training);
  };
  const refresh = (): void => statusBar.refresh();
  context.subscriptions.push(
    log,
    statusBar,
    training,
    completionSwitch,
    documents,
    model,
    client,
    registerCommands({ training, model, completionSwitch, provider, generator, log, situation }),
    vscode.languages.registerInlineCompletionItemProvider(documentSelector, provider),
    client.state.onChange(refresh),
    model.state.onChange(refresh),
    completionSwitch.on.onChange(refresh),
    training.state.onChange((state) => {
      refresh();
      if (state.kind === 'done') void model.use(state.modelPath);
      if (!isActive(state)) void tellOutcome(state);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void work().finally(refresh)),
  );
  // An untrusted workspace gets neither a training nor a model: both come from its files.
  if (vscode.workspace.isTrusted) await work();
  refresh();
}
