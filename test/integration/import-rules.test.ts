import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const linter = new ESLint({ cwd: root });

/** What the linter says about the imports of `text`, were it the content of `file`. */
async function importErrors(file: string, text: string): Promise<readonly string[]> {
  const [result] = await linter.lintText(text, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').map(({ message }) => message);
}

describe('the import rules', () => {
  it.each([
    ['model/vocabulary/vocabulary.ts', 'vscode'],
    ['model/vocabulary/vocabulary.ts', '@house-style/training/trainer/trainer'],
    ['model/vocabulary/vocabulary.ts', '../training/trainer/trainer'],
    ['model/vocabulary/vocabulary.ts', '@house-style/corpus/corpus'],
    ['model/vocabulary/vocabulary.ts', '../corpus/corpus'],
    ['corpus/corpus.ts', '@house-style/training/trainer/trainer'],
    ['corpus/corpus.ts', 'vscode'],
    ['model/vocabulary/vocabulary.ts', '../src/extension'],
    ['training/engines/engine.ts', 'vscode'],
    ['training/engines/engine.ts', '../../src/extension'],
    ['src/log.ts', '@house-style/training/trainer/trainer'],
    ['src/log.ts', '../training/trainer/trainer'],
    ['src/inference/client.ts', '../../training/trainer/trainer'],
    ['src/inference/client.ts', '@house-style/corpus/corpus'],
  ])('refuse that %s imports %s', async (file, imported) => {
    expect(await importErrors(file, `import '${imported}';\n`)).toHaveLength(1);
  });

  it.each([
    ['model/vocabulary/vocabulary.ts', './failure'],
    ['inference/inference-server.ts', '@house-style/corpus/secrets'],
    ['training/cli/corpus.ts', '@house-style/corpus/corpus'],
    ['corpus/corpus.ts', '@house-style/model/vocabulary'],
    ['training/engines/engine.ts', '@house-style/model/network'],
    ['src/log.ts', 'vscode'],
    ['src/log.ts', '@house-style/model/training-events'],
    ['src/log.ts', './training/training-run'],
    ['src/inference/client.ts', '../training/training-run'],
  ])('let %s import %s', async (file, imported) => {
    expect(await importErrors(file, `import '${imported}';\n`)).toEqual([]);
  });
});
