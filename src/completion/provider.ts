import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { CompletionPreferences } from '@house-style/protocol/inference-messages';
import { comparedBefore, seenInWords, type Suggested } from '@house-style/protocol/seen';
import type { Cursor } from '@house-style/protocol/suggestion';
import type { DocumentSync } from '../inference/document-sync';
import { asProse } from '../inference/notebook-map';
import type { InferenceClient } from '../inference/client';
import { describeAnswer, type Answer } from './answer';
import { GhostText, type Question } from './ghost-text';
import type { OwnFigures } from '../figures/own-figures';
import type { Settings } from '../settings';
import type { CompletionSwitch } from './switch';
import type { ActivityWatch } from './activity-watch';
import type { Activity } from './manners';
import { asReplacement, type PopupChoice } from './popup';

/** Runs when a suggestion was accepted; not in the palette. */
export const acceptedCommand = 'housestyle.suggestionAccepted';

/** A question with the document that it is about. */
interface DocumentQuestion extends Question {
  readonly source: vscode.TextDocument;
}

/** Puts ghost text before the editor: what is shown is decided by {@link GhostText}. */
export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  readonly #ghostText: GhostText<DocumentQuestion>;

  constructor(
    private readonly client: InferenceClient,
    private readonly documents: DocumentSync,
    private readonly completionSwitch: CompletionSwitch,
    private readonly activities: ActivityWatch,
    private readonly settings: Settings,
    private readonly figures: Pick<OwnFigures, 'shown' | 'accepted'>,
    private readonly log: Pick<vscode.LogOutputChannel, 'trace' | 'debug' | 'logLevel'>,
  ) {
    this.#ghostText = new GhostText({
      whyNoProcess: () => {
        const { kind } = client.state.value;
        return kind === 'idle' || kind === 'restarting' ? 'no-process' : undefined;
      },
      complete: async ({ source, cursor, invoked, preferences }, signal) => {
        const place = documents.place(source, cursor.offset);
        if (place === undefined) return { kind: 'quiet', reason: 'no-notebook' };
        const { document, version, offset, inComment } = place;
        const trigger = invoked ? 'invoke' : 'automatic';
        const indentation = indentationOf(source);
        const asked = { document, version, offset, trigger, preferences, ...(indentation && { indentation }) } as const;
        const outcome = await client.complete(asked, signal);
        return inComment === undefined ? outcome : asProse(outcome, inComment);
      },
      sendAgain: ({ source, version }) => {
        if (source.version === version) documents.reopen(source);
      },
    });
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const started = performance.now();
    const preferences = this.settings.preferences(document);
    const activity = this.activities.activityIn(document);
    const question = questionAt(document, position, context, { preferences, activity }, this.documents);
    const answer = await this.#answer(question, token);
    const milliseconds = performance.now() - started;
    const place = `${vscode.workspace.asRelativePath(document.uri)}:${position.line + 1}:${position.character + 1}`;
    this.log.trace(`${place} ${describeAnswer(answer)} (${milliseconds.toFixed(1)} ms)`);
    if (answer.kind !== 'shown') return [];
    if (answer.from === 'model') this.figures.shown(document);
    return answer.suggestions.flatMap((suggestion) => {
      const replacement = asReplacement(suggestion, question.cursor, question.popup);
      if (replacement === undefined) return [];
      const item = new vscode.InlineCompletionItem(
        replacement.text,
        new vscode.Range(position.line, replacement.start, position.line, replacement.end),
      );
      item.command = { command: acceptedCommand, title: l10n.t('Suggestion accepted'), arguments: [suggestion.text] };
      return [item];
    });
  }

  /** The suggestion that was shown or accepted last, as it was first given. */
  get last(): Suggested | undefined {
    return this.#ghostText.last;
  }

  /** Lets go of what was suggested. */
  forget(): void {
    this.#ghostText.forget();
  }

  /** Called through the item's command, the one sign of acceptance that the stable API gives. */
  accepted(text: string): void {
    this.#ghostText.accepted(text);
    this.figures.accepted(text);
    void this.#logAccepted(text, this.#ghostText.last);
  }

  async #logAccepted(text: string, suggested: Suggested | undefined): Promise<void> {
    // To look for it while the next suggestion is asked for costs time, so only where somebody reads it.
    if (this.log.logLevel === vscode.LogLevel.Off || this.log.logLevel > vscode.LogLevel.Debug) return;
    const seen = suggested && (await this.client.whereSeen(suggested));
    this.log.debug(`accepted: ${JSON.stringify(text)}${seen === undefined ? '' : `, seen in ${seenInWords(seen)}`}`);
  }

  async #answer(question: DocumentQuestion, token: vscode.CancellationToken): Promise<Answer> {
    const off = this.completionSwitch.whyOff(question.source, question.invoked);
    if (off !== undefined) return { kind: 'quiet', reason: off };
    const cancellation = new AbortController();
    if (token.isCancellationRequested) cancellation.abort();
    const subscription = token.onCancellationRequested(() => cancellation.abort());
    try {
      return await this.#ghostText.answer(question, cancellation.signal);
    } finally {
      subscription.dispose();
    }
  }
}

function questionAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
  circumstances: { readonly preferences: CompletionPreferences; readonly activity: Activity },
  documents: DocumentSync,
): DocumentQuestion {
  const cursor = cursorAt(document, position);
  const textSince = (offset: number): string =>
    document.getText(new vscode.Range(document.positionAt(offset), document.positionAt(cursor.offset)));
  return {
    source: document,
    cursor,
    invoked: context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke,
    popup: choiceOf(context),
    ...circumstances,
    version: document.version,
    textSince,
    textAfter: (length) => document.getText(new vscode.Range(position, document.positionAt(cursor.offset + length))),
    suggested: (text) => ({
      text,
      before: textSince(Math.max(0, cursor.offset - comparedBefore)),
      place: documents.placeInCode(document, position),
    }),
  };
}

/** What the editor that shows a document indents by. */
function indentationOf(document: vscode.TextDocument): { insertSpaces: boolean; tabSize: number } | undefined {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const { insertSpaces, tabSize } = shown?.options ?? {};
  return typeof insertSpaces === 'boolean' && typeof tabSize === 'number' ? { insertSpaces, tabSize } : undefined;
}

function cursorAt(document: vscode.TextDocument, position: vscode.Position): Cursor {
  const line = document.lineAt(position.line).text;
  return {
    document: document.uri.toString(),
    offset: document.offsetAt(position),
    before: line.slice(0, position.character),
    after: line.slice(position.character),
  };
}

function choiceOf({ selectedCompletionInfo: info }: vscode.InlineCompletionContext): PopupChoice | undefined {
  return info && { start: info.range.start.character, end: info.range.end.character, text: info.text };
}
