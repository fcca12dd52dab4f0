import * as vscode from 'vscode';
import { type DeviceKind, deviceKinds } from '@house-style/model/device-kind';
import type { Disposable } from '../observable';

/** What completions are to run on. Anything that is no device counts as `auto`. */
export function inferenceDevice(): DeviceKind | 'auto' {
  const wish = vscode.workspace.getConfiguration('housestyle').get<string>('device', 'auto');
  return deviceKinds.find((kind) => kind === wish) ?? 'auto';
}

export function onInferenceDeviceChange(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('housestyle.device')) listener();
  });
}
