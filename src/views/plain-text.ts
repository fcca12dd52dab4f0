import { controlsWrittenOut } from '@house-style/protocol/control-characters';

/** Characters of the longest sentence that is shown; the log has all of it. */
const longest = 600;

/** Nothing to be seen, but enough to part what would have a meaning together. */
const parting = '\u200b';

/**
 * A text for messages, tooltips and lists, in which nothing that came from a workspace, such as a path, is taken for
 * more than its characters: the editor makes links of `[text](command:…)` in messages, icons of `$(name)`, and of
 * control characters what it likes.
 */
export function plainText(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return controlsWrittenOut(short).replaceAll('](', `]${parting}(`).replaceAll('$(', `$${parting}(`);
}
