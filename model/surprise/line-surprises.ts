/** Which lines of a file do not look like the code that they stand in. */
import { type Lexeme, type LexemeKind, lexemesOf } from './lexemes';
import { costsOfLexemes, type LexemeCost, SurpriseScale } from './scale';
import type { JudgedText, Pause, SourceText, TwoSidedIndex } from './two-sided-index';

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
/** Lines of nothing else are no code. */
const notCode: ReadonlySet<LexemeKind> = new Set(['comment', 'space', 'indentation']);
/**
 * Of the sampled lines of the code base, so many are above the threshold: of 1 % and less, the most with which held-out
 * files of RxJS, three.js and gyp have no more than one mark in a hundred lines (lab/surprises).
 */
const markedShare = 0.0075;
/** Text of the code base that the scale is made of, characters: a few seconds' work. */
const sampledCharacters = 120_000;
/** Of these in one place, characters. */
const sampledAtOnce = 1500;

/** What surprises are measured by in a code base. */
export interface Measure {
  readonly scale: SurpriseScale;
  /** Surprise above which a line is marked: no more than one in a hundred of the code base's own lines. */
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
  for (const { path, text, from, to } of sampleOf(codeIn(index))) {
    const bits = await index.bitsWithin(path, from, to, pause);
    const lexemes = lexemesOf(path, text).filter(({ start, end }) => start >= from && end <= to);
    files.push(costsOfLexemes(lexemes, bits));
  }
  const scale = new SurpriseScale(files.flat());
  const surprises = files.flatMap((costs) => linesOf(costs, scale)).map(({ surprise }) => surprise);
  const own = Float32Array.from(surprises).sort();
  const threshold = own[Math.min(own.length - 1, Math.ceil(own.length * (1 - markedShare)))] ?? Infinity;
  return { scale, threshold, own };
}

function codeIn(index: TwoSidedIndex): SourceText[] {
  return [...index.texts].map(([path, text]) => ({ path, text })).filter(({ path }) => !prose.has(kindOf(path)));
}

interface Sample extends SourceText {
  /** Whole lines of it, code units. */
  readonly from: number;
  readonly to: number;
}

/**
 * Parts of the code at equal distances, files in the order of their paths' hashes: what is odd is odd for a file at a time,
 * so that many small parts say more of other files than a few whole ones, and long files have as many as is due to them.
 */
function sampleOf(files: readonly SourceText[]): readonly Sample[] {
  const byHash = files.map((file) => ({ file, hash: hashOf(file.path) })).sort((a, b) => a.hash - b.hash);
  const whole = files.reduce((sum, { text }) => sum + text.length, 0);
  const distance = Math.max(sampledAtOnce, (whole * sampledAtOnce) / sampledCharacters);
  const chosen: Sample[] = [];
  /** From a file's start to the next part. */
  let next = 0;
  for (const { file } of byHash) {
    for (; next < file.text.length; next += distance) {
      const from = file.text.lastIndexOf('\n', next) + 1;
      const end = file.text.indexOf('\n', next + sampledAtOnce);
      const to = end < 0 ? file.text.length : end + 1;
      chosen.push({ ...file, from, to });
    }
    next -= file.text.length;
  }
  return chosen;
}

/** FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Text for people, which is as free as comments are. */
const prose: ReadonlySet<string> = new Set(['md', 'markdown', 'mdx', 'rst', 'adoc', 'txt', 'license', 'html']);

/** Whether a file is code, and there is other code of its kind, by the ending of its name, to judge it by. */
export function canBeJudged(index: TwoSidedIndex, path: string): boolean {
  const kind = kindOf(path);
  if (prose.has(kind)) return false;
  return [...index.texts.keys()].some((other) => other !== path && kindOf(other) === kind);
}

/** Scripts are alike, typed or not. */
function kindOf(path: string): string {
  const ending = /[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';
  return /^[cm]?[jt]sx?$/.test(ending) ? 'script' : ending;
}

/** The lines of a file that the index knows as it stands, in order. @param bits what the file costs. */
export function surprisesIn({ scale }: Measure, path: string, { text, bits }: JudgedText): LineSurprise[] {
  return linesOf(costsOfLexemes(lexemesOf(path, text), bits), scale);
}

/** The same, with what it costs worked out. */
export async function surprisesOf(
  index: TwoSidedIndex,
  measure: Measure,
  path: string,
  pause: Pause,
): Promise<LineSurprise[]> {
  return surprisesIn(measure, path, { text: index.texts.get(path) ?? '', bits: await index.bits(path, pause) });
}

/** Lines without a single character are left out. */
function linesOf(costs: readonly LexemeCost[], scale: SurpriseScale): LineSurprise[] {
  const lines: LexemeCost[][] = [];
  for (const cost of costs) (lines[cost.lexeme.line] ??= []).push(cost);
  return lines.flatMap((line, number) => {
    const isCode = line.some(({ lexeme }) => !notCode.has(lexeme.kind));
    const judged = (isCode ? line : [])
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
