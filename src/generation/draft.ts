/** A file that was written for a path and is not kept yet, as its bar shows it. */
import * as l10n from '@vscode/l10n';
import { pathInWords } from '@house-style/protocol/code-folder';
import type { GeneratedFile } from '@house-style/protocol/generated-file';

export type DraftState =
  | { readonly kind: 'writing' }
  | { readonly kind: 'written'; readonly file: GeneratedFile }
  /** Before its end, by the user or a failure. */
  | { readonly kind: 'stopped' };

export interface BarItem {
  readonly title: string;
  /** None for what is only told. */
  readonly command?: string;
}

/** What stands above a file while it is not kept. */
export function barOf(state: DraftState): BarItem[] {
  if (state.kind === 'writing') {
    return [{ title: `$(debug-stop) ${l10n.t('Stop Writing')}`, command: 'housestyle.stopWriting' }];
  }
  const actions: BarItem[] = [
    { title: `$(save) ${l10n.t('Keep')}`, command: 'housestyle.keepFile' },
    { title: `$(refresh) ${l10n.t('Another')}`, command: 'housestyle.anotherFile' },
    { title: `$(arrow-down) ${l10n.t('From Here On')}`, command: 'housestyle.fromHereOn' },
    { title: `$(trash) ${l10n.t('Discard')}`, command: 'housestyle.discardFile' },
  ];
  return [...actions, { title: state.kind === 'stopped' ? l10n.t('stopped before its end') : sourceOf(state.file) }];
}

/** What a file was written after, and how much of it is a copy, for who has it before them. */
export function writtenInWords(file: GeneratedFile): string {
  return l10n.t('House Style: {0}.', sourceOf(file));
}

function sourceOf({ follows, copying }: GeneratedFile): string {
  const share = `${Math.round(100 * copying.shareInLongRuns)} %`;
  return follows === null
    ? l10n.t('written after no file of this workspace')
    : l10n.t('written after {0}; {1} of it stands word for word in your code', pathInWords(follows), share);
}

/** The file to follow the next time: each that is fitting in turn. @param follows the most fitting first. */
export function followedNext(follows: readonly string[], last: string | undefined): string | undefined {
  return follows[(follows.indexOf(last ?? '') + 1) % Math.max(1, follows.length)];
}
