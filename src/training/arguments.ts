export interface TrainingSettings {
  /** Time budget. */
  readonly minutes: number;
  /** `auto`, or the device that is asked for. */
  readonly device: string;
}

/**
 * The command line that trains on a folder; the same that a terminal user types. A training that goes on from a
 * checkpoint keeps the time budget that it was started with.
 */
export function trainingArguments(
  folder: string,
  modelPath: string,
  settings: TrainingSettings,
  resume: boolean,
): readonly string[] {
  return [
    'train',
    folder,
    '--out',
    modelPath,
    '--json',
    ...(settings.device === 'auto' ? [] : ['--device', settings.device]),
    ...(resume ? ['--resume'] : ['--minutes', String(settings.minutes)]),
  ];
}
