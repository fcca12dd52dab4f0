import type * as vscode from 'vscode';
import type { Origin } from '@house-style/protocol/inference-messages';
import type { Settings } from '../settings';
import { codeFolderOf } from './workspace-folders';

/**
 * Where a document comes from: what the inference process asks the rules of the corpus with, before it learns anything.
 *
 * @param uri of the document, or of the notebook whose cells it is.
 */
export function originOf(uri: vscode.Uri, kind: 'file' | 'notebook', settings: Settings): Origin {
  if (uri.scheme === 'untitled') return { kind: 'untitled' };
  const folder = uri.scheme === 'file' ? codeFolderOf(uri, settings) : undefined;
  return folder === undefined ? { kind: 'elsewhere' } : { kind, ...folder };
}
