import path from 'node:path';

/** Where a workspace's model, what is known of its code, and the traces of trainings lie. */
export interface TrainingStorage {
  readonly folder: string;
  readonly model: string;
  /** Earlier models of this workspace. */
  readonly models: string;
  /** The code of the workspace, for the inference process. */
  readonly corpus: string;
  /** A first part of it, for as long as the rest is being gathered. */
  readonly firstPart: string;
  /** What the inference process has learned of that code. */
  readonly tables: string;
  /** What was found out about the workspace's files when its code was gathered. */
  readonly verdicts: string;
  /** What a stopped training goes on from; the command line puts it beside the model. */
  readonly checkpoint: string;
  /** Says which training is under way or was last; see run-record. */
  readonly record: string;
  /** Standard output of the training process: one event a line. */
  readonly events: string;
  /** The events of the runs that it goes on with. */
  readonly earlierEvents: string;
  /** Its standard error. */
  readonly errors: string;
  /** Made to ask the training process to stop. */
  readonly stopRequest: string;
  /** A file for each window on this workspace, touched while the window lives. */
  readonly windows: string;
}

export function trainingStorage(folder: string): TrainingStorage {
  const at = (name: string): string => path.join(folder, name);
  return {
    folder,
    model: at('model.onnx'),
    models: at('models'),
    corpus: at('corpus.jsonl'),
    firstPart: at('corpus.first.jsonl'),
    tables: at('corpus.tables'),
    verdicts: at('corpus.verdicts'),
    checkpoint: at('model.onnx.checkpoint'),
    record: at('training.json'),
    events: at('training.jsonl'),
    earlierEvents: at('training.earlier.jsonl'),
    errors: at('training.log'),
    stopRequest: at('training.stop'),
    windows: at('windows'),
  };
}

/** Environment variable that tells the guard in the training process which storage is its own. */
export const storageVariable = 'HOUSE_STYLE_STORAGE';

/** The guard in the training process touches the record this often. Milliseconds. */
export const heartbeat = 2_000;
