export interface TrainingSettings {
  /** Time budget. */
  readonly minutes: number;
  /** Whether a training starts from the network that comes with the product. */
  readonly pretrained: boolean;
  /** `auto`, or the device that is asked for. */
  readonly device: string;
  /** Glob patterns of files that the user has hidden from the editor. */
  readonly exclude: readonly string[];
}

/**
 * The command line that trains on a folder; the same that a terminal user types.
 *
 * @param resume goes on with the run that was stopped. That run keeps its own time budget and device.
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
    ...(resume ? ['--resume'] : ['--minutes', String(settings.minutes)]),
    ...(resume || settings.pretrained ? [] : ['--no-pretrained']),
    ...(resume || settings.device === 'auto' ? [] : ['--device', settings.device]),
    ...settings.exclude.map((pattern) => `--exclude=${pattern}`),
  ];
}
