import path from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { asFailure, Failure } from '@house-style/protocol/failure';
import type { ExportedPart } from '@house-style/protocol/inspection';
import type { InferenceClient } from '../../inference/client';
import { documentSelector, type DocumentSync } from '../../inference/document-sync';
import { cellScheme } from '../../inference/workspace-folders';
import type { Disposable } from '../../observable';
import { showError, showInformation } from '../messages';
import { type PageRequest, parsePageRequest, type ToPage } from './messages';
import { inspectorWords } from './words';
import { webviewPage } from '../webview-page';

const panelType = 'housestyle.neurons';

/** An open inspector: one file at a time. */
interface Open {
  readonly panel: vscode.WebviewPanel;
  document: vscode.TextDocument;
  selection: vscode.Selection;
  /** What was read of it, to be shown again when a hidden panel comes back. */
  shown?: ToPage;
}

/** The panel beside a file that shows what the network's units do while it reads that. */
export class NeuronInspector implements Disposable {
  #open: Open | undefined;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly client: InferenceClient,
    private readonly documents: DocumentSync,
  ) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== this.#open?.document || contentChanges.length === 0) return;
        void this.#send({ kind: 'note', sentence: l10n.t('The file has changed since it was read.') });
      }),
    ];
  }

  /** Shows the file that is being edited. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const isFile = editor !== undefined && vscode.languages.match(documentSelector, editor.document) > 0;
    if (!isFile || editor.document.uri.scheme === cellScheme) {
      void showInformation(l10n.t('House Style: open the file whose reading you want to see.'));
      return;
    }
    const { document, selection } = editor;
    if (this.#open === undefined) this.#make(document, selection);
    else {
      Object.assign(this.#open, { document, selection });
      this.#open.panel.reveal(undefined, true);
      await this.#read();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#open?.panel.dispose();
  }

  #make(document: vscode.TextDocument, selection: vscode.Selection): void {
    const resources = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const panel = vscode.window.createWebviewPanel(
      panelType,
      l10n.t('House Style: Neurons'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true, localResourceRoots: [resources] },
    );
    this.#open = { panel, document, selection };
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const request = parsePageRequest(message);
      if (request !== undefined) void this.#answer(request);
    });
    panel.onDidDispose(() => {
      this.#open = undefined;
      this.client.tell({ kind: 'end-inspection' });
    });
    panel.webview.html = webviewPage(panel.webview, resources, 'inspector');
  }

  async #answer(request: PageRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        if (this.#open?.shown === undefined) await this.#read();
        else await this.#send(this.#open.shown);
        return;
      case 'again':
        await this.#read();
        return;
      case 'export':
        await this.#export(request.part);
        return;
      case 'look': {
        const { id, look } = request;
        try {
          const answer = await this.client.inspect({ kind: 'look', look });
          if (answer.kind === 'looked') await this.#send({ kind: 'found', id, found: answer.found });
        } catch (error) {
          const { code, message } = asFailure(error);
          // Of a text that is no longer looked into nobody wants to know.
          if (code !== 'interrupted') await this.#send({ kind: 'failed', id, sentence: message });
        }
      }
    }
  }

  async #read(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    const { document, selection } = open;
    await this.#send({ kind: 'note', sentence: l10n.t('Reading…') });
    const [from, to] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
    try {
      const place = this.documents.place(document, from);
      if (place === undefined) throw new Failure('nothing-to-inspect', l10n.t('The file is not open any more.'));
      const { document: name, version } = place;
      const answer = await this.client.inspect({ kind: 'inspect', document: name, version, selection: { from, to } });
      if (answer.kind !== 'inspected') return;
      open.shown = { kind: 'show', text: answer.text, words: inspectorWords(), selection: answer.selection };
      await this.#send(open.shown);
    } catch (error) {
      const { code, message } = asFailure(error);
      if (code !== 'interrupted') await this.#send({ kind: 'note', sentence: message });
    }
  }

  async #export(part: ExportedPart): Promise<void> {
    const name = `${path.basename(this.#open?.document.uri.path ?? '')}.${part.format}`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { [part.format.toUpperCase()]: [part.format] },
    });
    if (target === undefined) return;
    try {
      const words = inspectorWords();
      const answer = await this.client.inspect({ kind: 'export-inspection', part, path: target.fsPath, words });
      if (answer.kind !== 'inspection-exported') return;
      void showInformation(
        l10n.t('House Style: {0} shows {1} characters.', path.basename(target.fsPath), answer.characters),
      );
    } catch (error) {
      void showError(`House Style: ${asFailure(error).message}`);
    }
  }

  async #send(message: ToPage): Promise<void> {
    await this.#open?.panel.webview.postMessage(message);
  }
}
