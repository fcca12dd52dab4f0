import type { Target } from '../target';
import { broken } from './broken';
import { checkpoint } from './checkpoint';
import { corpusFile, runRecord, trainingEvents } from './lines';
import { messages } from './messages';
import { modelFile } from './model-file';
import { tables } from './tables';

export const targets = {
  'model-file': modelFile,
  checkpoint,
  tables,
  'corpus-file': corpusFile,
  'run-record': runRecord,
  'training-events': trainingEvents,
  messages,
  broken,
} satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** All that belong to the product. */
export const targetNames = (Object.keys(targets) as TargetName[]).filter((name) => name !== 'broken');
