import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../../observable';
import { type PanelRequest, type PanelView, parseRequest } from './view';
import { webviewPage } from '../webview-page';

/** Under this name the editor knows the panel, and opens it again after a reload. */
const trainingPanelType = 'housestyle.training';

/** What the panel is told and whom it asks. */
export interface PanelSource {
  view(): Promise<PanelView>;
  /** Told when the view is another one. */
  onChange(listener: () => void): Disposable;
  answer(request: Exclude<PanelRequest, { kind: 'ready' }>): unknown;
}

/** The one panel that shows a training; opened beside what is being edited, and again after a reload. */
export class TrainingPanel implements Disposable {
  readonly #serializer: Disposable;
  #open: { readonly panel: vscode.WebviewPanel; readonly subscriptions: readonly Disposable[] } | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly source: PanelSource,
  ) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(trainingPanelType, {
      deserializeWebviewPanel: (panel) => {
        this.#take(panel);
        return Promise.resolve();
      },
    });
  }

  /** Shows it, where it stands if it is open already. */
  show(): void {
    if (this.#open !== undefined) {
      this.#open.panel.reveal();
      return;
    }
    const title = l10n.t('House Style: Training');
    this.#take(
      vscode.window.createWebviewPanel(trainingPanelType, title, vscode.ViewColumn.Active, {
        enableScripts: true,
        localResourceRoots: [this.#resources],
      }),
    );
  }

  get isSeen(): boolean {
    return this.#open?.panel.visible ?? false;
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.panel.dispose();
  }

  get #resources(): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
  }

  #take(panel: vscode.WebviewPanel): void {
    this.#open?.panel.dispose();
    const { webview } = panel;
    const send = async (): Promise<void> => {
      const view = await this.source.view();
      if (this.#open?.panel === panel && panel.visible) await webview.postMessage(view);
    };
    const subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => {
        const request = parseRequest(message);
        if (request?.kind === 'ready') void send();
        else if (request !== undefined) this.source.answer(request);
      }),
      // A hidden panel is not told; it is when it comes back.
      panel.onDidChangeViewState(() => void send()),
      this.source.onChange(() => void send()),
      panel.onDidDispose(() => {
        if (this.#open?.panel !== panel) return;
        this.#open = undefined;
        for (const subscription of subscriptions) subscription.dispose();
      }),
    ];
    this.#open = { panel, subscriptions };
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    webview.options = { enableScripts: true, localResourceRoots: [this.#resources] };
    webview.html = webviewPage(webview, this.#resources, 'training-panel');
  }
}
