/** A quick look for the lines that secrets can stand on, so that the rest of a text costs next to nothing. */

/** What may stand on a line, as bits. */
export const sign = {
  /** A word of a secret's name. */
  name: 1,
  /** A command that takes a password as an option. */
  command: 2,
  /** The name or scheme of a header for authentication. */
  header: 4,
  /** `user:password@host`. */
  address: 8,
  /** A long run of letters and figures, as tokens have. */
  token: 16,
} as const;

export interface SuspiciousLine {
  readonly start: number;
  readonly end: number;
  readonly signs: number;
}

/** Longer lines are looked at in parts, so that no rule takes time quadratic in a line's length. */
const longestPart = 2048;
/** What the parts share: as long as the longest secret of a fixed shape. */
const overlap = 512;

/** Runs shorter than the shortest token are words. */
const shortestRun = 14;
/** What the tokens begin with that are of letters alone. */
const withoutFigures = 'hf_';

/**
 * Four letters at which a word can be told, whatever its case; what stands between words does not count, so that `api_key` has
 * `ikey`. Those of two or three letters are told as whole words.
 */
const tellTales: Readonly<Record<number, string>> = {
  [sign.name]:
    'pass assw ecre oken rede eare oriz auth salt hmac cook mnem gnat ndpw otpw ebho sena ntif onid ikey skey hkey ekey tkey dkey rkey pkey nkey gkey ' +
    'tkey ckey xkey ykey lkey okey mkey bkey vkey',
  [sign.command]:
    'curl wget sshp mysq aria ongo unra redi ogin enss htpa chpa rclo sqlc mbcl dapa daps abbi nflu qlsh eyto dump ttos lplu unzi vaul stdi',
  [sign.header]: 'eare asic auth ikey ekey rede ogin onne sqli hmac iphe wifi',
  // Of short tokens that may have no figure.
  [sign.token]: 'akia asia lpat gldt glrt glcb goas live dckr sqat whse',
};
const shortWords: Readonly<Record<number, string>> = {
  [sign.name]: 'pw pwd psk dsn jwt sas otp sig pat sid mfa totp',
  [sign.command]: 'xh zip bcp',
  [sign.header]: 'bot pdo jwt',
};

/** Signs by the four letters; the last three lead there, in a table small enough to stay in the nearest cache. */
const signsByFour = new Map<number, number>();
const signsByThree = new Uint8Array(1 << 15);
const signsByWord = new Map<number, number>();
for (const [bit, words] of Object.entries(tellTales)) {
  for (const word of words.split(' ')) {
    const hash = hashOf(word);
    signsByFour.set(hash, (signsByFour.get(hash) ?? 0) | Number(bit));
    signsByThree[hash & 0x7fff] = 1;
  }
}
for (const [bit, words] of Object.entries(shortWords)) {
  for (const word of words.split(' '))
    signsByWord.set(hashOf(word), (signsByWord.get(hashOf(word)) ?? 0) | Number(bit));
}

function hashOf(letters: string): number {
  return Array.from(letters).reduce((hash, character) => (hash << 5) | (character.charCodeAt(0) & 31), 0);
}

const other = 0;
const letter = 1;
const figure = 2;
const joiner = 3;
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) classes[code] = letter;
  else if (/\d/.test(character)) classes[code] = figure;
  else if (/[_+=~-]/.test(character)) classes[code] = joiner;
}

/** The lines, or parts of long ones, that are worth a closer look, in order. */
export function suspiciousLines(text: string): SuspiciousLine[] {
  const lines: SuspiciousLine[] = [];
  const { length } = text;
  let lineStart = 0;
  let signs = 0;
  let hasColon = false;
  let runStart = -1;
  let letters = 0;
  let figures = 0;
  /** Whether each of the last three steps between letters was one between small and capital ones, as bits. */
  let turns = 0;
  let isMixed = false;
  let lastLetter = 0;
  /** The last four letters, and how many stand in a row. */
  let hash = 0;
  let wordLength = 0;
  for (let index = 0; index <= length; index++) {
    const code = index < length ? text.charCodeAt(index) : 10;
    const kind = code < 128 ? (classes[code] ?? other) : other;
    if (kind === letter) {
      hash = ((hash << 5) | (code & 31)) & 0xfffff;
      if (signsByThree[hash & 0x7fff] === 1) signs |= signsByFour.get(hash) ?? 0;
      letters++;
      turns = ((turns << 1) | (((code ^ lastLetter) >> 5) & 1)) & 7;
      if (turns === 7 && letters > 3) isMixed = true;
      lastLetter = code;
      wordLength++;
      if (runStart < 0) runStart = index;
      continue;
    }
    if (wordLength === 2 || wordLength === 3) {
      signs |= signsByWord.get(hash & (wordLength === 2 ? 0x3ff : 0x7fff)) ?? 0;
    }
    wordLength = 0;
    if (kind === figure) {
      figures++;
      if (runStart < 0) runStart = index;
      continue;
    }
    if (kind === joiner) {
      if (runStart < 0) runStart = index;
      continue;
    }
    if (code !== 32) hash = 0;
    if (runStart >= 0) {
      const run = index - runStart;
      const isDrawn = figures > 1 || isMixed || text.startsWith(withoutFigures, runStart);
      if (run >= shortestRun && letters > 1 && isDrawn) signs |= sign.token;
      runStart = -1;
      letters = figures = turns = 0;
      isMixed = false;
    }
    if (code === 58) hasColon = true;
    else if (code === 64 && hasColon && !opensMention(text.charCodeAt(index - 1))) signs |= sign.address;
    else if (code === 10) {
      if (signs !== 0) addParts(lines, lineStart, index, signs);
      signs = 0;
      hasColon = false;
      lineStart = index + 1;
    }
  }
  return lines;
}

/** What stands before the sign of a mention, an import or a decorator: space, quotes, brackets, a slash. */
function opensMention(code: number): boolean {
  return (
    code <= 32 || code === 34 || code === 39 || code === 96 || code === 40 || code === 123 || code === 91 || code === 47
  );
}

function addParts(lines: SuspiciousLine[], start: number, end: number, signs: number): void {
  let from = start;
  while (end - from > longestPart) {
    lines.push({ start: from, end: from + longestPart, signs });
    from += longestPart - overlap;
  }
  lines.push({ start: from, end, signs });
}
