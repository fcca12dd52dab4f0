import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { pathOf } from '@house-style/protocol/code-folder';
import { asFailure } from '@house-style/protocol/failure';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import type { CompletionSwitch } from '../completion/switch';
import type { GenerationRequest, InferenceClient } from '../inference/client';
import {
  isInWorkspace,
  namedFolderOf,
  type NamedFolder,
  namedFolders,
  pathInWorkspace,
} from '../inference/workspace-folders';
import type { Log } from '../log';
import type { Settings } from '../settings';
import type { Training } from '../training/training';
import { showError, showInformation, showWarning } from '../views/messages';
import { plainText } from '../views/plain-text';
import { followedNext } from './draft';
import type { Draft, Drafts } from './drafts';
import { askForPath } from './path-box';
import { exists, untitledUri, whyTaken } from './target';
import { TextStream } from './text-stream';

/** Asks for a path and writes the file into an untitled editor, as it would stand in this workspace, as often as wanted. */
export class FileGenerator {
  constructor(
    private readonly client: InferenceClient,
    private readonly training: Training,
    private readonly completionSwitch: CompletionSwitch,
    private readonly settings: Settings,
    private readonly drafts: Drafts,
    private readonly log: Log,
  ) {}

  /**
   * @param place folder of the workspace that the file is to be in, if that is known.
   * @param like a file of the workspace to follow, by its name there; the most fitting one where not given.
   * @returns the file; undefined where none was written, which was told.
   */
  async run(place?: vscode.Uri, like?: string): Promise<GeneratedFile | undefined> {
    const folder = (place && namedFolderOf(place)) ?? (await this.#folder());
    if (folder === undefined) return undefined;
    const start = startIn(folder, place);
    const path = await askForPath(this.client, folder, { start, like }, (asked) => whyTaken(folder, asked));
    if (path === undefined) return undefined;
    const plan = await this.client.plan(pathOf(folder, path));
    const follows = [...new Set([...(like === undefined ? [] : [like]), ...(plan?.follows ?? [])])];
    const document = await vscode.workspace.openTextDocument(untitledUri(folder, path));
    await vscode.window.showTextDocument(document, { preview: false });
    const draft: Draft = {
      ...{ document, folder, path, follows, followed: follows[0], lineEnd: plan?.lineEnd ?? '\n' },
      ...{ state: { kind: 'stopped' }, stop: new AbortController() },
    };
    this.drafts.add(draft);
    return this.#write(draft, '');
  }

  /** As {@link run}, after a file of the workspace; that of the active editor where none is given. */
  async runLike(file = vscode.window.activeTextEditor?.document.uri): Promise<GeneratedFile | undefined> {
    if (file?.scheme === 'file' && isInWorkspace(file)) {
      return this.run(vscode.Uri.joinPath(file, '..'), pathInWorkspace(file));
    }
    void showInformation(l10n.t('House Style: open the file of this workspace that the new one is to be like.'));
    return undefined;
  }

  /** Writes the whole file anew, after the next file that is fitting. */
  async another(draft: Draft): Promise<void> {
    draft.followed = followedNext(draft.follows, draft.followed);
    await this.#write(draft, '');
  }

  /** Writes anew what stands from a line on, counted from 0; what stands above it stays. */
  async fromHereOn(draft: Draft, line: number): Promise<void> {
    const kept = withLineFeeds(draft.document.getText(new vscode.Range(0, 0, line, 0)));
    // What somebody has changed above may be all that was wanted; where nothing is changed, the same would come again.
    const isChanged = draft.state.kind === 'written' && !draft.state.file.text.startsWith(kept);
    if (!isChanged) draft.followed = followedNext(draft.follows, draft.followed);
    await this.#write(draft, kept);
  }

  /** Where a path starts that is typed: the first folder that the model was trained on, if it is still in the workspace. */
  async #folder(): Promise<NamedFolder | undefined> {
    const folders = namedFolders();
    const trained = await this.training.trainedFolders();
    return folders.find(({ uri }) => trained.includes(uri.fsPath)) ?? folders[0];
  }

  /** @param kept of the document: whole lines, with line feeds. */
  async #write(draft: Draft, kept: string): Promise<GeneratedFile | undefined> {
    const { document, path, folder } = draft;
    draft.stop = new AbortController();
    const before = draft.state;
    this.drafts.set(draft, { kind: 'writing' });
    const quiet = this.completionSwitch.quietWhile(document);
    const above = vscode.Uri.joinPath(folder.uri, path, '..');
    const hadFolder = await exists(above);
    let state: Draft['state'] = { kind: 'stopped' };
    const stream = new TextStream(document, draft.lineEnd, kept);
    try {
      const file = await this.#stream(draft, kept, stream);
      this.log.info(file === 'cancelled' ? `Generated ${path}: cancelled.` : inWords(path, file));
      if (file === 'cancelled') return undefined;
      state = { kind: 'written', file };
      // Completes the walkthrough's step.
      void vscode.commands.executeCommand('setContext', 'housestyle.generated', true);
      return file;
    } catch (thrown) {
      const { code, message } = asFailure(thrown);
      this.log.error(`Generating ${path} failed (${code}): ${message}`);
      void showError(`House Style: ${message}`);
      return undefined;
    } finally {
      quiet.dispose();
      // What stood there stands there still.
      this.drafts.set(draft, stream.hasWritten ? state : before);
      if (document.isClosed) {
        void showInformation(l10n.t('House Style: {0} is no longer written, as its editor was closed.', path));
      } else if (hadFolder && !(await exists(above))) {
        void showWarning(l10n.t('House Style: the folder of {0} is gone. Keep makes it anew.', path));
      }
    }
  }

  #stream(draft: Draft, kept: string, stream: TextStream): Thenable<GeneratedFile | 'cancelled'> {
    const { document, path, stop } = draft;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: plainText(l10n.t('House Style: writing {0}', path)),
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (_progress, token) => {
      const cancelled = token.onCancellationRequested(() => stop.abort());
      // What is given comes back first.
      let given = kept.length;
      const push = (text: string): void => {
        const skipped = Math.min(given, text.length);
        given -= skipped;
        stream.push(text.slice(skipped));
      };
      try {
        const file = await this.client.generate(this.#request(draft, kept), push, stop.signal);
        await stream.end(file === 'cancelled' ? undefined : file.text);
        showFrom(document, kept.split('\n').length - 1);
        return file;
      } finally {
        cancelled.dispose();
      }
    });
  }

  #request({ folder, path, followed }: Draft, prompt: string): GenerationRequest {
    const mostVerbatim = this.settings.get('generation.maximumVerbatim');
    return {
      path: pathOf(folder, path),
      prompt,
      ...(followed !== undefined && { like: followed }),
      faithful: this.settings.get('generation.faithful'),
      seed: randomInt(2 ** 32 - 1),
      maximumCharacters: this.settings.get('generation.maximumCharacters'),
      ...(mostVerbatim > 0 && { maximumVerbatim: mostVerbatim }),
    };
  }
}

/** The cursor goes along with what is written: where it still stands at its end, it goes to where that begins. */
function showFrom(document: vscode.TextDocument, line: number): void {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  if (editor?.selection.active.isEqual(document.lineAt(document.lineCount - 1).range.end) !== true) return;
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** What the box begins with that asks for a path. */
function startIn(folder: NamedFolder, place: vscode.Uri | undefined): string {
  if (place === undefined || place.toString() === folder.uri.toString()) return '';
  return `${vscode.workspace.asRelativePath(place, false).replaceAll('\\', '/')}/`;
}

/** For the log. */
function inWords(path: string, { end, follows, copying: { longestRun, shareInLongRuns } }: GeneratedFile): string {
  const copied = longestRun === null ? '' : `, ${longestRun.characters} characters in a row as in ${longestRun.path}`;
  const share = Math.round(100 * shareInLongRuns);
  return `Generated ${path}: ${end}, after ${follows ?? 'no other file'}${copied}, ${share} % in copies of more than 60.`;
}
