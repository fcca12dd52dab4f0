import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { asFailure } from '@house-style/protocol/failure';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import type { CompletionSwitch } from '../completion/switch';
import type { InferenceClient } from '../inference/client';
import type { Log } from '../log';
import type { Settings } from '../settings';
import type { Training } from '../training/training';
import { normalisedPath, problemWith } from './file-path';
import { TextStream } from './text-stream';
import { showError } from '../views/messages';
import { plainText } from '../views/plain-text';

/** Asks for a path and lets the model write the file into an untitled editor, as it would stand in this workspace. */
export class FileGenerator {
  constructor(
    private readonly client: InferenceClient,
    private readonly training: Training,
    private readonly completionSwitch: CompletionSwitch,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {}

  /** @returns the file; undefined where none was written, which was told. */
  async run(): Promise<GeneratedFile | undefined> {
    const folder = await this.#folder();
    const path = await askForPath(folder);
    if (path === undefined) return undefined;
    const document = await vscode.workspace.openTextDocument(untitledUri(folder, path));
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const quiet = this.completionSwitch.quietWhile(document);
    try {
      const file = await this.#stream(path, editor);
      this.log.info(file === 'cancelled' ? `Generated ${path}: cancelled.` : inWords(path, file));
      if (file === 'cancelled') return undefined;
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
    }
  }

  /** Where the path starts: the first folder that the model was trained on, if it is still in the workspace. */
  async #folder(): Promise<vscode.Uri | undefined> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const trained = await this.training.trainedFolders();
    return (folders.find(({ uri }) => trained.includes(uri.fsPath)) ?? folders[0])?.uri;
  }

  #stream(path: string, editor: vscode.TextEditor): Thenable<GeneratedFile | 'cancelled'> {
    const mostVerbatim = this.settings.get('generation.maximumVerbatim');
    const request = {
      path,
      prompt: '',
      faithful: this.settings.get('generation.faithful'),
      seed: randomInt(2 ** 32 - 1),
      maximumCharacters: this.settings.get('generation.maximumCharacters'),
      ...(mostVerbatim > 0 && { maximumVerbatim: mostVerbatim }),
    };
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: plainText(l10n.t('House Style: writing {0}', path)),
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (_progress, token) => {
      const stop = new AbortController();
      const subscriptions = [
        token.onCancellationRequested(() => stop.abort()),
        vscode.workspace.onDidCloseTextDocument((closed) => {
          if (closed === editor.document) stop.abort();
        }),
      ];
      const stream = new TextStream(editor);
      try {
        const file = await this.client.generate(request, (text) => stream.push(text), stop.signal);
        await stream.end(file === 'cancelled' ? undefined : file.text);
        return file;
      } finally {
        for (const subscription of subscriptions) subscription.dispose();
      }
    });
  }
}

/** What a file was written after, and how much of it is a copy, for who has it before them. */
export function writtenInWords({ follows, copying }: GeneratedFile): string {
  const share = `${Math.round(100 * copying.shareInLongRuns)} %`;
  return follows === null
    ? l10n.t('House Style: written after no file of this workspace.')
    : l10n.t('House Style: written after {0}; {1} of it stands word for word in your code.', follows, share);
}

/** For the log. */
function inWords(path: string, { end, follows, copying: { longestRun, shareInLongRuns } }: GeneratedFile): string {
  const copied = longestRun === null ? '' : `, ${longestRun.characters} characters in a row as in ${longestRun.path}`;
  const share = Math.round(100 * shareInLongRuns);
  return `Generated ${path}: ${end}, after ${follows ?? 'no other file'}${copied}, ${share} % in copies of more than 60.`;
}

async function askForPath(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Generate File in This Style'),
    prompt: l10n.t('Path of the new file in this workspace. Its name and folder decide what is written.'),
    placeHolder: 'src/parsers/csv.ts',
    validateInput: async (value) => problemWith(value) ?? (await existing(folder, normalisedPath(value))),
  });
  return typed === undefined ? undefined : normalisedPath(typed);
}

async function existing(folder: vscode.Uri | undefined, path: string): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const found = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, path)).then(
    () => true,
    () => false,
  );
  return found ? l10n.t('There is a file with this name already.') : undefined;
}

/** Named as the file would be, so that language and place are right when it is saved. */
function untitledUri(folder: vscode.Uri | undefined, path: string): vscode.Uri {
  if (folder === undefined) return vscode.Uri.from({ scheme: 'untitled', path });
  return vscode.Uri.joinPath(folder, path).with({ scheme: 'untitled' });
}
