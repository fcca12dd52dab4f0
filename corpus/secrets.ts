/**
 * Finds passwords, keys and tokens, so that no model learns them. Kinds that have a fixed shape are known to secretlint
 * and listed here where it lacks them; the rest is told by what it is assigned to and by its entropy.
 */
import { extname } from 'node:path';
import { rules as recommendedRules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types';
import type { FoundSecret } from './secrets/found-secret';
import { findPrivateKeys } from './secrets/private-keys';

export type { FoundSecret } from './secrets/found-secret';
export { isCredentialsFile, maskSecrets } from './secrets/mask';

/**
 * Two rules take `https://user:password@host` of any example for a secret, where {@link credentialUrl} looks closer; one
 * lets comments switch rules off, which are meant for another tool; and of a key it does not see where it ends.
 */
const rulesNotTaken = new Set([
  '@secretlint/secretlint-rule-basicauth',
  '@secretlint/secretlint-rule-database-connection-string',
  '@secretlint/secretlint-rule-filter-comments',
  '@secretlint/secretlint-rule-privatekey',
]);

const secretlintRules = recommendedRules.filter(({ meta }) => !rulesNotTaken.has(meta.id));

/** Tokens by the shape that their issuers publish. */
const tokenShapes = [
  // AWS access key id
  /\b(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z2-7]{16}\b/g,
  // Google API key
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  // Stripe live keys
  /\b[rs]k_live_[0-9a-zA-Z]{20,}/g,
  // GitLab personal access token
  /\bglpat-[0-9A-Za-z_-]{20}/g,
  // PyPI upload token
  /\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,}/g,
  // Hugging Face access token
  /\bhf_[A-Za-z]{34}\b/g,
  // JSON Web Token with a signature (RFC 7519)
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g,
];

/** A quoted string that is assigned, passed by name or stored under a name that says that it is secret. */
const quotedSecret =
  /(?:passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key)\w{0,20}["'`]?\s{0,3}(?::\s?=|=>|[:=])\s{0,3}["'`]([A-Za-z0-9+/=_.~!@#%^&*-]{16,500})["'`]/dgi;

/** The same without quotes, as in settings files: alone on its line. */
const bareSecret =
  /^[\w.\t -]{0,40}(?:passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key)\w{0,20}[ \t]*[:=][ \t]*([A-Za-z0-9+/=_~-]{16,500})[ \t]*$/dgim;

/** User and password inside an address. */
const credentialUrl = /:\/\/[^\s:@/"'`<>]{1,100}:([^\s:@/"'`<>{}$]{8,200})@([^\s:@/"'`<>?#]+)/dg;
const ownMachine =
  /^(?:localhost|127\.0\.0\.1|\[?::1|0\.0\.0\.0|(?:.*\.)?example(?:\.\w+)?|(?:.*\.)?(?:test|local|invalid))$/i;

/**
 * The values in a text that look like secrets, in order and disjoint.
 *
 * @param path Where the text stands, with its name's extension.
 */
export async function findSecrets(path: string, text: string): Promise<readonly FoundSecret[]> {
  const found = findPrivateKeys(text);
  for (const shape of tokenShapes) {
    for (const { index, 0: token } of text.matchAll(shape)) {
      found.push({ start: index, end: index + token.length, kind: 'token' });
    }
  }
  for (const named of [quotedSecret, bareSecret]) {
    for (const { indices, 1: value } of text.matchAll(named)) {
      if (value !== undefined && looksRandom(value)) found.push({ ...rangeOf(indices?.[1]), kind: 'named' });
    }
  }
  for (const { indices, 1: password, 2: host } of text.matchAll(credentialUrl)) {
    if (password === undefined || host === undefined || ownMachine.test(host) || isPlaceholder(password)) continue;
    found.push({ ...rangeOf(indices?.[1]), kind: 'address' });
  }
  return merged([...found, ...(await foundBySecretlint(path, text))]);
}

function rangeOf(indices: readonly [number, number] | undefined): { start: number; end: number } {
  if (indices === undefined) throw new Error('The expression does not tell where its groups stand.');
  return { start: indices[0], end: indices[1] };
}

/** Sorted, those that overlap as one. */
function merged(found: readonly FoundSecret[]): FoundSecret[] {
  const result: FoundSecret[] = [];
  for (const secret of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || secret.start >= last.end) result.push(secret);
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end };
  }
  return result;
}

/**
 * Runs secretlint's rules. Not through its own core, which keeps a record of every file for its profiler and so takes time
 * quadratic in their number.
 */
async function foundBySecretlint(path: string, text: string): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  const source = sourceCode(path, text);
  for (const rule of secretlintRules) {
    const kind = rule.meta.id.replace('@secretlint/secretlint-rule-', '');
    const context: SecretLintRuleContext = {
      sharedOptions: {},
      createTranslator: () => (messageId, data) => ({ message: String(messageId), messageId: String(messageId), data }),
      report: ({ range: [start, end] }) => found.push({ start, end, kind }),
      ignore: () => undefined,
    };
    await rule.create(context, {}).file?.(source);
  }
  return found;
}

function sourceCode(path: string, content: string): SecretLintSourceCode {
  const noPositions = () => {
    throw new Error('Only the rule that is not taken, about comments, asks where things stand.');
  };
  return {
    content,
    filePath: path,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: extname(path),
    hasBOM: false,
    getFilePath: () => path,
    getPhysicalFilePath: () => undefined,
    locationToRange: noPositions,
    rangeToLocation: noPositions,
    positionToIndex: noPositions,
    indexToPosition: noPositions,
  };
}

/** Bits per character above which a string is random; a random key of 16 letters and digits has 3.7 on average. */
const leastEntropy = { hexadecimal: 3, any: 3.5 };
/** Part of a name or sentence that stands in words; in random text, runs of four letters of one case are rare. */
const mostInWords = 0.35;

/** Whether a string is so evenly mixed that it was drawn rather than written. */
export function looksRandom(value: string): boolean {
  if (isPlaceholder(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  if (/^[0-9a-f-]+$/i.test(value)) return value.length >= 32 && entropy(value) >= leastEntropy.hexadecimal;
  const inWords = [...value.matchAll(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g)].reduce((sum, [word]) => sum + word.length, 0);
  return inWords <= mostInWords * value.length && entropy(value) >= leastEntropy.any;
}

/** What examples and documentation put where a secret would stand. */
function isPlaceholder(value: string): boolean {
  return (
    /example|sample|placeholder|change|your|dummy|fake|test|foo|bar|xxx|\*\*\*|\.\.\.|passw(?:or)?d|secret/i.test(
      value,
    ) || /0123|1234|abcd|(.)\1{4}/i.test(value)
  );
}

/** Shannon entropy of a string's own characters, bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
