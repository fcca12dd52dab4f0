/** A page of generated files beside those of the authors. */

export interface ShownFile {
  readonly corpus: string;
  readonly path: string;
  readonly follows: string | null;
  readonly generated: string;
  readonly real: string;
}

/** Of longer texts, the beginning is shown. */
const mostShown = 8000;

export function page(files: readonly ShownFile[]): string {
  const parts = files.map(({ corpus, path, follows, generated, real }) =>
    [
      `## ${corpus}: \`${path}\``,
      `Follows \`${follows ?? 'nothing'}\`. Generated, ${generated.length} characters:`,
      fenced(generated),
      `What the authors wrote, ${real.length} characters:`,
      fenced(real),
    ].join('\n\n'),
  );
  const title =
    '# Ten generated files, unpicked\n\nThe first ten by hash of all that `npm run -s bench:generation` wrote.';
  return `${[title, ...parts].join('\n\n')}\n`;
}

function fenced(text: string): string {
  const shown =
    text.length > mostShown ? `${text.slice(0, mostShown)}\n… ${text.length - mostShown} characters more` : text;
  return `\`\`\`\`\`text\n${shown.trimEnd()}\n\`\`\`\`\``;
}
