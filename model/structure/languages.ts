/** What has to be known of a language to keep its brackets, quotes and comments in balance without a grammar. */

export interface Language {
  readonly lineComment: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** That end with their line. */
  readonly quotes: readonly string[];
  /** That may go on over lines. */
  readonly longQuotes: readonly string[];
  readonly brackets: boolean;
  /** Whether a slash may begin a regular expression. */
  readonly regex: boolean;
  /** Whether blocks are told by their indentation alone. */
  readonly indented: boolean;
  /** Whether `#if` and `#endif` enclose something. */
  readonly preprocessed: boolean;
}

const slash = [['/*', '*/']] as const;
const ofC: Language = {
  lineComment: ['//'],
  blockComments: slash,
  quotes: ['"', "'"],
  longQuotes: [],
  brackets: true,
  regex: false,
  indented: false,
  preprocessed: false,
};
const ofScript: Language = { ...ofC, longQuotes: ['`'], regex: true };
const ofHash: Language = { ...ofC, lineComment: ['#'], blockComments: [] };
const plain: Language = { ...ofC, lineComment: [], blockComments: [], quotes: [], brackets: false };

const languages: Readonly<Record<string, Language>> = {
  ...each('.ts .tsx .mts .cts .js .jsx .mjs .cjs', ofScript),
  ...each('.c .h .cc .cpp .cxx .hh .hpp .hxx .cs .m .mm', { ...ofC, preprocessed: true }),
  ...each('.java .kt .kts .scala .dart .proto .glsl .php', ofC),
  ...each('.go', { ...ofC, longQuotes: ['`'] }),
  // A single quote begins a lifetime in Rust.
  ...each('.rs .swift .groovy', { ...ofC, quotes: ['"'] }),
  ...each('.py .pyi', { ...ofHash, longQuotes: ['"""', "'''"], indented: true }),
  ...each('.rb .sh .bash .pl .r .jl .ex .exs', ofHash),
  ...each('.css', { ...ofC, lineComment: [] }),
  ...each('.scss .less', ofC),
  ...each('.json .jsonc', { ...ofC, quotes: ['"'] }),
  ...each('.lua .sql', { ...ofC, lineComment: ['--'], blockComments: [] }),
};

function each(extensions: string, language: Language): Record<string, Language> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, language]));
}

/** @param extension with its dot, in lower case. */
export function languageOf(extension: string): Language {
  return languages[extension] ?? plain;
}
