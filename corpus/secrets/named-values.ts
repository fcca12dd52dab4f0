/** Values that stand under a secret's name: assigned, passed, listed, in a tag, in a comment, as default. */
import { extname } from 'node:path';
import type { FoundSecret } from './found-secret';
import { nameAt, nameWord, type SecretName } from './names';
import { isExpression } from './placeholders';
import { isDistinctPassword, isKey, isPhrase, isSecretValue, longestValue } from './values';

/** Files in which what stands without quotes is an expression rather than a value. */
const codeExtensions = new Set(
  (
    'ts tsx mts cts js jsx mjs cjs py pyi rb java kt kts cs fs go rs c cc cpp cxx h hh hpp swift m mm php scala dart lua ' +
    'r jl ex exs erl hs ml clj groovy gradle vue svelte tf hcl sol zig nim v pl pm css scss less ipynb'
  ).split(' '),
);

/** What may stand between a name and its value, with how strictly the value is looked at. */
const joints: readonly { readonly joint: RegExp; readonly loose?: boolean; readonly quotedOnly?: boolean }[] = [
  // `password = `, `"password": `, `[password]: `, `password => `, `password := `, `password || `, `--password=`
  {
    joint:
      /["'`\])\\]{0,4}[ \t]{0,20}(?:=>|:=|={1,3}|!==?|\|\|=?|\?\?=?|:-|:\+|:(?![:?])|\?:|<-)[ \t]{0,20}(?:\r?\n[ \t]{1,40}(?=["'`]))?/y,
  },
  // `password: string = `, `String password[] = `
  { joint: /\??[ \t]{0,3}:[ \t]{0,3}[\w<>[\]|&. ?]{1,40}[ \t]{0,3}=[ \t]{0,3}(?=[rbuf@$]{0,2}["'`])/y },
  { joint: /[ \t]{0,3}\[\w{0,6}\][ \t]{0,3}=[ \t]{0,3}(?=["'])/y },
  // `setPassword(`, `getenv("PASSWORD") or `, `get("PASSWORD", `, `["password", `
  { joint: /["'`]?[ \t]{0,3}\([ \t]{0,3}(?=[rbuf@$]{0,2}["'`])/y, quotedOnly: true, loose: true },
  {
    joint: /["'`][ \t]{0,3}\)?[ \t]{0,3}(?:,|or\b|,[ \t]{0,3}default=)[ \t]{0,3}(?=[rbuf@$]{0,2}["'`])/y,
    quotedOnly: true,
    loose: true,
  },
  // `<password>`, `<entry key="password">`, `<key>Password</key><string>`
  { joint: /["']?[ \t]{0,3}(?:[\w:]{1,20}=["'][\w:]{0,20}["'][ \t]{0,3}){0,2}>(?:<!\[CDATA\[|\s{0,40}<value>)?/y },
  { joint: /<\/(?:key|name)>\s{0,40}<(?:string|value)>/y },
  // `name: PASSWORD, value: `, `key="Password" value=`, `variable "password" { default = `
  { joint: /["'`]?[ \t]{0,3},?\s{0,40}["'`]?\b[vV]alue["'`]?[ \t]{0,3}[:=][ \t]{0,3}/y },
  {
    joint: /["'][ \t]{0,3}\{(?:[^\n}]{0,200}\n){0,6}?[ \t]{0,20}default[ \t]{0,20}=[ \t]{0,3}(?=")/y,
    quotedOnly: true,
  },
  // `password: |`, `password: >-`
  { joint: /["']?[ \t]{0,3}:[ \t]{0,3}[|>][+-]?[ \t]{0,3}\r?\n[ \t]{1,40}/y },
  // `IDENTIFIED BY '…'`, `PASSWORD '…'`, `password is …`
  { joint: /[ \t]{1,5}(?=["'`])/y, quotedOnly: true, loose: true },
  { joint: /[ \t](?:is|was|are)[ \t:]{1,3}(?:\*\*|__)?/y, loose: true },
  // `password for staging: `, in prose and comments
  { joint: /[ \t](?:for|of|to|on|at)[ \t][\w .-]{1,40}:[ \t]{1,3}(?:\*\*|__)?/y, loose: true },
  // `**Password:** `, `password → `, `| password | … |`
  { joint: /(?::(?:\*\*|__)|(?:\*\*|__):)[ \t]{0,3}/y },
  { joint: /["'`*]{0,3}[ \t]{0,3}(?:→|⇒)[ \t]{0,3}/y, loose: true },
  { joint: /[*_`]{0,3}[ \t]{1,20}\|[ \t]{1,20}(?=[^\s|]{1,200}[ \t]{1,20}\|)/y, loose: true },
  // `password = isLocal ? '…' : '…'`
  {
    joint: /[ \t]{0,3}[:=][ \t]{0,3}[^\n"'`?;=]{1,80}[^\n"'`?;=.][ \t]{0,3}\?[ \t]{0,3}(?=["'`])/y,
    quotedOnly: true,
    loose: true,
  },
  // `locator('#password').fill('…')`, `By.ID, "password").send_keys("…")`
  {
    joint:
      /["'`\])]{1,5}\.(?:type|fill|send_?[kK]eys|set_?[vV]alue|(?:press|type|input|enter|replace)\w{0,12})\([ \t]{0,3}(?=["'`])/y,
    quotedOnly: true,
    loose: true,
  },
  // `username admin password 7 …`, as routers have it
  { joint: /[ \t][05789][ \t](?=[^\s"'`]{6,200}[ \t]*(?:\r?\n|$))/y, loose: true },
];
/** `--password …`, `ENV PASSWORD …`, `machine … password …`, `aws_secret_access_key …` */
const spaced = /[ \t]{1,5}(?=\S)/y;
const beforeSpaced =
  /(?:^|\s)(?:ENV|ARG|setx|setenv|machine|login|requirepass|masterauth|config[ \t]+set)\b[^\n]{0,160}$|(?:^|[\s"'])--?[\w.-]{1,90}$|^[ \t]*[\w.-]{1,90}$/i;

const brackets = [
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
] as const;

const quoted = /([rbufRBUF@$]{0,2})(\\?["'`]|&quot;)/y;
/** `Buffer.from(`, `new SecretKey(`, `String::from(` */
const wrapper =
  /(?:(?:new[ \t]+)?[\w.:$]{1,40}\([ \t]{0,3}|ConvertTo-SecureString[ \t]{1,3}(?:-String[ \t]{1,3})?)(?=[rbuf@$]{0,2}["'`])/y;
const bare = /[^\s"'`]{1,1000}/y;
const scheme = /(?:Bearer|Basic|Token|ApiKey|Digest|Bot|GenieKey|Key|AWS)[ \t]{1,3}/iy;

/**
 * The secrets under names in part of a text.
 *
 * @param from Where the part starts, at the start of a line or within a very long one.
 * @param to Where names end; values may reach further.
 */
export function findNamedValues(path: string, text: string, from: number, to: number): FoundSecret[] {
  const found: FoundSecret[] = [];
  const isCode = codeExtensions.has(extname(path).slice(1).toLowerCase());
  let after = from;
  for (const match of text.slice(from, to).matchAll(nameWord)) {
    const start = from + match.index;
    if (start < after) continue;
    const end = start + match[0].length;
    const name = nameAt(text, start, end, match[1] === undefined ? 'key' : 'password');
    const secret = name && valueOf(text, name, from, isCode);
    if (secret === undefined) continue;
    found.push(secret);
    after = secret.end;
  }
  return found;
}

function valueOf(text: string, name: SecretName, from: number, isCode: boolean): FoundSecret | undefined {
  for (const { joint, loose = false, quotedOnly = false } of joints) {
    const start = endOf(joint, text, name.end);
    if (start === undefined) continue;
    const secret = secretAt(text, start, name, { from, isCode, loose, quotedOnly });
    if (secret !== undefined) return secret;
  }
  const start = endOf(spaced, text, name.end);
  if (start === undefined) return undefined;
  const line = text.slice(Math.max(from, name.start - 160), name.end);
  const isOption = beforeSpaced.test(line.slice(line.lastIndexOf('\n') + 1));
  if (isOption && !isCode) return secretAt(text, start, name, { from, isCode, loose: false, quotedOnly: false });
  const value = bareValue(text, start, name.start);
  return value.length >= 16 && /\d/.test(value) && /^[\w+/=.~-]+$/.test(value) && isKey(value)
    ? range(start, value, name)
    : undefined;
}

interface Reading {
  readonly from: number;
  readonly isCode: boolean;
  /** Whether what joins name and value joins much else, so that only random text is taken. */
  readonly loose: boolean;
  readonly quotedOnly: boolean;
}

function secretAt(text: string, start: number, name: SecretName, reading: Reading): FoundSecret | undefined {
  const inner = endOf(wrapper, text, start);
  const isWrapped = inner !== undefined && inner > start;
  const at = inner ?? start;
  const isLoose = reading.loose || isWrapped;
  const afterQuote = endOf(quoted, text, at);
  if (afterQuote !== undefined) {
    const value = quotedValue(text, afterQuote, text[afterQuote - 1] ?? '');
    if (value === undefined) return undefined;
    if (name.isPhrase && isPhrase(value)) return range(afterQuote, value, name);
    const nested = /^\\?["'](.*?)\\?["']$/.exec(value)?.[1];
    if (nested !== undefined) return judged(afterQuote + value.indexOf(nested), nested, name, isLoose);
    const token = endOf(scheme, text, afterQuote) ?? afterQuote;
    const rest = text.slice(token, afterQuote + value.length);
    return judged(token, rest, name, isLoose);
  }
  if (reading.quotedOnly) return undefined;
  const token = endOf(scheme, text, at) ?? at;
  const value = bareValue(text, token, name.start);
  if (reading.isCode && /[(){}[\],;=<>"'`]/.test(value.replace(/=+$/, ''))) return undefined;
  if (reading.isCode && !isInText(text, name.start, reading.from)) {
    const isPlain = !isExpression(value) && !/[([{.]/.test(text[token + value.length] ?? '');
    return isPlain && value.length >= 12 && /\d/.test(value) && !/^[A-Z][A-Z\d]*_/.test(value) && isKey(value)
      ? range(token, value, name)
      : undefined;
  }
  if (isExpression(value) && !isKey(value)) return undefined;
  return judged(token, value, name, isLoose);
}

function judged(start: number, value: string, name: SecretName, isLoose: boolean): FoundSecret | undefined {
  if (!isSecretValue(value, name.strength)) return undefined;
  if (isLoose && !isDistinctPassword(value)) return undefined;
  return range(start, value, name);
}

function range(start: number, value: string, { strength }: SecretName): FoundSecret {
  return { start, end: start + value.length, kind: `named-${strength}` };
}

/** Where a string ends that starts behind its quote, or undefined where it does not within its line. */
function quotedValue(text: string, start: number, quote: string): string | undefined {
  const close = quote === ';' ? '&quot;' : quote;
  const isEscaped = text[start - 2] === '\\';
  const limit = Math.min(text.length, start + longestValue);
  for (let index = start; index < limit; index++) {
    const character = text[index];
    if (character === '\n') return undefined;
    if (text.startsWith(isEscaped ? `\\${close}` : close, index)) return text.slice(start, index);
    if (character === '\\') index++;
  }
  return undefined;
}

/** What stands without quotes, up to what ends it where it stands. */
function bareValue(text: string, start: number, nameStart: number): string {
  bare.lastIndex = start;
  let value = bare.exec(text)?.[0] ?? '';
  const before = text[nameStart - 1];
  if (before === '?' || before === '&') value = value.replace(/&.*/, '');
  value = value.replace(/<.*|(?:\]\]>|-->|\*\/).*/, '').replace(/;(?=[A-Za-z ]|$).*|[,;]+$/, '');
  // Emphasis in Markdown.
  value = value.replace(/(?:\*\*|__)[.,;:!?]?$/, '');
  for (const [open, close] of brackets) {
    if (value.endsWith(close) && !value.includes(open)) value = value.slice(0, -1);
  }
  return value;
}

/** Whether a place in code is within a comment or a string, where values stand without quotes. */
function isInText(text: string, offset: number, from: number): boolean {
  const lineStart = Math.max(from, text.lastIndexOf('\n', offset - 1) + 1, offset - 500);
  // A quote right before the name is the name's own.
  const before = text.slice(lineStart, /["'`]/.test(text[offset - 1] ?? '') ? offset - 1 : offset);
  if (/(?:^|\s)(?:\/\/|#|--|\*|;|<!--|\/\*|%|""")/.test(before)) return true;
  const quotes = before.match(/["'`]/g);
  return quotes !== null && quotes.filter((quote) => quote === quotes[0]).length % 2 === 1;
}

function endOf(sticky: RegExp, text: string, start: number): number | undefined {
  sticky.lastIndex = start;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}
