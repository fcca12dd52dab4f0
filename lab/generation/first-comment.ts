const comment = /^(?:\/\*\*[^]*?\*\/|(?:\/\/[^\n]*\n)+|(?:#[^\n]*\n)+|"""[^]*?""")/m;

/** A file's beginning up to the end of its first comment; empty where there is none. */
export function firstComment(text: string): string {
  const found = comment.exec(text);
  return found === null ? '' : `${text.slice(0, found.index + found[0].length).trimEnd()}\n`;
}
