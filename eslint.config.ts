import eslint from '@eslint/js';
import type { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The packages that each part of the house may import; all others are walled off, and no part reaches into another by a
 * relative path. `lab` may import anything and is imported by nothing; only the extension knows the editor.
 */
const mayImport = {
  protocol: [],
  model: ['protocol'],
  corpus: ['protocol', 'model'],
  inference: ['protocol', 'model', 'corpus'],
  training: ['protocol', 'model', 'corpus'],
  src: ['protocol'],
  lab: ['protocol', 'model', 'corpus', 'inference', 'training'],
} as const;
type Part = keyof typeof mayImport;

const deepest = 4;

/** The rules for files `depth` folders below the top of their part. */
function wall(part: Part, depth: number): Linter.RulesRecord {
  const allowed = mayImport[part].join('|');
  const patterns = [
    {
      regex: `^@house-style/(?!(?:${allowed || '(?!)'})(?:/|$))`,
      message: `${part}/ may import ${mayImport[part].join(', ') || 'no other part'}: see docs/architecture.md.`,
    },
    // What is measured may stand in the extension and the build, which are no packages.
    ...(part === 'lab'
      ? []
      : [{ regex: `^(?:\\.\\./){${depth + 1},}`, message: `A relative path does not leave ${part}/.` }]),
    ...(part === 'src'
      ? [
          {
            group: ['onnxruntime-node', 'onnxruntime-common'],
            message: 'ONNX Runtime stays out of the extension host: the inference process runs it.',
          },
        ]
      : [
          { group: ['vscode'], message: "Only src/ may import 'vscode': everything else also runs without an editor." },
        ]),
  ];
  return { 'no-restricted-imports': ['error', { patterns }] };
}

const walls = (Object.keys(mayImport) as Part[]).flatMap((part) =>
  Array.from({ length: deepest }, (_, depth) => ({
    files: [`${part}/${'*/'.repeat(depth)}*.ts`],
    rules: wall(part, depth),
  })),
);

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
  ...walls,
  { files: ['**/*.test.ts', 'test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', document: 'readonly', window: 'readonly' },
    },
  },
  { files: ['scripts/**', 'lab/**', 'training/bin/**'], rules: { 'no-console': 'off' } },
);
