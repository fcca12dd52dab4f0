import { patternSchema } from '@house-style/protocol/settings';
import * as vscode from 'vscode';
import type { TrainingSettings } from './arguments';

/** What the user has set for trainings on a folder. */
export function trainingSettings(folder: vscode.Uri): TrainingSettings {
  const own = vscode.workspace.getConfiguration('housestyle', folder);
  const hidden = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude', {});
  return {
    minutes: own.get('training.minutes', 10),
    pretrained: own.get<unknown>('pretrained') !== false,
    device: own.get('device', 'auto'),
    exclude: Object.keys(hidden).filter((key) => hidden[key] === true && patternSchema.safeParse(key).success),
  };
}
