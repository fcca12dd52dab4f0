import eslint from '@eslint/js';
import type { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Imports that a folder may not make, each with the reason that the linter prints. */
const forbid = (
  ...patterns: ({ message: string } & ({ group: string[] } | { regex: string }))[]
): Linter.RulesRecord => ({
  'no-restricted-imports': ['error', { patterns }],
});
const noVscode = {
  group: ['vscode'],
  message: "Only src/ may import 'vscode': everything else also runs without an editor.",
};
const noExtension = { group: ['**/src/**'], message: 'Nothing depends on the extension.' };
const noTraining = {
  group: ['@house-style/training', '@house-style/training/*', '**/training/**'],
  message: 'model/ and corpus/ know no training.',
};

const noCorpus = {
  group: ['@house-style/corpus', '@house-style/corpus/*', '**/corpus/**'],
  message: 'model/ learns what it is given: which files those are is decided in corpus/, by the processes that learn.',
};

export default defineConfig(
  { ignores: ['**/node_modules', 'dist', 'artifacts', '**/assembly/**', 'test/fixtures'] },
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
  { files: ['model/**'], ignores: ['model/process/**'], rules: forbid(noVscode, noExtension, noTraining, noCorpus) },
  { files: ['model/process/**', 'corpus/**'], rules: forbid(noVscode, noExtension, noTraining) },
  { files: ['training/**'], rules: forbid(noVscode, noExtension) },
  // src/ has a folder `training` of its own, which runs the training process: only paths that leave src/ are forbidden.
  ...['src/*', 'src/*/*', 'src/*/*/*'].map((files, depth) => ({
    files: [files],
    rules: forbid({
      regex: `^(@house-style/|(\\.\\./){${depth + 1},})(training|corpus)(/|$)`,
      message: 'The extension reaches the corpus and trainings only as processes.',
    }),
  })),
  { files: ['**/*.test.ts', 'test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', document: 'readonly', window: 'readonly' },
    },
  },
  { files: ['scripts/**', 'lab/training-speed/run.ts', 'training/bin/**'], rules: { 'no-console': 'off' } },
);
