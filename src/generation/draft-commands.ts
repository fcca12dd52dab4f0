/** What may become of a file that was written and is not kept yet. */
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { showError, showInformation, showWarning } from '../views/messages';
import type { Draft, Drafts } from './drafts';
import type { FileGenerator } from './generate-file';
import { exists } from './target';

type Command = (uri?: vscode.Uri) => Promise<void>;

/** Commands of the bar above such a file and of the palette, where they are about the active editor's. */
export function draftCommands(drafts: Drafts, generator: FileGenerator): Record<string, Command> {
  const about = (run: (draft: Draft) => Promise<void>): Command => {
    return async (uri) => {
      const draft = drafts.find(uri);
      if (draft === undefined)
        void showInformation(l10n.t('House Style: the file at hand was not generated, or is kept.'));
      else await run(draft);
    };
  };
  /** Two at once would write into each other. */
  const afterwards = (run: (draft: Draft) => Promise<void>): Command => {
    return about(async (draft) => {
      if (draft.state.kind !== 'writing') await run(draft);
      else void showInformation(l10n.t('House Style: {0} is still being written. Stop Writing ends that.', draft.path));
    });
  };
  return {
    'housestyle.keepFile': afterwards(keep),
    'housestyle.anotherFile': afterwards((draft) => generator.another(draft)),
    'housestyle.fromHereOn': afterwards((draft) => generator.fromHereOn(draft, lineOfCursor(draft))),
    'housestyle.discardFile': about(discard),
    'housestyle.stopWriting': about(({ stop }) => {
      stop.abort();
      return Promise.resolve();
    }),
  };
}

/** Saves it at the path that it was written for. */
async function keep({ document, folder, path }: Draft): Promise<void> {
  if (await exists(vscode.Uri.joinPath(folder.uri, path))) {
    const other = l10n.t('Save As…');
    const sentence = l10n.t('House Style: there is a file {0} by now, which stays as it is.', path);
    if ((await showWarning(sentence, other)) !== other) return;
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('workbench.action.files.saveAs');
    return;
  }
  const saved = await vscode.workspace.save(document.uri).then(undefined, () => undefined);
  if (saved === undefined) {
    void showError(l10n.t('House Style: {0} could not be saved. It stays in the editor, and is not lost.', path));
  }
}

/** Closes it without a question: it can be had again, and nothing was saved. */
async function discard({ document, stop }: Draft): Promise<void> {
  stop.abort();
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

function lineOfCursor({ document }: Draft): number {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  return editors.find((editor) => editor?.document === document)?.selection.active.line ?? 0;
}
