/** Counts what comes of suggestions, and shows it. */
import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import { type Counts, dateOf, type Days, storedDays, withMore } from './daily-figures';
import { figuresPage } from './figures-page';
import { afterChanges, type Piece } from './kept-text';

/** Milliseconds after which what still stands is kept. */
const keptAfter = 30_000;
/** Milliseconds between two times that figures are stored; a crash loses no more. */
const storedEvery = 5000;
const storageKey = 'figures';
const scheme = 'house-style-figures';

interface Accepted {
  readonly document: vscode.TextDocument;
  readonly timer: NodeJS.Timeout;
  readonly characters: number;
  piece: Piece;
}

export class OwnFigures implements Disposable {
  #days: Days;
  /** What was accepted within the last half minute and still stands as it was. */
  readonly #accepted = new Set<Accepted>();
  readonly #pageChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #page = vscode.Uri.from({ scheme, path: '/House Style.md' });
  readonly #subscriptions: readonly Disposable[];
  #storing: NodeJS.Timeout | undefined;

  constructor(private readonly memory: vscode.Memento) {
    const stored = storedDays.safeParse(memory.get(storageKey));
    this.#days = stored.success ? stored.data : [];
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#pageChanged.event,
        provideTextDocumentContent: () => figuresPage(this.#days, new Date(), vscode.env.language),
      }),
      this.#pageChanged,
    ];
  }

  /** To be told of each new suggestion. */
  shown(document: vscode.TextDocument): void {
    this.#count(document, { shown: 1 });
  }

  /** To be told of a text that was accepted, which ends where the cursor now stands. */
  accepted(text: string): void {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const { document, selection } = editor;
    this.#count(document, { accepted: 1 });
    const end = document.offsetAt(selection.active);
    // Its line ends are the document's by now.
    const length = document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n').length : text.length;
    const timer = setTimeout(() => {
      this.#accepted.delete(one);
      this.#count(document, { kept: 1, saved: Math.max(0, one.characters - 1) });
    }, keptAfter);
    const one: Accepted = {
      document,
      timer,
      characters: [...text.matchAll(/./gsu)].length,
      piece: { start: end - length, end },
    };
    this.#accepted.add(one);
  }

  async show(): Promise<void> {
    this.#pageChanged.fire(this.#page);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', this.#page);
    } catch {
      // Whoever has switched the editor's Markdown off reads it as it is written.
      await vscode.window.showTextDocument(this.#page);
    }
  }

  async reset(): Promise<void> {
    for (const { timer } of this.#accepted) clearTimeout(timer);
    this.#accepted.clear();
    this.#days = [];
    await this.#store();
  }

  dispose(): void {
    for (const { timer } of this.#accepted) clearTimeout(timer);
    if (this.#storing !== undefined) void this.#store();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset: offset, rangeLength: length, text }) => {
      return { offset, length, inserted: text.length };
    });
    for (const one of this.#accepted) {
      if (one.document !== document) continue;
      const piece = afterChanges(one.piece, changes);
      if (piece !== undefined) {
        one.piece = piece;
        continue;
      }
      clearTimeout(one.timer);
      this.#accepted.delete(one);
    }
    const isInEditor = vscode.window.activeTextEditor?.document === document;
    const [only] = contentChanges.length === 1 ? contentChanges : [];
    // A key gives a character, or two with the bracket that the editor closes.
    if (reason === undefined && isInEditor && only !== undefined && isTyped(only.text))
      this.#count(document, { typed: 1 });
  }

  #count({ languageId, uri }: vscode.TextDocument, more: Partial<Counts>): void {
    if (uri.scheme === 'output' || uri.scheme === scheme) return;
    this.#days = withMore(this.#days, dateOf(new Date()), languageId, more);
    this.#storing ??= setTimeout(() => void this.#store(), storedEvery);
  }

  async #store(): Promise<void> {
    clearTimeout(this.#storing);
    this.#storing = undefined;
    this.#pageChanged.fire(this.#page);
    await this.memory.update(storageKey, this.#days.length === 0 ? undefined : this.#days);
  }
}

/** Whether a key gave it: a character, a pair of brackets or quotes, or a line break with its indentation. */
function isTyped(text: string): boolean {
  return /^(?:.|\(\)|\[\]|\{\}|""|''|``|\r?\n[ \t]*)$/su.test(text);
}
