/** Runs a model over files, expert by expert and file by file, each file from the same state. */
import { defaultPreferences } from '@house-style/model/completion/complete';
import { LineLearner } from '@house-style/model/blend/line-learner';
import type { LanguageModel } from '@house-style/model/lstm/language-model';
import { Lstm } from '@house-style/model/lstm/lstm';
import type { Frequency } from '@house-style/protocol/settings';
import { bodyOf, type CorpusFile } from '@house-style/corpus/corpus';
import { blendPredictions } from './blend-predictions';
import type { Measured } from './evaluation';
import { LearnedTables } from './learned-blend';
import { lstmPredictions } from './lstm-predictions';
import type { Expert, Predictions } from './predictions';
import { replay, type Replay } from './replay';
import type { Variant } from './typed-document';

export interface Task {
  readonly model: LanguageModel;
  /** What the contexts learn before: everything that is trained on. */
  readonly training: readonly CorpusFile[];
  readonly files: readonly CorpusFile[];
  readonly experts: readonly Expert[];
  /** How the files are typed anew; they are not where it is not given. */
  readonly replay?: { readonly frequency: Frequency };
}

/** Told what is being done, how far it is from 0 to 1, and at which file. */
export type OnProgress = (what: string, share: number, path?: string) => void;

/** @throws what the signal gives as its reason, once it is aborted. */
export async function measureModel(
  task: Task,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Pick<Measured, 'predictions' | 'replays'>> {
  const { model, training, experts } = task;
  const tables = experts.some((expert) => expert !== 'lstm')
    ? await LearnedTables.learn(
        model.file.vocabulary,
        training,
        (share) => onProgress('Learning what was trained on', share),
        signal,
      )
    : undefined;
  const predictions: Partial<Record<Expert, Predictions[]>> = {};
  for (const expert of experts) {
    const predict = await predictorOf(expert, model, tables);
    predictions[expert] = await overFiles(task.files, (file, at) => {
      onProgress(`Predicting (${expert})`, at(0), file.path);
      return predict.file(file, signal);
    });
    await predict.dispose();
  }
  const how = task.replay;
  if (how === undefined) return { predictions };
  const replayAll = (variant: Variant): Promise<Replay[]> =>
    overFiles(task.files, (file, at) => {
      const onTyped = (typed: number): void => onProgress(`Typing (${variant})`, at(typed), file.path);
      return replayFile(file, variant, { ...task, ...how }, tables, onTyped, signal);
    });
  return { predictions, replays: { append: await replayAll('append'), insert: await replayAll('insert') } };
}

/** One result for each file; `at` says how far all is when so many characters of the file are done. */
async function overFiles<Result>(
  files: readonly CorpusFile[],
  run: (file: CorpusFile, at: (characters: number) => number) => Promise<Result>,
): Promise<Result[]> {
  const total = files.reduce((sum, { characters }) => sum + characters, 0);
  const results: Result[] = [];
  let before = 0;
  for (const file of files) {
    const done = before;
    results.push(await run(file, (characters) => (done + Math.min(characters, file.characters)) / total));
    before += file.characters;
  }
  return results;
}

interface FilePredictor {
  file(file: CorpusFile, signal: AbortSignal): Promise<Predictions>;
  dispose(): Promise<void>;
}

async function predictorOf(
  expert: Expert,
  model: LanguageModel,
  tables: LearnedTables | undefined,
): Promise<FilePredictor> {
  if (expert === 'lstm' || tables === undefined) {
    // With its weights as they were trained: the figure is the network's, not that of its rounding.
    const lstm = await Lstm.load(model.file);
    return { file: (file, signal) => lstmPredictions(lstm, file, signal), dispose: () => lstm.dispose() };
  }
  const lstm = expert === 'blend' ? model.predictor : undefined;
  return {
    file: (file, signal) => blendPredictions(tables.start(lstm), file, signal),
    dispose: () => Promise.resolve(),
  };
}

/** The blend learns finished lines in idle time, as it does in the editor. */
function replayFile(
  file: CorpusFile,
  variant: Variant,
  { model, experts, frequency }: Task & { readonly frequency: Frequency },
  tables: LearnedTables | undefined,
  onProgress: (typed: number) => void,
  signal: AbortSignal,
): Promise<Replay> {
  const text = bodyOf(file, model.file.vocabulary);
  const options = { signal, onProgress, preferences: { ...defaultPreferences, frequency } };
  if (tables === undefined) return replay(model.predictor, file.path, text, variant, options);
  const blend = tables.start(experts.includes('blend') ? model.predictor : undefined);
  const learner = new LineLearner(blend);
  return replay(learner.predictor, file.path, text, variant, {
    ...options,
    whenIdle: async (document, offset) => {
      while (await learner.step(document, offset, signal));
    },
  });
}
