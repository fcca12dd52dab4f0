import type { Evaluation } from '@house-style/training/evaluate/evaluation';
import type { ReplayFigures } from '@house-style/training/evaluate/replay-figures';
import type { Protocol, YardstickResult } from './yardsticks';

/** What was measured on one corpus. */
export interface Quality extends Evaluation {
  readonly training: { readonly seconds: number; readonly steps: number };
  /** How the compressors were given the held-out files. */
  readonly protocol?: Protocol;
  readonly yardsticks?: Readonly<Record<string, YardstickResult>>;
}

const columns: readonly (readonly [title: string, value: (quality: Quality) => string])[] = [
  ['held out', ({ heldOut }) => `${heldOut.characters.toLocaleString('en')}${heldOut.of ? ' (some)' : ''}`],
  ['lstm', ({ bitsPerCharacter }) => bits(bitsPerCharacter.lstm)],
  ['ngram', ({ bitsPerCharacter }) => bits(bitsPerCharacter.ngram)],
  ['blend', ({ bitsPerCharacter }) => bits(bitsPerCharacter.blend)],
  ['95 % of draws', ({ interval }) => interval.blend?.map((end) => end.toFixed(2)).join(' to ') ?? '–'],
  ['decoded', ({ decodedBitsPerCharacter }) => bits(decodedBitsPerCharacter.blend)],
  ['xz', (quality) => bits(yardstick(quality, 'xz -9e'))],
  ['PPMd', (quality) => bits(yardstick(quality, 'PPMd order 12'))],
  ['zpaq', (quality) => bits(yardstick(quality, 'zpaq -m5'))],
  ['below zpaq', (quality) => percent(belowZpaq(quality))],
  ['saved a/i', (quality) => pair(quality, ({ keystrokesSaved }) => percent(keystrokesSaved))],
  ['net a/i', (quality) => pair(quality, ({ netSaved }) => percent(netSaved))],
  ['wrong/100 a/i', (quality) => pair(quality, ({ wrongPer100 }) => wrongPer100.toFixed(1))],
  ['median a/i', (quality) => pair(quality, ({ medianLength }) => medianLength?.toFixed(0) ?? '–')],
  ['completed a/i', (quality) => pair(quality, ({ completedRatio }) => percent(completedRatio))],
  ['accepted a/i', (quality) => pair(quality, ({ acceptance }) => percent(acceptance))],
  ['p95 a/i, ms', (quality) => pair(quality, ({ latencyMs }) => latencyMs.p95.toFixed(1))],
];

/** One row a corpus, in Markdown; `a/i` is `append` and `insert`. */
export function qualityTable(corpora: Readonly<Record<string, Quality>>): string {
  const rows = Object.entries(corpora).map(([name, quality]) => [name, ...columns.map(([, value]) => value(quality))]);
  const lines = [['corpus', ...columns.map(([title]) => title)], ['corpus', ...columns].map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** By how much the blend needs fewer bits than `zpaq -m5`: 0.2 is a fifth fewer. */
export function belowZpaq(quality: Quality): number | null {
  const blend = quality.bitsPerCharacter.blend;
  const zpaq = yardstick(quality, 'zpaq -m5');
  return typeof blend === 'number' && zpaq !== undefined ? 1 - blend / zpaq : null;
}

function yardstick({ yardsticks }: Quality, name: string): number | undefined {
  const result = yardsticks?.[name];
  return result && 'bitsPerCharacter' in result ? result.bitsPerCharacter : undefined;
}

function pair({ replay }: Quality, figure: (figures: ReplayFigures) => string): string {
  return replay ? `${figure(replay.append)} / ${figure(replay.insert)}` : '–';
}

function bits(value: number | null | undefined): string {
  return value?.toFixed(3) ?? '–';
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
