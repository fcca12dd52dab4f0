/**
 * Finds passwords, keys and tokens, so that no model learns them: by the shape that issuers publish, by the name they
 * stand under, by the address or command that they open.
 */
import { findInAddresses, findInHeaders, findOnCommandLines } from './secrets/addresses';
import type { FoundSecret } from './secrets/found-secret';
import { findNamedValues } from './secrets/named-values';
import { findPrivateKeys } from './secrets/private-keys';
import { findBySecretlint } from './secrets/secretlint';
import { sign, suspiciousLines } from './secrets/suspicious-lines';
import { findTokens } from './secrets/tokens';

export type { FoundSecret } from './secrets/found-secret';
export { isCredentialsFile, maskSecrets } from './secrets/mask';

/**
 * The values in a text that look like secrets, in order and disjoint.
 *
 * @param path Where the text stands: its extension tells code from settings.
 */
export async function findSecrets(path: string, text: string): Promise<readonly FoundSecret[]> {
  const found = findPrivateKeys(text);
  const withTokens: { readonly text: string; readonly start: number }[] = [];
  for (const { start, end, signs } of suspiciousLines(text)) {
    const line = text.slice(start, end);
    const add = (secrets: readonly FoundSecret[]): void => {
      for (const secret of secrets) found.push(moved(secret, start));
    };
    if (signs & sign.token) add(findTokens(line));
    if (signs & sign.address) add(findInAddresses(line));
    if (signs & sign.command) add(findOnCommandLines(line));
    if (signs & sign.header) add(findInHeaders(line));
    if (signs & sign.name) found.push(...findNamedValues(path, text, start, end));
    if (signs & sign.token || line.includes('_authToken')) withTokens.push({ text: line, start });
  }
  if (withTokens.length > 0) found.push(...(await findInLines(path, withTokens)));
  return merged(found);
}

/** Looks at lines as one text, because each of many rules has to be set up for it. */
async function findInLines(
  path: string,
  lines: readonly { readonly text: string; readonly start: number }[],
): Promise<FoundSecret[]> {
  const found = await findBySecretlint(path, lines.map(({ text }) => text).join('\n'));
  let joinedStart = 0;
  return lines.flatMap(({ text, start }) => {
    const from = joinedStart;
    const to = from + text.length;
    joinedStart = to + 1;
    const here = found.filter((secret) => secret.start >= from && secret.start < to);
    return here.map((secret) => moved({ ...secret, end: Math.min(secret.end, to) }, start - from));
  });
}

function moved({ start, end, kind }: FoundSecret, by: number): FoundSecret {
  return { start: start + by, end: end + by, kind };
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
