/**
 * The one gate that every text of a document passes before anything learns it or keeps it: the rules that make a corpus,
 * asked of the document that is open. What no training may read is so not learned from an editor either.
 */
import { judge } from '@house-style/corpus/acceptance';
import { ruleAgainstWriting } from '@house-style/corpus/generated';
import { objectionToName, objectionToPlace } from '@house-style/corpus/one-file';
import type { Context } from '@house-style/model/predictor';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import { isNotebookFile } from '@house-style/protocol/notebook-text';
import type { OpenDocument } from './open-documents';

/** A document's place is judged again after so long, milliseconds: ignore files change, files come and go. */
const judgedAgainAfter = 10_000;

type Document = Pick<OpenDocument<Context>, 'path' | 'origin'>;

interface Verdict {
  readonly at: number;
  readonly admitted: Promise<boolean>;
}

interface Cleared {
  readonly text: string;
  readonly learnable: Promise<string | undefined>;
}

export class LearningGate {
  #verdicts = new WeakMap<Document, Verdict>();
  /** What was cleared last of each document. */
  readonly #cleared = new WeakMap<Document, Cleared>();

  #code: readonly CodeFolder[] = [];
  readonly #refused = new WeakSet<Document>();

  /** @param onRefusal told once of each document that nothing is learned of. */
  constructor(private readonly onRefusal: (document: Document) => void = () => undefined) {}

  /** Whether a document is one that may be learned, by where it is from. */
  admits(document: Document): Promise<boolean> {
    const known = this.#verdicts.get(document);
    if (known !== undefined && performance.now() - known.at < judgedAgainAfter) return known.admitted;
    const admitted = isAdmitted(document, this.#code);
    this.#verdicts.set(document, { at: performance.now(), admitted });
    return admitted;
  }

  /**
   * A text of a document as it may be learned, which has the same lines with what looks like a secret taken out of them.
   *
   * @returns undefined where nothing of it may be learned.
   */
  async learnable(document: Document, text: string): Promise<string | undefined> {
    if (!(await this.admits(document))) {
      this.refuse(document);
      return undefined;
    }
    const last = this.#cleared.get(document);
    const learnable = last?.text === text ? last.learnable : cleared(document.path, text);
    this.#cleared.set(document, { text, learnable });
    if ((await learnable) === undefined) this.refuse(document);
    return learnable;
  }

  /** Whether {@link learnable} has just been asked of this text, and answers at once. */
  hasJudged(document: Document, text: string): boolean {
    return this.#cleared.get(document)?.text === text;
  }

  /** Whether it may be told where in a text of a document something stands: secrets in it are no objection to that. */
  async mayTellOf(document: Document, text: string): Promise<boolean> {
    return (await this.admits(document)) && ruleAgainstWriting(document.path, text) === undefined;
  }

  /** Notes that nothing is learned of a document. */
  refuse(document: Document): void {
    if (this.#refused.has(document)) return;
    this.#refused.add(document);
    this.onRefusal(document);
  }

  /**
   * Judges every place anew, as when the rules may have changed.
   *
   * @param code folders of which it is told what is hidden by now: documents in them were opened under earlier patterns.
   */
  reconsider(code: readonly CodeFolder[] = []): void {
    this.#code = code;
    this.#verdicts = new WeakMap();
  }
}

async function isAdmitted({ path, origin }: Document, code: readonly CodeFolder[]): Promise<boolean> {
  const homeOf = ({ folder, exclude }: CodeFolder): CodeFolder => ({
    folder,
    exclude: [...exclude, ...code.filter((other) => other.folder === folder).flatMap((other) => other.exclude)],
  });
  switch (origin?.kind) {
    case 'elsewhere':
      return false;
    case 'untitled':
      return true;
    case 'file':
      return path !== '' && !isNotebookFile(path) && (await objectionToPlace(homeOf(origin), { path })) === undefined;
    case 'notebook':
      return path !== '' && (await objectionToPlace(homeOf(origin), { path, placeAlone: true })) === undefined;
    case undefined:
      return !isNotebookFile(path) && objectionToName(path) === undefined;
  }
}

async function cleared(path: string, text: string): Promise<string | undefined> {
  const judged = await judge(path, text);
  return typeof judged === 'string' ? undefined : judged.text;
}
