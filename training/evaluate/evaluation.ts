import { intervalOf } from './bootstrap';
import { meanBits, totals, type Expert, type Predictions } from './predictions';
import { reliability, type ReliabilityRow } from './reliability';
import type { Replay } from './replay';
import { replayFigures, type ReplayFigures } from './replay-figures';
import type { Variant } from './typed-document';

interface Size {
  readonly files: number;
  readonly characters: number;
}

/** Everything that was measured, by file. */
export interface Measured {
  /** What was measured over, and of how much it was chosen where it was not all. */
  readonly heldOut: Size & { readonly of?: Size };
  readonly predictions: Readonly<Partial<Record<Expert, readonly Predictions[]>>>;
  readonly replays?: Readonly<Record<Variant, readonly Replay[]>>;
}

/** What `housestyle evaluate --json` prints; parts that were not measured are left out. */
export interface Evaluation {
  readonly heldOut: Measured['heldOut'];
  readonly bitsPerCharacter: Readonly<Partial<Record<Expert, number | null>>>;
  /** The same by the distributions that suggestions are decoded from. */
  readonly decodedBitsPerCharacter: Readonly<Partial<Record<Expert, number | null>>>;
  /** Of the bits per character, what 95 % of other draws of such files would give; null of a single file. */
  readonly interval: Readonly<Partial<Record<Expert, readonly [number, number] | null>>>;
  readonly reliability: Readonly<Partial<Record<Expert, readonly ReliabilityRow[]>>>;
  readonly replay?: Readonly<Record<Variant, ReplayFigures>>;
}

export function evaluationOf({ heldOut, predictions, replays }: Measured): Evaluation {
  const ofEach = <Figure>(figure: (of: readonly Predictions[]) => Figure): Partial<Record<Expert, Figure>> =>
    Object.fromEntries(Object.entries(predictions).map(([expert, of]) => [expert, figure(of)]));
  return {
    heldOut,
    bitsPerCharacter: ofEach((of) => meanBits(of)),
    decodedBitsPerCharacter: ofEach((of) => meanBits(of, ({ decodedBits }) => decodedBits)),
    interval: ofEach((of) => intervalOf(totals(of).map(({ bits, characters }) => ({ part: bits, whole: characters })))),
    reliability: ofEach(reliability),
    ...(replays && {
      replay: { append: replayFigures(replays.append), insert: replayFigures(replays.insert) },
    }),
  };
}

/** The same for people, a line each. */
export function evaluationLines({
  heldOut,
  bitsPerCharacter,
  decodedBitsPerCharacter,
  interval,
  reliability: tables,
  replay,
}: Evaluation): string[] {
  const of = heldOut.of && `, chosen of ${heldOut.of.files} with ${count(heldOut.of.characters)}`;
  const bits = Object.entries(bitsPerCharacter).map(([expert, value]) => {
    const between = interval[expert as Expert];
    const range = between ? `, ${decimal(between[0], 2)} to ${decimal(between[1], 2)}` : '';
    return `${decimal(value, 4)} (${expert}${range})`;
  });
  const decoded = decodedBitsPerCharacter.blend;
  return [
    `${bits.join(', ')} bits per character over ${count(heldOut.characters)} characters of ` +
      `${heldOut.files} ${heldOut.files === 1 ? 'file' : 'files'}${of ?? ''}.`,
    ...(typeof decoded !== 'number'
      ? []
      : [`By what suggestions are decoded from it is ${decimal(decoded, 4)} (blend).`]),
    ...Object.entries(tables).map(([expert, rows]) => `Right by confidence (${expert}): ${reliabilityWords(rows)}.`),
    ...(replay ? (['append', 'insert'] as const).map((variant) => replaySentence(variant, replay[variant])) : []),
  ];
}

function reliabilityWords(rows: readonly ReliabilityRow[]): string {
  const words = rows.map(
    ({ confidence, right }) => confidence !== null && `${percent(confidence)} → ${percent(right)}`,
  );
  return words.filter(Boolean).join(', ');
}

function replaySentence(variant: Variant, figures: ReplayFigures): string {
  const { keystrokesSaved, netSaved, completedRatio, acceptance, shownPerLine, meanAcceptedLength, latencyMs } =
    figures;
  return (
    `Typed anew (${variant}): ${percent(keystrokesSaved)} of keystrokes saved (${percent(netSaved)} with what reading ` +
    `costs), ${percent(completedRatio)} of characters ` +
    `completed; ${percent(acceptance)} of ${decimal(shownPerLine, 2)} suggestions a line accepted, ` +
    `${decimal(meanAcceptedLength, 1)} characters each; ${decimal(figures.shownPer100, 1)} shown and ` +
    `${decimal(figures.wrongPer100, 1)} wrong in 100 keystrokes, ${decimal(figures.medianLength, 0)} characters long ` +
    `(median); ` +
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
