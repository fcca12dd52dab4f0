/**
 * Indentation in units: what one level is written with differs between files, what the code says does not. Text is learned
 * and read in the unit that most of the workspace's files of a kind are written in, and what is suggested is written in the
 * document's own.
 */
import detectIndent from 'detect-indent';

/** What one level of indentation is written with: a tab, or some spaces. */
export type IndentationUnit = string;

/** Beginning of a text by which its unit is told, code units. */
const sampleLength = 50_000;
/** Fewer indented lines may be continuations alone, which are set further in than a level. */
const fewLines = 8;
const units = new Set(['\t', '  ', '   ', '    ', '        ']);

/** Files in which white space at a line's beginning is no indentation, or no free choice. */
const asItStands =
  /(?:^|\/)(?:[Gg][Nn][Uu])?[Mm]akefile[^/]*$|\.(?:mk|mak|md|mdx|markdown|rst|txt|tsv|csv|diff|patch)$/;

/** Whether a file says the same in whatever unit it is indented. */
export function mayIndentOtherwise(path: string): boolean {
  return !asItStands.test(path);
}

/** The unit that a text is indented by; undefined where it does not say. */
export function unitOf(text: string): IndentationUnit | undefined {
  const { indent } = detectIndent(text.slice(0, sampleLength));
  return units.has(indent) ? indent : undefined;
}

/** The unit that an editor indents by. */
export function unitOfEditor({ insertSpaces, tabSize }: { insertSpaces: boolean; tabSize: number }): IndentationUnit {
  return insertSpaces ? ' '.repeat(tabSize) : '\t';
}

/** White space that a line begins with, in another unit. What is no whole level stays as it is: it aligns something. */
export function reindented(whiteSpace: string, from: IndentationUnit, to: IndentationUnit): string {
  let levels = 0;
  while (whiteSpace.startsWith(from, levels * from.length)) levels += 1;
  return to.repeat(levels) + whiteSpace.slice(levels * from.length);
}

/** A text with line feeds, in another unit. */
export function inUnit(text: string, from: IndentationUnit, to: IndentationUnit): string {
  return from === to ? text : text.replace(/^[ \t]+/gm, (whiteSpace) => reindented(whiteSpace, from, to));
}

/** Counts what the files of each kind are indented by. */
export class UnitVotes {
  readonly #byKind = new Map<string, Map<IndentationUnit, number>>();

  /**
   * @param file with line feeds.
   * @returns its own unit, where it says.
   */
  add({ path, text }: { readonly path: string; readonly text: string }): IndentationUnit | undefined {
    const unit = unitOf(text);
    if (unit === undefined) return undefined;
    const kind = kindOf(path);
    const counts = this.#byKind.get(kind) ?? new Map<IndentationUnit, number>();
    counts.set(unit, (counts.get(unit) ?? 0) + text.length);
    this.#byKind.set(kind, counts);
    return unit;
  }

  /** Of each kind, the unit of most text is read. */
  counted(): ReadingUnits {
    const byKind = new Map<string, IndentationUnit>();
    for (const [kind, counts] of this.#byKind) {
      const [[unit] = []] = [...counts].sort(([, a], [, b]) => b - a);
      if (unit !== undefined) byKind.set(kind, unit);
    }
    return new ReadingUnits(byKind);
  }
}

/** The units that text is read in, by the kinds of files. */
export class ReadingUnits {
  constructor(private readonly byKind: ReadonlyMap<string, IndentationUnit> = new Map()) {}

  /** @param files with line feeds. */
  static of(files: Iterable<{ readonly path: string; readonly text: string }>): ReadingUnits {
    const votes = new UnitVotes();
    for (const file of files) votes.add(file);
    return votes.counted();
  }

  /** Whether a file that is indented by this is read as it is. */
  areThose(path: string, unit: IndentationUnit | undefined): boolean {
    return unit === undefined || this.byKind.get(kindOf(path)) === unit;
  }

  /**
   * What a text is written in and what it is read in, where these differ.
   *
   * @param editors what the editor indents by: it counts where the text does not say.
   */
  for(path: string, text: string, editors?: IndentationUnit): Reindentation | undefined {
    if (!mayIndentOtherwise(path)) return undefined;
    const read = this.byKind.get(kindOf(path));
    if (read === undefined) return undefined;
    const own = unitOf(text);
    const written = own === undefined || this.#mayBeContinuations(own, read, text) ? editors : own;
    return written === undefined || written === read ? undefined : { written, read };
  }

  /** A file's text as it is read. */
  read({ path, text }: { readonly path: string; readonly text: string }): string {
    const units = this.for(path, text);
    return units === undefined ? text : inUnit(text, units.written, units.read);
  }

  /** Whether a text with few indented lines seems to be in a multiple of the unit that files like it are written in. */
  #mayBeContinuations(own: IndentationUnit, read: IndentationUnit, text: string): boolean {
    if (own === read || own === '\t' || read === '\t' || own.length % read.length !== 0) return false;
    return (text.slice(0, sampleLength).match(/^[ \t]+\S/gm)?.length ?? 0) < fewLines;
  }
}

/** A text is written in one unit and read in another. */
export interface Reindentation {
  readonly written: IndentationUnit;
  readonly read: IndentationUnit;
}

/** Files with one ending are written alike; without one, those of one name. */
function kindOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const kind = name.slice(name.lastIndexOf('.') + 1);
  return /^(?:[cm]?[jt]sx?|json[c5]?)$/.test(kind) ? (kind.startsWith('json') ? 'json' : 'script') : kind;
}
