/** A folder's code as what is surprising in it is judged by. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeText } from '@house-style/corpus/decode-text';
import { gather } from '@house-style/corpus/gather';
import { ReadingUnits } from '@house-style/corpus/indentation';
import { expectationOf } from '@house-style/model/surprise/expectation';
import {
  canBeJudged,
  type Measure,
  measureOf,
  shareBelow,
  surprisesOf,
} from '@house-style/model/surprise/line-surprises';
import { TwoSidedIndex } from '@house-style/model/surprise/two-sided-index';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { characterCounts } from '@house-style/model/pretrained/suitability';
import { learningLimit, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { Failure, isSystemError } from '@house-style/protocol/failure';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import type { Place } from '@house-style/protocol/seen';

/** A line of a file, and how little it looks like the code. */
export interface JudgedLine {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Of what is most surprising, counted from 1 in UTF-16 units, the end not included. */
  readonly column: number;
  readonly endColumn: number;
  readonly text: string;
  readonly surprise: number;
  readonly bitsPerCharacter: number;
  /** Share of the code's own lines that are less surprising, 0 to 1. */
  readonly rank: number;
  /** What the code would have in place of part of the line. */
  readonly expected?: {
    readonly column: number;
    readonly endColumn: number;
    readonly text: string;
    /** 0 to 1. */
    readonly probability: number;
    /** Where it is done so. */
    readonly places: readonly Place[];
  };
}

/** Lines judged by what they are and what stands around them: whole files, or some of their lines. */
export interface Judged {
  readonly path: string;
  readonly text: string;
  /** Counted from 1; all where not given. */
  readonly lines?: ReadonlySet<number> | undefined;
}

export class CodeBase {
  private constructor(
    private readonly index: TwoSidedIndex,
    private readonly measure: Measure,
    private readonly units: ReadingUnits,
    private readonly gathered: ReadonlySet<string>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * @param asItWas texts of files that differ from what lies in the folder; without a text, that there was none.
   * @throws Failure as `gather`; `nothing-to-train-on` where the folder holds no code.
   */
  static async read(
    folder: string,
    signal: AbortSignal,
    asItWas: ReadonlyMap<string, string | undefined> = new Map(),
  ): Promise<CodeBase> {
    const gathered: WorkspaceFile[] = [];
    const write = async (_part: string, files: AsyncIterable<WorkspaceFile>): Promise<void> => {
      for await (const file of files) gathered.push(file);
    };
    await gather(folder, { limit: learningLimit }, write, signal);
    const standing = gathered.flatMap(({ path, text }) => {
      const known = asItWas.has(path) ? asItWas.get(path) : text;
      return known === undefined ? [] : [{ path, text: withLineFeeds(known) }];
    });
    if (standing.length === 0) {
      throw new Failure(
        'nothing-to-train-on',
        `${folder} holds no code to judge by: name the folder of the code base.`,
      );
    }
    const units = ReadingUnits.of(standing);
    const files = standing.map((file) => ({ path: file.path, text: units.read(file) }));
    const vocabulary = Vocabulary.fromCounts(characterCounts(files.map(({ text }) => text)));
    const index = new TwoSidedIndex(vocabulary, files);
    const measure = await measureOf(index, pauseFor(signal));
    return new CodeBase(index, measure, units, new Set(gathered.map(({ path }) => path)), signal);
  }

  /** Surprise above which one in a hundred of the code's own lines is. */
  get threshold(): number {
    return this.measure.threshold;
  }

  /** Whether the folder has a file at a path that is part of its code, and others of its kind. */
  admits(path: string): boolean {
    return this.gathered.has(path) && canBeJudged(this.index, path);
  }

  /** Paths of all that is known. */
  get paths(): readonly string[] {
    return [...this.index.texts.keys()];
  }

  /**
   * Judges lines of a file, in order; lines without code are left out.
   *
   * @param explained above which surprise it is told what was expected.
   */
  async judge({ path, text, lines }: Judged, explained = this.threshold): Promise<JudgedLine[]> {
    const { index, measure, units } = this;
    const before = index.texts.get(path);
    const written = withLineFeeds(text);
    const read = units.read({ path, text: written });
    index.update(path, read);
    try {
      const rows = { read: read.split('\n'), written: written.split('\n') };
      const judged: JudgedLine[] = [];
      for (const { line, lexemes, surprise, bitsPerCharacter } of await surprisesOf(
        index,
        measure,
        path,
        pauseFor(this.signal),
      )) {
        const [lexeme] = lexemes;
        if (lexeme === undefined || lines?.has(line + 1) === false) continue;
        const row = { read: rows.read[line] ?? '', written: rows.written[line] ?? '' };
        const lineStart = read.lastIndexOf('\n', lexeme.start - 1) + 1;
        // Only indentation may be read otherwise than it is written.
        const columns = ({ start, end }: { start: number; end: number }) => ({
          column: Math.max(0, start - lineStart + row.written.length - row.read.length) + 1,
          endColumn: Math.max(0, Math.min(end - lineStart, row.read.length) + row.written.length - row.read.length) + 1,
        });
        const expected =
          surprise > explained ? await expectationOf(index, path, lexemes, pauseFor(this.signal)) : undefined;
        judged.push({
          path,
          line: line + 1,
          ...columns(lexeme),
          text: row.written,
          surprise,
          bitsPerCharacter,
          rank: shareBelow(measure, surprise),
          ...(expected && {
            expected: {
              ...columns(expected),
              text: expected.text,
              probability: expected.probability,
              places: this.#places(path, read, expected),
            },
          }),
        });
      }
      return judged;
    } finally {
      index.update(path, before);
    }
  }

  /** Where other code has at such a place what was expected here. */
  #places(
    path: string,
    text: string,
    { start, end, text: expected }: { start: number; end: number; text: string },
  ): readonly Place[] {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const line = text.slice(0, start).split('\n').length;
    const lineEnd = text.indexOf('\n', end);
    const rest = text.slice(end, lineEnd < 0 ? undefined : lineEnd);
    const place = { path, line, column: start - lineStart + 1 };
    const search = new SeenSearch({ text: expected + rest, before: text.slice(0, start), place });
    for (const [other, known] of this.index.texts) search.add(other, known);
    return search.seen.places.slice(0, mostPlaces);
  }
}

/** Places that are told of what was expected. */
const mostPlaces = 3;

function pauseFor(signal: AbortSignal): () => Promise<void> {
  return async () => {
    await nextTurn();
    signal.throwIfAborted();
  };
}

/** @throws Failure `file-not-found` where there is none, or it holds no text. */
export async function readSource(file: string): Promise<string> {
  const bytes = await readFile(file).catch((thrown: unknown) => {
    if (!isSystemError(thrown)) throw thrown;
    throw new Failure('file-not-found', `The file ${file} cannot be read: name a file of the folder.`, {
      cause: thrown,
    });
  });
  const text = decodeText(bytes);
  if (text === undefined) throw new Failure('file-not-found', `The file ${file} holds no text.`);
  return text;
}

/** With forward slashes, as files are called in the folder. @throws Failure `path-outside-folder`. */
export function pathWithin(folder: string, file: string): string {
  const relative = path.relative(path.resolve(folder), path.resolve(file));
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new Failure(
      'path-outside-folder',
      `The file ${file} is not in ${folder}: name the folder that it is part of by --folder.`,
    );
  }
  return relative.split(path.sep).join('/');
}
