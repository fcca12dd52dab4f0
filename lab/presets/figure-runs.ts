import type { TrainingOptions } from '@house-style/training/options/options';

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

/** @param prose what is given for the novel, and `code` for the code base, where the preset's own takes too long here. */
const comparison = (preset: string, prose: Partial<TrainingOptions> = {}, code = prose): FigureRun[] => [
  run(preset, 'novel', { split: 'tail', ...prose }, `${preset}-prose`),
  run(preset, 'code', code, `${preset}-code`),
];

/** The same for as long as the preset says. */
export function atFullLength(run: FigureRun): FigureRun {
  const given = Object.entries(run.given).filter(([name]) => name !== 'epochs');
  return { ...run, given: Object.fromEntries(given) };
}

/** Short ones first. */
export const figureRuns: readonly FigureRun[] = [
  run('parentheses-gru', 'nested-parentheses'),
  run('one-hot-rnn', 'plays', { epochs: 1 }),
  run('context-3-sum', 'novel', { epochs: 1 }),
  run('context-3-concatenation', 'novel', { schedule: 'constant', epochs: 1 }),
  run('context-8-sum', 'novel', { epochs: 1 }),
  run('context-8-concatenation', 'novel', { schedule: 'constant', epochs: 1 }),
  run('embedding-rnn', 'novel'),
  ...comparison('gru-one-hot', { epochs: 6 }, { epochs: 4 }),
  ...comparison('gru-embedding', { epochs: 6 }, {}),
  ...comparison('lstm-3-one-hot', { batch: 25, epochs: 3 }, { batch: 25, epochs: 3 }),
  ...comparison('lstm-3-embedding', { batch: 25, epochs: 3 }, { batch: 25, epochs: 2.5 }),
  run('char-rnn', 'plays', { epochs: 10 }),
  run('nanogpt-cpu', 'plays'),
  run('stacked-novels', 'novels', { batch: 32, epochs: 1 }),
  run('lower-case-1000-800', 'novel', { batch: 8, epochs: 0.5 }),
  run('nanogpt', 'plays', { batch: 16, epochs: 2 }),
  run('tinyshakespeare', 'plays'),
];
