/** What each part of the context mixing is worth: the cost of held-out files without it. */
import type { MixingOptions } from '@house-style/model/mixing/context-mixing';
import { parameters } from '@house-style/model/mixing/parameters';
import { contextKinds } from '@house-style/model/mixing/parts';
import type { Corpus } from '@house-style/corpus/corpus';
import { costOfHeldOut, learnTraining, type Expert } from './measurement';

export interface AblationRow {
  readonly without: string;
  readonly ngram: number;
  readonly blend?: number;
}

/** Every so many files of the training files are learned, so that a table takes minutes. */
const everyFile = 3;

const changes: Readonly<Record<string, MixingOptions>> = {
  nothing: {},
  ...Object.fromEntries(Object.entries(contextKinds).map(([kind, leftOut]) => [kind, { leftOut }])),
  'the inputs p − 1/2': { parameters: { ...parameters, linearScale: 0 } },
  'calibration curves': { parameters: { ...parameters, uncalibratedShare: 1 } },
  'making room for experts': { parameters: { ...parameters, othersShare: 1 } },
  'faster learning beside experts': { parameters: { ...parameters, expertMixerRate: parameters.mixerRate } },
};

/** One part left out at a time, file by file, a third of the training files learned. */
export async function ablation(corpus: Corpus, expert: Expert | undefined): Promise<AblationRow[]> {
  const smaller = { ...corpus, training: corpus.training.filter((_, index) => index % everyFile === 0) };
  const rows: AblationRow[] = [];
  for (const [without, options] of Object.entries(changes)) {
    const { mixing } = learnTraining(smaller, options);
    const start = mixing.save();
    const cost = async (own?: Expert): Promise<number> =>
      (await costOfHeldOut(smaller, mixing, start, 'fileByFile', { expert: own })).bitsPerCharacter;
    rows.push({ without, ngram: await cost(), ...(expert && { blend: await cost(expert) }) });
  }
  return rows;
}
