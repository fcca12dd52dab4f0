import type { ReplayFigures } from './replay-figures';
import type { Variant } from './typed-document';

export interface Size {
  readonly files: number;
  readonly characters: number;
}

/** What `housestyle evaluate --json` prints; parts that were not asked for are left out. */
export interface Evaluation {
  /** What was measured over, and of how much it was chosen where it was not all. */
  readonly heldOut: Size & { readonly of?: Size };
  readonly bitsPerCharacter: { readonly lstm: number | null };
  readonly replay?: Readonly<Record<Variant, ReplayFigures>>;
}

/** The same for people, one sentence each. */
export function evaluationSentences({ heldOut, bitsPerCharacter, replay }: Evaluation): string[] {
  const of = heldOut.of && `, chosen of ${heldOut.of.files} with ${count(heldOut.of.characters)}`;
  return [
    `${decimal(bitsPerCharacter.lstm, 4)} bits per character over ${count(heldOut.characters)} characters of ` +
      `${heldOut.files} files${of ?? ''}.`,
    ...(replay ? (['append', 'insert'] as const).map((variant) => replaySentence(variant, replay[variant])) : []),
  ];
}

function replaySentence(variant: Variant, figures: ReplayFigures): string {
  const { keystrokesSaved, completedRatio, acceptance, shownPerLine, meanAcceptedLength, latencyMs } = figures;
  return (
    `Typed anew (${variant}): ${percent(keystrokesSaved)} of keystrokes saved, ${percent(completedRatio)} of characters ` +
    `completed; ${percent(acceptance)} of ${decimal(shownPerLine, 2)} suggestions a line accepted, ` +
    `${decimal(meanAcceptedLength, 1)} characters each; ` +
    `${decimal(latencyMs.p50, 1)} ms (median), ${decimal(latencyMs.p95, 1)} ms (p95), ` +
    `${decimal(latencyMs.p99, 1)} ms (p99).`
  );
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function decimal(value: number | null, digits: number): string {
  return value?.toFixed(digits) ?? '–';
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
