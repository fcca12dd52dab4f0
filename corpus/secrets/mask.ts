/** What is learned in a secret's place. */
import type { FoundSecret } from './found-secret';
import { privateKeyKind } from './private-keys';

/**
 * The text without the secrets' values. Nothing stands in for them: whatever did would be learned, and offered wherever
 * a secret is due. An empty string parses where the secret did, and its line says what stood there. Line breaks stay, so
 * that lines keep their numbers.
 */
export function maskSecrets(text: string, secrets: readonly FoundSecret[]): string {
  let masked = '';
  let from = 0;
  for (const { start, end, kind } of secrets) {
    const value = text.slice(start, end);
    masked += text.slice(from, start) + (kind === privateKeyKind ? frameOf(value) : value.replace(/[^\r\n]+/g, ''));
    from = end;
  }
  return masked + text.slice(from);
}

/** What holds the lines of a key together where they stand in code: quotes, operators, comment marks. */
function frameOf(body: string): string {
  return body.replace(/(\\[nr])|[A-Za-z0-9+/=]{2,}/g, '$1');
}

/** Part of a file's characters that secrets are from which on it is kept for their sake. */
const leastOfCredentials = 0.4;

/** Whether a file is there to hold its secrets, so that nothing of it is worth learning. */
export function isCredentialsFile(text: string, secrets: readonly FoundSecret[]): boolean {
  const inSecrets = secrets.reduce((sum, { start, end }) => sum + end - start, 0);
  return inSecrets > 0 && inSecrets >= leastOfCredentials * text.trim().length;
}
