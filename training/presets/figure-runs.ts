import type { TrainingOptions } from '../trainer/options';

/** What the figures in `docs/presets.md` were trained on, each given to `npm run presets` as a path. */
export type Text = 'plays' | 'novel' | 'novels' | 'code' | 'nested-parentheses';

/** A preset as it was run for the page: on which text, and for how long where the published length is not for here. */
export interface FigureRun {
  readonly name: string;
  readonly preset: string;
  readonly text: Text;
  readonly given: Partial<TrainingOptions>;
}

const run = (preset: string, text: Text, given: Partial<TrainingOptions> = {}, name = preset): FigureRun => ({
  ...{ name, preset, text, given },
});

const comparisons = ['gru-one-hot', 'gru-embedding', 'lstm-3-one-hot', 'lstm-3-embedding'].flatMap((preset) => [
  run(preset, 'novel', { split: 'tail', epochs: 2 }, `${preset}-prose`),
  run(preset, 'code', { epochs: 2 }, `${preset}-code`),
]);

/** Short ones first. */
export const figureRuns: readonly FigureRun[] = [
  run('parentheses-gru', 'nested-parentheses'),
  run('one-hot-rnn', 'plays', { epochs: 1 }),
  run('context-3-sum', 'novel', { epochs: 1 }),
  run('context-3-concatenation', 'novel', { epochs: 1 }),
  run('context-8-sum', 'novel', { epochs: 1 }),
  run('context-8-concatenation', 'novel', { epochs: 1 }),
  run('embedding-rnn', 'novel'),
  ...comparisons,
  run('nanogpt-cpu', 'plays'),
  run('char-rnn', 'plays', { epochs: 2 }),
  run('stacked-novels', 'novels', { epochs: 0.5 }),
  run('nanogpt', 'plays', { epochs: 0.5 }),
  run('lower-case-1000-800', 'novel', { epochs: 0.5 }),
  run('tinyshakespeare', 'plays'),
];
