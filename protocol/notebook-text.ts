/**
 * The one text that a notebook is to whoever learns or completes it: its code cells as they are and its Markdown cells as
 * comments, with a blank line between two cells. The corpus makes it of the file, the extension of the cells that are
 * open, and both have to agree, so that what was saved is not learned again as something new.
 */
export interface NotebookCell {
  /** Prose, that is to say; anything else is code. */
  readonly isMarkup: boolean;
  /** With line feeds. */
  readonly text: string;
}

/** The text of a notebook, and where in it each cell starts. */
export interface NotebookText {
  readonly text: string;
  readonly starts: readonly number[];
}

/** What a comment starts with in languages where that is no `#`, by their names in notebooks and in the editor. */
const commentMarks: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    '//':
      'javascript typescript javascriptreact typescriptreact java kotlin scala c c++ cpp cuda c# csharp .net-csharp f# ' +
      'fsharp .net-fsharp go rust swift dart groovy php',
    '--': 'sql mssql mysql postgresql haskell lua ada elm',
    '%': 'matlab octave erlang prolog latex',
    ';': 'clojure scheme racket lisp commonlisp',
    "'": 'vb visualbasic',
  }).flatMap(([mark, languages]) => languages.split(' ').map((language) => [language, mark])),
);

/** What each line of a Markdown cell begins with in a notebook of a language. */
export function commentMark(language: string): string {
  return commentMarks[language.toLowerCase()] ?? '#';
}

/** A cell as it stands in the text. */
export function cellText({ isMarkup, text }: NotebookCell, mark: string): string {
  if (!isMarkup || text === '') return text;
  return text
    .split('\n')
    .map((line) => (line === '' ? mark : `${mark} ${line}`))
    .join('\n');
}

/** @param cells each as {@link cellText} gives it. */
export function joinCells(cells: readonly string[]): NotebookText {
  const parts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  /** The last characters so far. */
  let end = '';
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
    end = (end + part.slice(-2)).slice(-2);
  };
  for (const cell of cells) {
    if (length > 0 && end !== '\n\n') add(end.endsWith('\n') ? '\n' : '\n\n');
    starts.push(length);
    add(cell);
  }
  return { text: parts.join(''), starts };
}

/** Whether a file is a notebook that holds more than its cells: what it put out, for one. */
export function isNotebookFile(path: string): boolean {
  return /\.ipynb$/i.test(path);
}
