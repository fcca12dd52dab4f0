import type { CodeFolder } from '@house-style/protocol/code-folder';
import type { TrainRequest } from '@house-style/protocol/settings';

export type TrainingSettings = Readonly<Required<Pick<TrainRequest, 'minutes' | 'pretrained' | 'device' | 'samples'>>>;

/**
 * What `housestyle train` is told on standard input.
 *
 * @param resume goes on with the run that was stopped. That run keeps its own time budget and device.
 */
export function trainingRequest(
  folders: readonly CodeFolder[],
  modelPath: string,
  { minutes, pretrained, device, samples }: TrainingSettings,
  resume: boolean,
): TrainRequest {
  const common = { folders, out: modelPath, samples };
  return resume ? { ...common, resume } : { ...common, minutes, pretrained, device };
}
