import { expect, test } from 'vitest';
import { tidyImports, type TidyingOf } from './tidy-imports';
import { WorkspaceExports } from './workspace-exports';

const files = [
  { path: 'src/util/lift.ts', text: 'export function operate() {}\nexport const unlift = 1;\n' },
  { path: 'src/types.ts', text: 'export interface Source {}\nexport type Sink = Source;\n' },
  { path: 'src/index.ts', text: "export * from './types';\nexport { operate as run } from './util/lift';\n" },
  {
    path: 'src/operators/map.ts',
    text: "import { operate } from '../util/lift';\nimport { Source, Sink } from '../types';\nimport * as path from 'node:path';\n",
  },
  { path: 'pkg/__init__.py', text: '' },
  { path: 'pkg/base.py', text: 'class Base:\n    pass\n\nLIMIT = 1\n' },
  { path: 'pkg/one.py', text: 'import os\nfrom .base import Base, LIMIT\nfrom . import base\n' },
];

function tidied(text: string, options: Partial<TidyingOf> = {}): string {
  const exports = new WorkspaceExports(files);
  return tidyImports(text, {
    path: 'src/operators/first.ts',
    followed: undefined,
    around: files,
    exports,
    given: 0,
    ...options,
  });
}

test('leaves alone what is in order', () => {
  const text = "import { operate } from '../util/lift';\n\nexport const first = operate();\n";
  expect(tidied(text)).toBe(text);
});

test('drops what is not used, not exported, or imported from where nothing is', () => {
  const text = `import { operate, gone, unlift } from '../util/lift';
import { nobody } from './nobody';
import './nothing';

gone(nobody(operate()));
`;
  expect(tidied(text)).toBe("import { operate } from '../util/lift';\n\ngone(nobody(operate()));\n");
});

test('imports nothing twice', () => {
  const text = "import { operate } from '../util/lift';\nimport { operate } from '../util/lift';\n\noperate();\n";
  expect(tidied(text)).toBe("import { operate } from '../util/lift';\n\noperate();\n");
});

test('imports what is used as the files around do, and joins it to what is imported from there', () => {
  expect(tidied('export const first = (sink: Sink) => operate(path.sep);\n')).toBe(
    "import { operate } from '../util/lift';\nimport { Sink } from '../types';\nimport * as path from 'node:path';\n\n" +
      'export const first = (sink: Sink) => operate(path.sep);\n',
  );
  expect(tidied("import { Sink } from '../types';\n\nlet a: Sink | Source;\n")).toBe(
    "import { Sink, Source } from '../types';\n\nlet a: Sink | Source;\n",
  );
});

test('imports nothing for what is declared here, or is a member or a word in a string', () => {
  const text = "function operate() {}\na.path.join('Sink', { path: 1 }, operate);\n";
  expect(tidied(text)).toBe(text);
});

test('means the same files from another folder', () => {
  const [followed] = files.filter(({ path }) => path === 'src/operators/map.ts');
  const text = "import { operate } from '../util/lift';\n\noperate();\n";
  expect(tidied(text, { path: 'src/deep/er/first.ts', followed })).toBe(
    "import { operate } from '../../util/lift';\n\noperate();\n",
  );
});

test('follows what is handed on', () => {
  const text = "import { Sink, run, none } from '..';\n\nrun<Sink>(none);\n";
  expect(tidied(text, { path: 'src/operators/first.ts' })).toContain("import { Sink, run } from '..';");
});

test('knows Python', () => {
  const options = { path: 'pkg/two.py' };
  expect(tidied('from .base import Base, Nothing\nimport sys\n\nclass Two(Base):\n    x = LIMIT\n', options)).toBe(
    'from .base import Base, LIMIT\n\nclass Two(Base):\n    x = LIMIT\n',
  );
  expect(tidied('from . import base\nfrom .nobody import x\n\nx = base.Base(os.name)\n', options)).toBe(
    'from . import base\nimport os\n\nx = base.Base(os.name)\n',
  );
});

test('keeps what was given as it stands', () => {
  const given = "import { nobody } from './nobody';\n";
  expect(tidied(`${given}\nnobody();\n`, { given: given.length })).toBe(`${given}\nnobody();\n`);
});

test('keeps statements over several lines, and breaks those that grow long', () => {
  const text = "import {\n  operate,\n  unlift,\n} from '../util/lift';\n\noperate(unlift);\n";
  expect(tidied(text)).toBe(text);
});

test('drops includes of files that are not there', () => {
  const text = '#include "util/none.h"\n#include <vector>\n';
  expect(tidied(text, { path: 'src/a.cc' })).toBe('#include <vector>\n');
});
