import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { aroundTheLoader, walls } from './scripts/import-walls';

/** Foreign text is shown as text. */
const plain = [
  {
    selector: 'MemberExpression[property.name=/^show(Information|Warning|Error)Message$/]',
    message: 'Messages are shown by src/views/messages.ts: the editor makes links and commands of what is in them.',
  },
  {
    selector: ':matches(Identifier, MemberExpression > Identifier)[name="MarkdownString"]',
    message: 'What the extension shows is plain text: foreign names would become links and commands.',
  },
];

const untranslated = 'What people read goes through `l10n.t`: see CONTRIBUTING.md.';
const tooEarly = 'When a module is loaded the translations are not: make the sentence where it is said.';
const atTop = ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator';

/** Sentences are translated, apart from the product's name. */
const translated = [
  ...['> Literal', '> BinaryExpression', '> TemplateLiteral > TemplateElement[value.raw!=/^(House Style: )?$/]'].map(
    (text) => ({
      selector: `CallExpression[callee.name=/^(show(Information|Warning|Error)|tell)$/] ${text}`,
      message: untranslated,
    }),
  ),
  ...[
    '> Literal[value=/ |^[A-Z]/][value!="House Style"]',
    '> TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]{3,} /][value.raw!="House Style: "]',
  ].map((text) => ({
    selector: `Property[key.name=/^(title|label|placeHolder|prompt|message|tooltip)$/] ${text}`,
    message: untranslated,
  })),
  ...['', ' > ObjectExpression > Property', ' > ArrayExpression'].map((place) => ({
    selector: `${atTop}${place} > CallExpression[callee.object.name='l10n']`,
    message: tooEarly,
  })),
];

export default defineConfig(
  { ignores: ['**/node_modules', 'dist', 'artifacts', 'test/fixtures'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['training/bin/*.mjs', 'media/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Typed arrays under noUncheckedIndexedAccess need `as number` in hot loops, where a run-time check would cost;
      // `!` stays forbidden, because it hides what the type was.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...walls,
  // A later list of what may not be written takes the place of an earlier one, so each is whole.
  {
    files: ['src/**'],
    ignores: ['src/views/messages.ts'],
    rules: { 'no-restricted-syntax': ['error', ...aroundTheLoader, ...plain] },
  },
  {
    files: ['src/**'],
    ignores: ['src/views/messages.ts', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...aroundTheLoader, ...plain, ...translated] },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  { files: ['**/*.test.ts', 'test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', document: 'readonly', window: 'readonly' },
    },
  },
  { files: ['scripts/**', 'lab/**', 'training/bin/**'], rules: { 'no-console': 'off' } },
  {
    // AssemblyScript: what the rules know of TypeScript's types does not hold there, and decorators stand on functions.
    files: ['model/*/assembly/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { allowInvalidAST: true } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'angle-bracket' }],
      // Its compiler knows no type imports, and its integers have 64 bits.
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-loss-of-precision': 'off',
      // Reads that only bring memory into the cache end there.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^touched$' }],
    },
  },
  {
    // The host reassigns what is exported.
    files: ['model/mixing/assembly/tuning.ts'],
    rules: { 'prefer-const': 'off' },
  },
);
