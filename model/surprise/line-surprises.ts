/** Which lines of a file do not look like the code that they stand in. */
import { type Lexeme, lexemesOf } from './lexemes';
import { costsOfLexemes, type LexemeCost, SurpriseScale } from './scale';
import type { Pause, SourceText, TwoSidedIndex } from './two-sided-index';

export interface LineSurprise {
  /** Counted from 0. */
  readonly line: number;
  /** How surprising it is: see {@link SurpriseScale.surprise}; comparable over all lines of a code base. */
  readonly surprise: number;
  /** What costs the line's characters, by what stands before them and by what stands after them, on average, bits. */
  readonly bitsPerCharacter: number;
  /** What in the line is surprising, the most first, at most three; nothing in a line without code. */
  readonly lexemes: readonly Lexeme[];
}

/** A line's second most surprising lexeme counts so much; of 0 and ½, the half is better on RxJS. */
const shareOfSecond = 0.5;
const mostSuspects = 3;
/** Of the code base's own lines, so many may be marked. */
const markedShare = 0.01;
/** Text of the code base that the scale is made of, characters: a few seconds' work. */
const sampledCharacters = 60_000;
/** Longer files are not sampled, characters. */
const longestSampled = 40_000;

/** What surprises are measured by in a code base. */
export interface Measure {
  readonly scale: SurpriseScale;
  /** Surprise above which a line is marked: that of the code base's own lines, one in a hundred has more. */
  readonly threshold: number;
  /** Surprises of lines of the code base, ascending, `[lines]`. */
  readonly own: Float32Array;
}

/** Share of the code base's own lines that are less surprising, 0 to 1. */
export function shareBelow({ own }: Measure, surprise: number): number {
  const above = own.findIndex((one) => one >= surprise);
  return own.length === 0 ? 0 : (above < 0 ? own.length : above) / own.length;
}

/** Makes the scale and the threshold out of some of the code base's own files, each judged by all the rest. */
export async function measureOf(index: TwoSidedIndex, pause: Pause): Promise<Measure> {
  const files: LexemeCost[][] = [];
  for (const { path, text } of sampleOf([...index.texts].map(([path, text]) => ({ path, text })))) {
    files.push(costsOfLexemes(lexemesOf(path, text), await index.bits(path, pause)));
  }
  const scale = new SurpriseScale(files.flat());
  const surprises = files.flatMap((costs) => linesOf(costs, scale)).map(({ surprise }) => surprise);
  const own = Float32Array.from(surprises).sort();
  const threshold = own[Math.min(own.length - 1, Math.ceil(own.length * (1 - markedShare)))] ?? Infinity;
  return { scale, threshold, own };
}

/** Every file's chance is the same, whatever its place in the code: those with the lowest hashes of their paths. */
function sampleOf(files: readonly SourceText[]): readonly SourceText[] {
  const usable = files.filter(({ text }) => text.length > 0 && text.length <= longestSampled);
  const byHash = usable.map((file) => ({ file, hash: hashOf(file.path) })).sort((a, b) => a.hash - b.hash);
  const chosen: SourceText[] = [];
  let characters = 0;
  for (const { file } of byHash) {
    if (characters >= sampledCharacters) break;
    chosen.push(file);
    characters += file.text.length;
  }
  return chosen;
}

/** FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The lines of a file that the index knows as it stands, in order. */
export async function surprisesOf(
  index: TwoSidedIndex,
  { scale }: Measure,
  path: string,
  pause: Pause,
): Promise<LineSurprise[]> {
  const text = index.texts.get(path) ?? '';
  return linesOf(costsOfLexemes(lexemesOf(path, text), await index.bits(path, pause)), scale);
}

/** Lines without a single character are left out. */
function linesOf(costs: readonly LexemeCost[], scale: SurpriseScale): LineSurprise[] {
  const lines: LexemeCost[][] = [];
  for (const cost of costs) (lines[cost.lexeme.line] ??= []).push(cost);
  return lines.flatMap((line, number) => {
    const judged = line
      .map((cost) => ({ lexeme: cost.lexeme, surprise: scale.surprise(cost) }))
      .sort((a, b) => b.surprise - a.surprise);
    const [first, second] = judged;
    const bits = line.reduce((sum, { before, after }) => sum + (before + after) / 2, 0);
    const characters = line.reduce((sum, { lexeme }) => sum + lexeme.end - lexeme.start, 0);
    return {
      line: number,
      surprise: (first?.surprise ?? 0) + shareOfSecond * (second?.surprise ?? 0),
      bitsPerCharacter: bits / characters,
      lexemes: judged
        .filter(({ surprise }) => surprise > 0)
        .slice(0, mostSuspects)
        .map(({ lexeme }) => lexeme),
    };
  });
}
