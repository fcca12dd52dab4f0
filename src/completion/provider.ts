import * as vscode from 'vscode';
import type { CompletionPreferences } from '@house-style/protocol/inference-messages';
import { comparedBefore, seenInWords, type Suggested } from '@house-style/protocol/seen';
import { pathInWorkspace, type DocumentSync } from '../inference/document-sync';
import type { InferenceClient } from '../inference/client';
import { describeAnswer, type Answer } from './answer';
import { asPreferences } from './preferences';
import type { CompletionSwitch } from './switch';
import { asReplacement, type PopupChoice } from './popup';
import type { Cursor, Given, Suggestion } from '@house-style/protocol/suggestion';
import { typedThrough } from '@house-style/protocol/typed-through';

/** Runs when a suggestion was accepted; not in the palette. */
export const acceptedCommand = 'house-style.suggestionAccepted';

/** Ghost text: the rest of the last suggestion where the text typed agrees with it, else what the model says. */
export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  #given: Given | undefined;
  /** The suggestion that was shown or accepted last. */
  #last: Suggested | undefined;

  constructor(
    private readonly client: InferenceClient,
    private readonly documents: DocumentSync,
    private readonly completionSwitch: CompletionSwitch,
    private readonly log: Pick<vscode.LogOutputChannel, 'trace' | 'debug' | 'logLevel'>,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const started = performance.now();
    const cursor = cursorAt(document, position);
    const answer = await this.#answer(document, cursor, context, token);
    const milliseconds = performance.now() - started;
    const place = `${vscode.workspace.asRelativePath(document.uri)}:${position.line + 1}:${position.character + 1}`;
    this.log.trace(`${place} ${describeAnswer(answer)} (${milliseconds.toFixed(1)} ms)`);
    if (answer.kind !== 'shown') return [];
    const popup = choiceOf(context);
    return answer.suggestions.flatMap((suggestion) => {
      const replacement = asReplacement(suggestion, cursor, popup);
      if (replacement === undefined) return [];
      const item = new vscode.InlineCompletionItem(
        replacement.text,
        new vscode.Range(position.line, replacement.start, position.line, replacement.end),
      );
      item.command = { command: acceptedCommand, title: 'Suggestion accepted', arguments: [suggestion.text] };
      return [item];
    });
  }

  /** The suggestion that was shown or accepted last, as it was first given. */
  get last(): Suggested | undefined {
    return this.#last;
  }

  /** Called through the item's command, the one sign of acceptance that the stable API gives. */
  accepted(text: string): void {
    // Of several, or of one that was typed in part: the one that it is the rest of.
    const whole = this.#given?.suggestions.find((suggestion) => suggestion.text.endsWith(text))?.text;
    if (this.#last !== undefined && whole !== undefined) this.#last = { ...this.#last, text: whole };
    void this.#logAccepted(text, this.#last);
  }

  async #logAccepted(text: string, suggested: Suggested | undefined): Promise<void> {
    // To look for it while the next suggestion is asked for costs time, so only where somebody reads it.
    if (this.log.logLevel === vscode.LogLevel.Off || this.log.logLevel > vscode.LogLevel.Debug) return;
    const seen = suggested && (await this.client.whereSeen(suggested));
    this.log.debug(`accepted: ${JSON.stringify(text)}${seen === undefined ? '' : `, seen in ${seenInWords(seen)}`}`);
  }

  async #answer(
    document: vscode.TextDocument,
    cursor: Cursor,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<Answer> {
    const invoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const off = this.completionSwitch.whyOff(document, invoked);
    if (off !== undefined) return { kind: 'quiet', reason: off };
    if (token.isCancellationRequested) return { kind: 'cancelled' };

    const popup = choiceOf(context);
    const fitsPopup = (suggestion: Suggestion): boolean => asReplacement(suggestion, cursor, popup) !== undefined;

    if (this.#given !== undefined && !(invoked && this.#given.suggestions.length < 2)) {
      const rest = typedThrough(this.#given, cursor, (offset) =>
        document.getText(rangeBetween(document, offset, cursor)),
      );
      const fitting = rest.filter(fitsPopup);
      if (fitting.length > 0) return { kind: 'shown', from: 'typed-through', suggestions: fitting };
    }

    const process = this.client.state.value.kind;
    if (process === 'idle' || process === 'restarting') return { kind: 'quiet', reason: 'no-process' };

    const signal = new AbortController();
    const subscription = token.onCancellationRequested(() => signal.abort());
    try {
      const version = document.version;
      const outcome = await this.client.complete(
        {
          document: this.documents.ensureOpen(document),
          version,
          offset: cursor.offset,
          trigger: invoked ? 'invoke' : 'automatic',
          preferences: preferencesFor(document),
        },
        signal.signal,
      );
      if (outcome.kind !== 'shown') {
        if (outcome.kind === 'quiet' && outcome.reason === 'stale-document' && document.version === version) {
          this.documents.reopen(document);
        }
        return outcome;
      }
      const suggestions = outcome.candidates.map(({ text, replaces }) => ({
        text: text.replaceAll('\r\n', '\n'),
        replaces,
      }));
      this.#given = { cursor, suggestions };
      this.#last = suggested(document, cursor, suggestions);
      const fitting = suggestions.filter(fitsPopup);
      if (fitting.length === 0) return { kind: 'quiet', reason: 'popup-disagrees' };
      return { kind: 'shown', from: 'model', suggestions: fitting };
    } finally {
      subscription.dispose();
    }
  }
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

function suggested(
  document: vscode.TextDocument,
  cursor: Cursor,
  [first]: readonly Suggestion[],
): Suggested | undefined {
  if (first === undefined) return undefined;
  const from = document.positionAt(Math.max(0, cursor.offset - comparedBefore));
  const at = document.positionAt(cursor.offset);
  return {
    text: first.text,
    before: document.getText(new vscode.Range(from, at)),
    place: { path: pathInWorkspace(document.uri), line: at.line + 1, column: at.character + 1 },
  };
}

/** From the settings, which may differ between languages. */
function preferencesFor(document: vscode.TextDocument): CompletionPreferences {
  const settings = vscode.workspace.getConfiguration('housestyle.completion', document);
  return asPreferences(settings.get('acceptance'), settings.get('multiLine'));
}

function rangeBetween(document: vscode.TextDocument, offset: number, cursor: Cursor): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(cursor.offset));
}

function choiceOf({ selectedCompletionInfo: info }: vscode.InlineCompletionContext): PopupChoice | undefined {
  return info && { start: info.range.start.character, end: info.range.end.character, text: info.text };
}
