import type { TrainRequest } from '@house-style/protocol/settings';

export interface TrainingSettings extends Readonly<Required<Pick<TrainRequest, 'minutes' | 'pretrained' | 'device'>>> {
  /** Glob patterns of files that the user has hidden from the editor. */
  readonly exclude: readonly string[];
}

/**
 * What `housestyle train` is told on standard input.
 *
 * @param resume goes on with the run that was stopped. That run keeps its own time budget and device.
 */
export function trainingRequest(
  folder: string,
  modelPath: string,
  { minutes, pretrained, device, exclude }: TrainingSettings,
  resume: boolean,
): TrainRequest {
  const common = { folder, out: modelPath, exclude: [...exclude] };
  return resume ? { ...common, resume } : { ...common, minutes, pretrained, device };
}
