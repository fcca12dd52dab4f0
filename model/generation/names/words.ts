/** Names as words, and the ways in which code writes them together. */

/** `bufferCount`, `buffer_count` and `BUFFER-COUNT` → buffer, count; `WebGLCache2` → web, gl, cache2. */
export function wordsOf(name: string): string[] {
  const words = name.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z\d]+|[A-Z\d]+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}

export type CaseStyle = 'camel' | 'pascal' | 'snake' | 'kebab' | 'screaming' | 'flat' | 'flatUpper' | 'spaced';

/** The identifiers' styles first: where a single word looks alike in several, the first one counts. */
export const caseStyles: readonly CaseStyle[] = [
  'camel',
  'pascal',
  'snake',
  'screaming',
  'kebab',
  'spaced',
  'flat',
  'flatUpper',
];

export function inStyle(words: readonly string[], style: CaseStyle): string {
  switch (style) {
    case 'camel':
      return words.map((word, index) => (index === 0 ? word : capitalised(word))).join('');
    case 'pascal':
      return words.map(capitalised).join('');
    case 'snake':
      return words.join('_');
    case 'kebab':
      return words.join('-');
    case 'screaming':
      return words.join('_').toUpperCase();
    case 'flat':
      return words.join('');
    case 'flatUpper':
      return words.join('').toUpperCase();
    case 'spaced':
      return words.join(' ');
  }
}

/** The style that a name is written in; for one word in lower case, that of identifiers. */
export function styleOf(name: string): CaseStyle {
  if (name.includes('-')) return 'kebab';
  if (name.includes('_')) return name === name.toUpperCase() ? 'screaming' : 'snake';
  if (/^[A-Z\d]{2,}$/.test(name)) return 'flatUpper';
  return /^[A-Z]/.test(name) ? 'pascal' : 'camel';
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
