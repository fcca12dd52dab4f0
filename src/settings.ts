import * as vscode from 'vscode';
import { deviceKinds } from '@house-style/protocol/device-kind';
import type { RequestOf } from '@house-style/protocol/inference-messages';
import type { Disposable } from './observable';
import { defaultSettings, type InferenceSettings } from './inference/client';

/** Settings are written by hand: what is no device counts as `auto`, and all but `false` as `true`. */
export function inferenceSettings(): InferenceSettings {
  const settings = vscode.workspace.getConfiguration('housestyle');
  const wish = settings.get<string>('device');
  return {
    device: deviceKinds.find((kind) => kind === wish) ?? defaultSettings.device,
    adapt: settings.get<unknown>('completion.adapt') !== false,
  };
}

/** The network that comes with the product, where it is wanted. */
export function pretrainedNetwork(modelPath: string): RequestOf<'workspace'>['pretrained'] {
  const wanted = vscode.workspace.getConfiguration('housestyle').get<unknown>('pretrained') !== false;
  return wanted ? { modelPath, adapt: inferenceSettings().adapt } : undefined;
}

export function onInferenceSettingsChange(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    const names = ['housestyle.device', 'housestyle.completion.adapt'];
    if (names.some((name) => change.affectsConfiguration(name))) listener();
  });
}
