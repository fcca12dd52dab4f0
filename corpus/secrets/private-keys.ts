/** Private keys in PEM or OpenPGP armour (RFC 7468, RFC 9580), also inside a string, a comment or a list of strings. */
import type { FoundSecret } from './found-secret';

export const privateKeyKind = 'private-key';

const header = /-----BEGIN (?:[A-Za-z0-9]+ ){0,4}(?:PRIVATE KEY(?: BLOCK)?|Static key V1)-----/g;
const footer = '-----END ';
/** Longer than the body of any key in use; an RSA key of 16,384 bits has 12,000 characters. */
const longestBody = 30_000;
/** What stands between the lines of a body: line breaks, written out or not, quotes, comment marks, header fields. */
const bodyWithoutFooter = /(?:[\s"'`+,;#*/|>.<-]|\\[nr]|[\w-]{1,20}: [^\n]{0,200}\n|[A-Za-z0-9+/=]{16,})*/y;
/** Shorter runs are words; the base64 of the smallest key in use, an Ed25519 one, has 64 characters. */
const encoded = /[A-Za-z0-9+/]{32}/;

/** The bodies of all private keys in a text. */
export function findPrivateKeys(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  if (!text.includes('-----BEGIN ')) return found;
  for (const { index, 0: armour } of text.matchAll(header)) {
    const start = index + armour.length;
    const end = endOfBody(text, start);
    if (encoded.test(text.slice(start, end))) found.push({ start, end, kind: privateKeyKind });
  }
  return found;
}

function endOfBody(text: string, start: number): number {
  const rest = text.slice(start, start + longestBody);
  const next = rest.indexOf('-----');
  if (next >= 0 && rest.startsWith(footer, next)) return start + next;
  bodyWithoutFooter.lastIndex = 0;
  return start + (bodyWithoutFooter.exec(rest)?.[0].length ?? 0);
}
