/**
 * What was found out about files by reading them, kept from one start to the next so that only those that have changed
 * are looked at again. Where files stand and what they are called is judged anew each time, so that changed ignore rules
 * hold at once. No text is kept.
 */
import { writeAtomically } from '@house-style/protocol/write-atomically';
import * as z from 'zod';
import type { FoundFile } from './discover';
import { type LeftOutRule, leftOutRules } from './left-out';
import { readRegularFile } from './regular-file';

export type Verdict =
  /** Nothing in it speaks against it. */
  | { readonly kind: 'clean' }
  | { readonly kind: 'left-out'; readonly rule: LeftOutRule }
  /** It is a near-duplicate of another file. */
  | { readonly kind: 'repeats'; readonly path: string };

const ruleNames = Object.keys(leftOutRules) as LeftOutRule[];

/** A file as it was when it was looked at, what was found, whether it was gathered, and the path that it repeats. */
const entrySchema = z.tuple([
  z.object({ path: z.string(), bytes: z.number(), modified: z.number(), changed: z.number(), inode: z.number() }),
  z.enum(['clean', 'repeats', ...ruleNames]),
  z.boolean(),
  z.string().optional(),
]);

const headingSchema = z.object({ rules: z.string() });

/**
 * A file that was changed so shortly before it was looked at may have been changed once more since, at what its file
 * system takes for the same time. Milliseconds; FAT has two seconds.
 */
const coarsestTime = 2000;

/** Larger than what a million files leave. */
const maximumBytes = 256 * 2 ** 20;

/** Characters that are written at once. */
const chunkLength = 1024 * 1024;

type Looked = Pick<FoundFile, 'path' | 'bytes' | 'modified' | 'changed' | 'inode'>;

interface Entry {
  readonly file: Looked;
  readonly verdict: Verdict;
}

export class Verdicts {
  readonly #entries = new Map<string, Entry>();

  /** @param chosen paths of files that were gathered last time. */
  private constructor(
    private readonly rules: string,
    private readonly began: number,
    readonly chosen: ReadonlySet<string>,
  ) {}

  /**
   * What an earlier run wrote; nothing where there is no such file, it is damaged or other rules held.
   *
   * @param rules tells the rules by which files are judged from all others.
   * @param began before the first file was looked at, milliseconds since the epoch.
   */
  static read(file: string, rules: string, began: number): Verdicts {
    try {
      const chosen = new Set<string>();
      const verdicts = new Verdicts(rules, began, chosen);
      const content = readRegularFile(file, maximumBytes);
      if (typeof content === 'string') return verdicts;
      const [heading, ...lines] = content.toString('utf8').trimEnd().split('\n');
      if (headingSchema.parse(JSON.parse(heading ?? '')).rules !== rules) return verdicts;
      for (const line of lines) {
        const [looked, word, wasChosen, repeated] = entrySchema.parse(JSON.parse(line));
        verdicts.#entries.set(looked.path, { file: looked, verdict: verdictOf(word, repeated) });
        if (wasChosen) chosen.add(looked.path);
      }
      return verdicts;
    } catch {
      return new Verdicts(rules, began, new Set());
    }
  }

  /** What was found of a file, if it is still as it was. */
  of(file: FoundFile): Verdict | undefined {
    const entry = this.#entries.get(file.path);
    return entry && isSame(entry.file, file) ? entry.verdict : undefined;
  }

  /** @param verdict undefined where the file has to be looked at again each time. */
  note(file: FoundFile, verdict: Verdict | undefined): void {
    if (verdict === undefined) this.#entries.delete(file.path);
    else this.#entries.set(file.path, { file, verdict });
  }

  /**
   * Writes what is known of files that are still there. Only its owner can read it.
   *
   * @param chosen paths of files that were gathered now.
   * @throws Failure `disk-full` or `output-unwritable`.
   */
  async write(to: string, found: readonly FoundFile[], chosen: ReadonlySet<string>): Promise<void> {
    await writeAtomically(to, this.#chunks(found, chosen));
  }

  *#chunks(found: readonly FoundFile[], chosen: ReadonlySet<string>): Generator<Buffer> {
    let chunk = `${JSON.stringify({ rules: this.rules })}\n`;
    for (const file of found) {
      const { path, bytes, modified, changed, inode } = file;
      const verdict = this.of(file) ?? { kind: 'clean' };
      const settled = this.of(file) !== undefined && Math.max(modified, changed) < this.began - coarsestTime;
      const isChosen = chosen.has(path);
      if (!settled && !isChosen) continue;
      // Of one that has to be looked at again, only that it was chosen.
      const looked = { path, bytes: settled ? bytes : -1, modified, changed, inode };
      chunk += `${JSON.stringify([looked, wordOf(verdict), isChosen, ...(verdict.kind === 'repeats' ? [verdict.path] : [])])}\n`;
      if (chunk.length < chunkLength) continue;
      yield Buffer.from(chunk);
      chunk = '';
    }
    yield Buffer.from(chunk);
  }
}

function isSame(a: Looked, b: Looked): boolean {
  return a.bytes === b.bytes && a.modified === b.modified && a.changed === b.changed && a.inode === b.inode;
}

function wordOf(verdict: Verdict): z.infer<typeof entrySchema>[1] {
  return verdict.kind === 'left-out' ? verdict.rule : verdict.kind;
}

function verdictOf(word: z.infer<typeof entrySchema>[1], repeated: string | undefined): Verdict {
  if (word === 'clean') return { kind: 'clean' };
  return word === 'repeats' ? { kind: 'repeats', path: repeated ?? '' } : { kind: 'left-out', rule: word };
}
