import { describe, expect, test } from 'vitest';
import { WorkspaceExports } from './workspace-exports';

const files = {
  'src/a.ts': [
    'export const one = 1;',
    'export default class Two {}',
    '  export abstract class Three {}',
    'export async function* four() {}',
    'export type { Five, six as seven } from "x";',
    'export const enum Eight {}',
    'const hidden = 1;',
  ].join('\n'),
  'src/all.ts': "export * from './a';\nexport * as whole from './a';\n",
  'src/taken.ts': 'export const { apart } = { apart: 1 };\n',
  'src/common.js': 'exports.a = 1;\n',
  'src/elsewhere.ts': "export * from 'package';\n",
  'src/deep/index.ts': "export { Two } from '../a';\n",
  'src/data.json': '{}',
  'pkg/mod.py':
    'LIMIT = 3\ndef make():\n  local = 1\nclass Thing: pass\nif x:\n    def inside(): pass\nimport os, sys\n',
  'pkg/sub/__init__.py': 'from .other import *\n',
  'lib/core/list.h': 'int a;',
  'lib/list.h': 'int b;',
};
const exported = new WorkspaceExports(Object.entries(files).map(([path, text]) => ({ path, text })));

describe('an import', () => {
  test.each([
    ['src/b.ts', './a', 'script', 'src/a.ts'],
    ['src/b.ts', './a.js', 'script', 'src/a.ts'],
    ['src/deep/b.ts', '../a', 'script', 'src/a.ts'],
    ['src/b.ts', './deep', 'script', 'src/deep/index.ts'],
    ['src/b.ts', './data.json', 'script', 'src/data.json'],
    ['src/b.ts', './none', 'script', undefined],
    ['pkg/b.py', '.mod', 'python', 'pkg/mod.py'],
    ['pkg/sub/b.py', '..mod', 'python', 'pkg/mod.py'],
    ['pkg/b.py', '.sub', 'python', 'pkg/sub/__init__.py'],
    ['pkg/b.py', '.none', 'python', undefined],
    ['pkg/b.py', '.', 'python', 'pkg'],
    ['lib/b.c', 'core/list.h', 'include', 'lib/core/list.h'],
    ['lib/b.c', 'lib/list.h', 'include', 'lib/list.h'],
    ['lib/b.c', 'other/none.h', 'include', undefined],
  ] as const)('in %s of %s, a %s, means %s', (from, source, kind, target) => {
    expect(exported.resolve(from, source, kind)).toBe(target);
  });

  test('is relative by how it is written', () => {
    expect(WorkspaceExports.isRelative('./a', 'script')).toBe(true);
    expect(WorkspaceExports.isRelative('a', 'script')).toBe(false);
    expect(WorkspaceExports.isRelative('a.h', 'include')).toBe(true);
  });
});

describe('what a file exports', () => {
  const names = (path: string, kind: 'script' | 'python' = 'script'): string[] | undefined => {
    const found = exported.namesOf(path, kind);
    return found && [...found].sort();
  };

  test('is what it declares and hands on', () => {
    const own = ['Eight', 'Five', 'Three', 'Two', 'default', 'four', 'one', 'seven'];
    expect(names('src/a.ts')).toEqual(own);
    expect(names('src/all.ts')).toEqual([...own.filter((name) => name !== 'default'), 'whole'].sort());
    expect(names('src/deep/index.ts')).toEqual(['Two']);
    expect(names('pkg/mod.py', 'python')).toEqual(
      expect.arrayContaining(['LIMIT', 'Thing', 'inside', 'make', 'os', 'sys']),
    );
  });

  test.each(['src/taken.ts', 'src/common.js', 'src/elsewhere.ts', 'src/data.json', 'src/none.ts'])(
    'cannot be told of %s',
    (path) => expect(names(path)).toBeUndefined(),
  );

  test('cannot be told of a module that takes in all of another, and a package has its modules', () => {
    expect(names('pkg/sub/__init__.py', 'python')).toBeUndefined();
    expect(exported.hasModule('pkg', 'mod')).toBe(true);
    expect(exported.hasModule('pkg', 'sub')).toBe(true);
    expect(exported.hasModule('pkg', 'none')).toBe(false);
  });
});
