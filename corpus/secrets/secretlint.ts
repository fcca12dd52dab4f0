/** The rules of secretlint's preset, run without its core. */
import { extname } from 'node:path';
import { rules as recommendedRules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types';
import type { FoundSecret } from './found-secret';

/**
 * Two rules take `https://user:password@host` of any example for a secret, where addresses are looked at closer here; one
 * lets comments switch rules off, which are meant for another tool; of a key in armour it does not see where it ends.
 */
const rulesNotTaken = new Set([
  '@secretlint/secretlint-rule-basicauth',
  '@secretlint/secretlint-rule-database-connection-string',
  '@secretlint/secretlint-rule-filter-comments',
  '@secretlint/secretlint-rule-privatekey',
]);

const rules = recommendedRules.filter(({ meta }) => !rulesNotTaken.has(meta.id));

/**
 * What secretlint's rules find. Not through its own core, which keeps a record of every file for its profiler and so
 * takes time quadratic in their number.
 */
export async function findBySecretlint(path: string, text: string): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  const source = sourceCode(path, text);
  for (const rule of rules) {
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
  const noPositions = (): never => {
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
