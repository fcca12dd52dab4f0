/**
 * Tells which lines of an open document do not look like the workspace's code. It works when nobody waits for a
 * completion, some milliseconds at a time, and after a change judges anew what stands around it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sampleFiles } from '@house-style/corpus/sample-files';
import type { Context } from '@house-style/model/predictor';
import { characterCounts } from '@house-style/model/pretrained/suitability';
import { expectationOf } from '@house-style/model/surprise/expectation';
import {
  canBeJudged,
  type LineSurprise,
  type Measure,
  measureOf,
  surprisesIn,
} from '@house-style/model/surprise/line-surprises';
import {
  type JudgedText,
  type Pause,
  type SourceText,
  TwoSidedIndex,
} from '@house-style/model/surprise/two-sided-index';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { asFailure } from '@house-style/protocol/failure';
import type { SurprisesOutcome, SurprisingLine } from '@house-style/protocol/surprises';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { Scheduler } from './scheduler';

/** Characters of code that are known at most: sorting more would keep completions waiting for a second or two. */
const knownCharacters = 2e6;
/** Longer documents are not judged, code units: it would take minutes. */
const longestDocument = 400_000;

interface CodeKnown {
  /** What it was made of. */
  readonly texts: ReadonlyMap<string, string>;
  readonly index: TwoSidedIndex;
  readonly measure: Measure;
  /** Files that there was no room for. */
  readonly leftOut: ReadonlySet<string>;
}

export interface Asked {
  readonly name: string;
  readonly version: number;
  /** These are told of, counted from 0; else those above the threshold. */
  readonly lines: readonly number[] | undefined;
}

export class SurpriseJudge {
  #known: CodeKnown | undefined;
  /** What documents cost when they were last judged. */
  #judged = new WeakMap<OpenDocument<Context>, JudgedText>();
  /** One document after the other: the index knows each only while it is judged. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly documents: Pick<OpenDocuments<Context>, 'get' | 'names'>,
    private readonly scheduler: Scheduler,
    private readonly texts: () => ReadonlyMap<string, string> | undefined,
  ) {}

  /** Never rejects. */
  judge(asked: Asked, signal: AbortSignal): Promise<SurprisesOutcome> {
    const outcome = this.#last
      .then(() => this.#judge(asked, signal))
      .catch((error: unknown): SurprisesOutcome => {
        if (signal.aborted) return { kind: 'cancelled' };
        const { code, message } = asFailure(error);
        return { kind: 'failed', code, message };
      });
    this.#last = outcome;
    return outcome;
  }

  async #judge({ name, version, lines }: Asked, signal: AbortSignal): Promise<SurprisesOutcome> {
    const pause = async (): Promise<void> => {
      await nextTurn();
      await this.scheduler.afterCompletions();
      signal.throwIfAborted();
    };
    await pause();
    const known = await this.#code(pause);
    if (known === undefined) return { kind: 'unjudged', reason: 'no-code' };
    const document = this.documents.get(name);
    if (document?.version !== version) return { kind: 'unjudged', reason: 'stale-document' };
    if (document.text.length > longestDocument)
      return { kind: 'judged', threshold: known.measure.threshold, lines: [] };
    const { text } = document;
    // What is no file of the workspace is called by its address.
    const path = document.name === '' ? name : document.name;
    if (!canBeJudged(known.index, path)) return { kind: 'unjudged', reason: 'no-like-code' };
    const saved = known.index.texts.get(path);
    known.index.update(path, text);
    try {
      const bits = await known.index.bits(path, pause, this.#judged.get(document));
      this.#judged.set(document, { text, bits });
      const asked = lines && new Set(lines);
      const told = surprisesIn(known.measure, path, { text, bits }).filter(({ line, surprise }) =>
        asked === undefined ? surprise > known.measure.threshold : asked.has(line),
      );
      const written: SurprisingLine[] = [];
      for (const one of told) written.push(...(await this.#written(known, document, { path, text }, one, pause)));
      if (document.version !== version) return { kind: 'unjudged', reason: 'stale-document' };
      return { kind: 'judged', threshold: known.measure.threshold, lines: written };
    } finally {
      known.index.update(path, saved);
    }
  }

  /** A line as the document has it, with what was expected in it. */
  async #written(
    { index, measure }: CodeKnown,
    { reading }: OpenDocument<Context>,
    { path, text }: SourceText,
    { line, lexemes, surprise }: LineSurprise,
    pause: Pause,
  ): Promise<SurprisingLine[]> {
    const [lexeme] = lexemes;
    if (lexeme === undefined) return [];
    const lineStart = text.lastIndexOf('\n', lexeme.start - 1) + 1;
    const lineEnd = text.indexOf('\n', lineStart);
    const columns = ({ start, end }: { readonly start: number; readonly end: number }) => ({
      start: reading.writtenColumn(line, start - lineStart),
      end: reading.writtenColumn(line, Math.min(end, lineEnd < 0 ? text.length : lineEnd) - lineStart),
    });
    const expected = surprise > measure.threshold ? await expectationOf(index, path, lexemes, pause) : undefined;
    const other = expected && { ...columns(expected), text: expected.text, probability: expected.probability };
    return [{ line, ...columns(lexeme), surprise, ...(other && { expected: other }) }];
  }

  /** The code as it last was saved: sorted when it is first asked for, and again when the workspace is another. */
  async #code(pause: Pause): Promise<CodeKnown | undefined> {
    const texts = this.texts();
    if (texts === undefined || texts.size === 0) {
      this.#known = undefined;
      return undefined;
    }
    if (this.#known?.texts !== texts) {
      this.#known = undefined;
      this.#judged = new WeakMap();
      const sized = [...texts].map(([path, text]) => ({ path, text, tokens: text.length, modified: 0 }));
      const { kept } = sampleFiles(sized, this.documents.names, knownCharacters);
      const vocabulary = Vocabulary.fromCounts(characterCounts(kept.map(({ text }) => text)));
      const index = new TwoSidedIndex(vocabulary, kept);
      await pause();
      const leftOut = new Set([...texts.keys()].filter((path) => !index.texts.has(path)));
      this.#known = { texts, index, measure: await measureOf(index, pause), leftOut };
    }
    const { index, leftOut } = this.#known;
    for (const [path, text] of texts) {
      if (leftOut.has(path) || index.texts.get(path) === text) continue;
      await pause();
      index.update(path, text);
    }
    return this.#known;
  }
}
