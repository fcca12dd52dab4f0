/**
 * The walls and floors of the house, as rules of the linter: which part may import which, and which room within a part
 * stands on which. `test/integration/import-rules.test.ts` proves each by trying it.
 */
import type { Linter } from 'eslint';

/**
 * The parts that each part may import; all others are walled off, and no part reaches into another by a relative path.
 * Only the extension knows the editor. `lab` may import anything, and nothing imports it.
 */
const mayImport = {
  protocol: [],
  model: ['protocol'],
  corpus: ['protocol', 'model'],
  inference: ['protocol', 'model', 'corpus'],
  training: ['protocol', 'model', 'corpus'],
  src: ['protocol'],
  lab: ['protocol', 'model', 'corpus', 'inference', 'training'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Part = keyof typeof mayImport;

/** The rooms of a part from the ground up: a room may import those below it. `.` is what lies loose in the part. */
export const floors: Readonly<Partial<Record<Part, readonly string[]>>> = {
  model: [
    ...[
      'platform',
      'onnx-runtime',
      'vocabulary',
      '.',
      'onnx',
      'mixing',
      'model-file',
      'pretrained',
      'lstm',
      'structure',
      'completion',
    ],
    ...['ngram', 'blend', 'syntax', 'generation', 'inspection', 'surprise', 'testing'],
  ],
  training: [
    ...[
      '.',
      'charts',
      'network',
      'options',
      'engines',
      'checkpoint',
      'trainer',
      'automatic-choice',
      'evaluate',
      'unit-search',
      'surprises',
    ],
    ...['tensorflow-setup', 'run', 'cli', 'bin', 'testing'],
  ],
};

const deepest = 4;

/** The one file that loads ONNX Runtime, because it turns the telemetry off before. */
export const runtimeLoader = 'model/onnx-runtime/runtime.ts';

/** Everything that would load ONNX Runtime behind its back; types load nothing. As `no-restricted-syntax` takes it. */
export const aroundTheLoader = ((): { selector: string; message: string }[] => {
  const named = 'value=/^onnxruntime-(?:node|common)(?:$|\\u002f)/';
  const message = `ONNX Runtime reports home unless it is loaded by ${runtimeLoader}: import that.`;
  return [
    `ImportDeclaration[importKind!="type"][source.${named}]`,
    `:matches(ExportNamedDeclaration, ExportAllDeclaration)[exportKind!="type"][source.${named}]`,
    `ImportExpression[source.${named}]`,
    `CallExpression[callee.name=/require$/i][arguments.0.${named}]`,
    `CallExpression[callee.callee.name="createRequire"][arguments.0.${named}]`,
  ].map((selector) => ({ selector, message }));
})();

/**
 * @param room the one whose floor holds; undefined for none.
 * @param depth folders between the part's top and the files.
 */
function rules(part: Part, room: string | undefined, depth: number): Linter.RulesRecord {
  const allowed = mayImport[part].join('|');
  const patterns = [
    {
      regex: `^@house-style/(?!(?:${allowed || '(?!)'})(?:/|$))`,
      message: `${part}/ may import ${mayImport[part].join(', ') || 'no other part'}: see docs/architecture.md.`,
    },
    part === 'src'
      ? {
          regex: '^onnxruntime-(?:node|common)(?:/|$)',
          message: 'ONNX Runtime stays out of the extension host: the inference process runs it.',
        }
      : { regex: '^vscode$', message: "Only src/ may import 'vscode': everything else also runs without an editor." },
    // What is measured may stand in the extension and the build, which are no packages.
    ...(part === 'lab'
      ? []
      : [{ regex: `^(?:\\.\\./){${depth + 1},}`, message: `A relative path does not leave ${part}/.` }]),
    ...(room === undefined ? [] : floorAbove(part, room, depth)),
  ];
  return { 'no-restricted-imports': ['error', { patterns }] };
}

function floorAbove(part: Part, room: string, depth: number): { regex: string; message: string }[] {
  const order = floors[part] ?? [];
  const above = order.slice(order.indexOf(room) + 1);
  const toTop = depth === 0 ? '\\./' : `(?:\\.\\./){${depth}}`;
  const message = `${part}/${room} stands below it: see scripts/import-walls.ts.`;
  const rooms = above.filter((other) => other !== '.');
  return [
    ...(rooms.length === 0 ? [] : [{ regex: `^${toTop}(?:${rooms.join('|')})(?:/|$)`, message }]),
    ...(above.includes('.') ? [{ regex: `^${toTop}[^/]+$`, message }] : []),
  ];
}

const depths = Array.from({ length: deepest }, (_, depth) => depth);
const parts = Object.keys(mayImport) as Part[];

export const walls: Linter.Config[] = [
  { ignores: [runtimeLoader], rules: { 'no-restricted-syntax': ['error', ...aroundTheLoader] } },
  ...parts.flatMap((part) =>
    depths.map((depth) => ({ files: [`${part}/${'*/'.repeat(depth)}*.ts`], rules: rules(part, undefined, depth) })),
  ),
  ...parts.flatMap((part) =>
    (floors[part] ?? []).flatMap((room) =>
      (room === '.' ? [0] : depths.slice(1)).map((depth) => ({
        files: [`${part}/${room === '.' ? '' : `${room}/`}${'*/'.repeat(Math.max(0, depth - 1))}*.ts`],
        // A test may use what stands above.
        ignores: ['**/*.test.ts', '**/testing/**'],
        rules: rules(part, room, depth),
      })),
    ),
  ),
];
