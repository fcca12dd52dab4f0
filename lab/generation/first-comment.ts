const comment = /^(?:\/\*\*[^]*?\*\/|(?:\/\/[^\n]*\n)+|(?:#[^\n]*\n)+|"""[^]*?""")/m;

/** A comment that ends further down is no beginning to be given. */
const furthest = 4000;

/** A file's beginning up to the end of its first comment; empty where there is none. */
export function firstComment(text: string): string {
  const found = comment.exec(text.slice(0, furthest));
  return found === null ? '' : `${text.slice(0, found.index + found[0].length).trimEnd()}\n`;
}
