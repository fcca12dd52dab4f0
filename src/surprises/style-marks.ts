import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { comparedBefore } from '@house-style/protocol/seen';
import type { SurprisesOutcome, SurprisingLine } from '@house-style/protocol/surprises';
import type { InferenceClient } from '../inference/client';
import type { DocumentSync } from '../inference/document-sync';
import { fileOf, isInWorkspace } from '../inference/workspace-folders';
import type { Log } from '../log';
import type { Disposable } from '../observable';
import { onSettingsChange, type Settings } from '../settings';
import { plainText } from '../views/plain-text';

/** What marks are said to come from. */
export const markSource = 'House Style';
/** Quiet after a change before a document is judged again, milliseconds. */
const pauseAfterChange = 700;

/** Places that are told of where it is done as expected. */
const mostPlaces = 3;

/** A part of a document that does not look like the code. */
export interface StyleMark {
  readonly range: vscode.Range;
  readonly surprise: number;
  /** What the code would have, in place of what. */
  readonly expected?: { readonly range: vscode.Range; readonly text: string; readonly probability: number };
}

/** Marks in the documents that are seen what does not look like the workspace's code, while that is wanted. */
export class StyleMarks implements Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('housestyle');
  /** By document, as they were for a version of it. */
  readonly #marks = new Map<string, { readonly version: number; readonly marks: readonly StyleMark[] }>();
  /** What is waited for or under way, by document. */
  readonly #asked = new Map<string, AbortController>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly client: InferenceClient,
    private readonly documents: DocumentSync,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.#subscriptions = [
      this.#diagnostics,
      onSettingsChange(['surprises.enabled'], () => this.#judgeAll()),
      client.knowledge.onChange(() => this.#judgeAll()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#judgeAll()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#isSeen(document)) this.#judgeLater(document, pauseAfterChange);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    ];
    this.#judgeAll();
  }

  /** Marks of a document as it now is. */
  in(document: vscode.TextDocument): readonly StyleMark[] {
    const known = this.#marks.get(document.uri.toString());
    return known?.version === document.version ? known.marks : [];
  }

  dispose(): void {
    for (const asked of this.#asked.values()) asked.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #judgeAll(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!this.settings.get('surprises.enabled', document)) this.#forget(document);
      else if (this.#isSeen(document) && this.in(document).length === 0) this.#judgeLater(document, 0);
    }
  }

  #isSeen(document: vscode.TextDocument): boolean {
    return (
      document.uri.scheme === 'file' &&
      isInWorkspace(document.uri) &&
      this.settings.get('surprises.enabled', document) &&
      vscode.window.visibleTextEditors.some((editor) => editor.document === document)
    );
  }

  #judgeLater(document: vscode.TextDocument, pause: number): void {
    const name = document.uri.toString();
    this.#asked.get(name)?.abort();
    const asked = new AbortController();
    this.#asked.set(name, asked);
    const timer = setTimeout(() => void this.#judge(document, asked), pause);
    asked.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  async #judge(document: vscode.TextDocument, asked: AbortController): Promise<void> {
    const { version } = document;
    const outcome = await judge(this.client, this.documents, document, undefined, asked.signal);
    const isOutdated = (): boolean => asked.signal.aborted || document.version !== version;
    if (isOutdated()) return;
    if (outcome.kind === 'failed') this.log.warn(`Surprises cannot be told: ${outcome.message}`);
    if (outcome.kind !== 'judged') return;
    const marks = outcome.lines.map(markOf);
    this.#marks.set(document.uri.toString(), { version, marks });
    const diagnostics = marks.map(diagnosticOf);
    this.#diagnostics.set(document.uri, diagnostics);
    // Where it is done so is looked up after, as it takes longer.
    for (const [index, mark] of marks.entries()) {
      const places = await this.#placesLike(document, mark);
      if (isOutdated()) return;
      (diagnostics[index] as vscode.Diagnostic).relatedInformation = places;
    }
    this.#diagnostics.set(document.uri, diagnostics);
  }

  /** Where the code has what was expected, first at places like this one. */
  async #placesLike(
    document: vscode.TextDocument,
    { expected }: StyleMark,
  ): Promise<vscode.DiagnosticRelatedInformation[]> {
    if (expected === undefined) return [];
    const { range, text } = expected;
    const rest = document.lineAt(range.end.line).text.slice(range.end.character);
    const before = document.getText(new vscode.Range(document.positionAt(0), range.start)).slice(-comparedBefore);
    const place = this.documents.placeInCode(document, range.start);
    const seen = await this.client.whereSeen({ text: text + rest, before, place });
    return (seen?.places ?? []).slice(0, mostPlaces).flatMap(({ path, line, column }) => {
      const uri = fileOf(path);
      if (uri === undefined) return [];
      const location = new vscode.Location(uri, new vscode.Position(line - 1, column - 1));
      return [new vscode.DiagnosticRelatedInformation(location, l10n.t('It is done so here'))];
    });
  }

  #forget(document: vscode.TextDocument): void {
    const name = document.uri.toString();
    this.#asked.get(name)?.abort();
    this.#asked.delete(name);
    this.#marks.delete(name);
    this.#diagnostics.delete(document.uri);
  }
}

/** Asks what does not look like the code in a document: in these lines, counted from 0, or of what is above the threshold. */
export async function judge(
  client: InferenceClient,
  documents: DocumentSync,
  document: vscode.TextDocument,
  lines: readonly number[] | undefined,
  signal: AbortSignal,
): Promise<SurprisesOutcome> {
  const place = documents.place(document, 0);
  if (place === undefined) return { kind: 'unjudged', reason: 'stale-document' };
  return client.surprises({ document: place.document, version: place.version, ...(lines && { lines }) }, signal);
}

export function markOf({ line, start, end, surprise, expected }: SurprisingLine): StyleMark {
  const other = expected && {
    range: new vscode.Range(line, expected.start, line, expected.end),
    text: expected.text,
    probability: expected.probability,
  };
  return { range: new vscode.Range(line, start, line, end), surprise, ...(other && { expected: other }) };
}

/** In one sentence, without what a workspace may have put into it to look like more. */
export function markInWords({ expected }: StyleMark): string {
  if (expected === undefined) return l10n.t('This does not look like the rest of this code.');
  const percent = Math.min(99, Math.round(100 * expected.probability));
  if (expected.text.trim() === '') return l10n.t('This code would be spaced otherwise here ({0} %).', percent);
  return plainText(l10n.t('This code would have “{0}” here ({1} %).', expected.text.trim(), percent));
}

function diagnosticOf(mark: StyleMark): vscode.Diagnostic {
  const range = mark.expected?.range.isEmpty === false ? mark.expected.range : mark.range;
  const diagnostic = new vscode.Diagnostic(range, markInWords(mark), vscode.DiagnosticSeverity.Hint);
  diagnostic.source = markSource;
  return diagnostic;
}
