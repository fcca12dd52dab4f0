/**
 * Where in the workspace's code a suggestion was seen: the places where its text stands, first those that it stands at
 * after what also stands before the cursor. It is looked up when somebody asks, in some milliseconds a megabyte, and
 * needs neither an index nor any of the time that a suggestion takes.
 */
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { comparedBefore, type Place, type Seen, type Suggested } from '@house-style/protocol/seen';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Shorter beginnings of a suggestion stand everywhere, code units. */
const shortestBeginning = 3;
const maximumPlaces = 20;

interface Found {
  readonly place: Place;
  /** Code units before it that agree with those before the cursor. */
  readonly agreeing: number;
}

/** Looks for one suggestion in one file after the other. */
export class SeenSearch {
  readonly #before: string;
  readonly #beginnings: readonly string[];
  /** Which of them was found, the longest so far. */
  #longest: number;
  /** The best places of it. */
  #found: Found[] = [];
  /** All places of it, by how much before them agrees. */
  readonly #counts = new Map<number, number>();

  constructor(private readonly asked: Suggested) {
    this.#before = withLineFeeds(asked.before).slice(-comparedBefore);
    this.#beginnings = beginningsOf(withLineFeeds(asked.text));
    this.#longest = this.#beginnings.length - 1;
  }

  add(path: string, content: string): void {
    const text = withLineFeeds(content);
    const document = TextDocument.create(path, '', 1, text);
    const own = path !== '' && path === this.asked.place.path ? offsetOf(document, this.asked.place) : -1;
    for (let index = 0; index <= this.#longest; index++) {
      const beginning = this.#beginnings[index] as string;
      const after = (from: number): number => {
        const at = text.indexOf(beginning, from);
        return at >= 0 && at === own ? text.indexOf(beginning, at + 1) : at;
      };
      let at = after(0);
      if (at < 0) continue;
      if (index < this.#longest) {
        this.#longest = index;
        this.#found = [];
        this.#counts.clear();
      }
      for (; at >= 0; at = after(at + 1)) this.#note(document, text, at);
      return;
    }
  }

  get seen(): Seen {
    const [best] = this.#found;
    if (best === undefined) return { text: '', count: 0, places: [] };
    const line = this.#before.slice(this.#before.lastIndexOf('\n') + 1).trimStart();
    const needed = Math.min(best.agreeing, line.length);
    let count = 0;
    for (const [agreeing, places] of this.#counts) if (agreeing >= needed) count += places;
    return {
      text: this.#beginnings[this.#longest] as string,
      count,
      places: this.#found.filter(({ agreeing }) => agreeing >= needed).map(({ place }) => place),
    };
  }

  #note(document: TextDocument, text: string, at: number): void {
    const agreeing = this.#agreeingBefore(text, at);
    this.#counts.set(agreeing, (this.#counts.get(agreeing) ?? 0) + 1);
    const better = this.#found.findIndex((other) => other.agreeing < agreeing);
    if (better < 0 && this.#found.length === maximumPlaces) return;
    this.#found.splice(better < 0 ? this.#found.length : better, 0, { place: placeOf(document, at), agreeing });
    if (this.#found.length > maximumPlaces) this.#found.pop();
  }

  #agreeingBefore(text: string, at: number): number {
    const before = this.#before;
    const limit = Math.min(at, before.length);
    let agreeing = 0;
    while (agreeing < limit && text[at - 1 - agreeing] === before[before.length - 1 - agreeing]) agreeing++;
    return agreeing;
  }
}

/** A suggestion, then what it begins with up to the end of each word, the longest first. */
function beginningsOf(suggestion: string): string[] {
  const ends = [...suggestion.matchAll(/\w(?!\w)/g)].map(({ index }) => index + 1);
  return [...new Set([suggestion.length, ...ends.reverse()])]
    .filter((end, index) => index === 0 || end >= shortestBeginning)
    .map((end) => suggestion.slice(0, end));
}

function placeOf(document: TextDocument, at: number): Place {
  const { line, character } = document.positionAt(at);
  return { path: document.uri, line: line + 1, column: character + 1 };
}

/** Offset of a place, code units; the end of the text where it has no such line. */
function offsetOf(document: TextDocument, { line, column }: Place): number {
  return document.offsetAt({ line: line - 1, character: column - 1 });
}
