import type { TrainingOptions } from './options';

/** A published set-up that one command repeats: `housestyle train TEXT --out MODEL --preset NAME`. */
export interface Preset {
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Who published it, where, and in what ours differs from theirs. */
  readonly source: string;
  readonly text: PresetText;
  /** What the published set-up says; everything else is as without a preset. */
  readonly options: Partial<TrainingOptions>;
}

/** What a preset is trained on: `nested-parentheses` is what `housestyle parentheses` writes. */
type PresetText = 'plays' | 'novel' | 'novels' | 'prose or code' | 'nested-parentheses';

/** A preset's options with those given put over them; a length that is given takes the place of the preset's. */
export function withPreset(preset: Preset, given: Partial<TrainingOptions>): Partial<TrainingOptions> {
  const { epochs, minutes, ...others } = preset.options;
  const ownLength = given.epochs === undefined && given.minutes === undefined;
  return {
    // No published set-up has one.
    outputGain: 1,
    ...others,
    ...(ownLength && epochs !== undefined && { epochs }),
    ...(ownLength && minutes !== undefined && { minutes }),
    ...given,
  };
}
