/** Which files go in by what they hold, and their texts. */
import { isNotebookFile } from '@house-style/protocol/notebook-text';
import { decodeText, looksBinary } from './decode-text';
import { type FoundFile, isUnchanged } from './discover';
import { ruleAgainstWriting } from './generated';
import { notebookSizeFactor, notebookText } from './jupyter';
import type { LeftOut, LeftOutRule } from './left-out';
import { NearDuplicates } from './near-duplicates';
import { readRegularFile } from './regular-file';
import { findSecrets, isCredentialsFile, maskSecrets } from './secrets';
import type { Verdict, Verdicts } from './verdicts';

/**
 * Larger files are left out unless asked for. People keep what they write far below it (a megabyte is some 30,000
 * lines); above it come amalgamations, tables and parsers that a program wrote, and one of them would outweigh a whole
 * project. Not one megabyte, because plain text to train on (a book, the usual Shakespeare file) is a little larger.
 */
export const defaultMaximumFileBytes = 2 * 1024 * 1024;

const leftOutAs = {
  missing: 'unreadable',
  unreadable: 'unreadable',
  'no-file': 'link',
  'too-large': 'too-large',
} as const;

export type Judged =
  | {
      readonly text: string;
      /** How many were taken out. */
      readonly secrets: number;
    }
  | LeftOutRule;

/** Takes files one after the other; nothing of them is kept but what tells near-duplicates. */
export class Acceptance {
  readonly #nearDuplicates = new NearDuplicates();
  /** Paths of files that went in and are as they were when earlier verdicts spoke of them. */
  readonly #unchanged = new Set<string>();

  /** @param verdicts what is known of files that have not changed, and where what is found of them is noted. */
  constructor(
    private readonly maximumBytes: number,
    private readonly leftOut: LeftOut,
    private readonly verdicts?: Verdicts,
  ) {}

  /** The text of a file that goes in; undefined, and counted, where it does not. */
  async accept(file: FoundFile): Promise<string | undefined> {
    const known = this.verdicts?.of(file);
    const rule = known && this.#ruleStillAgainst(known);
    if (rule !== undefined) {
      this.leftOut.add(rule, file.path);
      return undefined;
    }
    const clean = known?.kind === 'clean';
    const judged = await this.#judge(file, clean);
    if (typeof judged === 'string') {
      this.leftOut.add(judged, file.path);
      return undefined;
    }
    const repeated = this.#nearDuplicates.fold(file.path, judged.text);
    if (repeated !== undefined) {
      this.verdicts?.note(file, { kind: 'repeats', path: repeated });
      this.leftOut.add('near-duplicate', file.path);
      return undefined;
    }
    this.leftOut.addMasked(judged.secrets);
    // Where there are secrets, they have to be taken out again.
    this.verdicts?.note(file, judged.secrets === 0 ? { kind: 'clean' } : undefined);
    if (clean) this.#unchanged.add(file.path);
    return judged.text;
  }

  /** A file repeats another only as long as that one goes in, unchanged, before it. */
  #ruleStillAgainst(known: Verdict): LeftOutRule | undefined {
    if (known.kind === 'left-out') return known.rule;
    return known.kind === 'repeats' && this.#unchanged.has(known.path) ? 'near-duplicate' : undefined;
  }

  /** @param clean whether the file was looked at before and nothing spoke against it. */
  async #judge(file: FoundFile, clean: boolean): Promise<Judged> {
    const isNotebook = isNotebookFile(file.path);
    const bytes = readRegularFile(file.absolutePath, this.maximumBytes * (isNotebook ? notebookSizeFactor : 1));
    if (typeof bytes === 'string') return leftOutAs[bytes];
    const decoded = decodeText(bytes);
    const text = isNotebook && decoded !== undefined ? notebookText(decoded) : decoded;
    // It may have been changed since it was found.
    if (text !== undefined && clean && isUnchanged(file)) return { text, secrets: 0 };
    const judged = text === undefined ? (isNotebook ? 'notebook' : 'binary') : await this.#judgeText(file.path, text);
    if (typeof judged === 'string') this.verdicts?.note(file, { kind: 'left-out', rule: judged });
    return judged;
  }

  async #judgeText(path: string, text: string): Promise<Judged> {
    return text.length > this.maximumBytes ? 'too-large' : await judge(path, text);
  }
}

/** A text as it goes in, without its secrets, or the rule by which it does not. */
export async function judge(path: string, text: string): Promise<Judged> {
  if (text.trim() === '') return 'empty';
  if (looksBinary(text)) return 'binary';
  const rule = ruleAgainstWriting(path, text);
  if (rule !== undefined) return rule;
  const secrets = await findSecrets(path, text);
  if (isCredentialsFile(text, secrets)) return 'secret';
  return { text: maskSecrets(text, secrets), secrets: secrets.length };
}
