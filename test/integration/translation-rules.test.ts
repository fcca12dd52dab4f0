import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const linter = new ESLint({ cwd: root });

/** What the linter says about sentences in `code`, were it the content of a file of the extension. */
async function objections(code: string): Promise<number> {
  const text = `import * as l10n from '@vscode/l10n';\nimport * as vscode from 'vscode';\nimport { showError, showInformation } from './views/messages';\n${code}\n`;
  const [result] = await linter.lintText(text, { filePath: path.join(root, 'src/log.ts') });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ ruleId }) => ruleId === 'no-restricted-syntax').length;
}

describe('the rules on what people read', () => {
  it.each([
    "void showError('It failed.');",
    'const tell = (name: string) => void showInformation(`House Style: trained ${name}`);',
    "const box = () => vscode.window.showInputBox({ prompt: 'Path of the new file' });",
    'const pick = () => [{ label: `$(gear) Open settings` }];',
    "const showLog = l10n.t('Show Log');",
    "export const actions = { showLog: l10n.t('Show Log') };",
  ])('refuse %s', async (code) => {
    expect(await objections(code)).toBe(1);
  });

  it.each([
    "const tell = () => void showError(l10n.t('It failed.'));",
    'const tell = (sentence: string) => void showInformation(`House Style: ${sentence}`);',
    "const box = () => vscode.window.showInputBox({ title: 'House Style', prompt: l10n.t('Path of the new file') });",
    "const pick = () => [{ label: `$(gear) ${l10n.t('Settings')}` }];",
  ])('let %s', async (code) => {
    expect(await objections(code)).toBe(0);
  });
});
