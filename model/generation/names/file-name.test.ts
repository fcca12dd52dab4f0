import { expect, test } from 'vitest';
import { fileNameOf, subjectOf } from './file-name';
import { caseStyles, inStyle, styleOf, wordsOf } from './words';

test.each([
  ['src/buffer-count.spec.ts', ['src'], 'buffer-count', '.spec', '.ts'],
  ['a/b/test_make.py', ['a', 'b'], 'make', 'test_', '.py'],
  ['test_.py', [], 'test_', '', '.py'],
  ['user.service.spec.TS', [], 'user', '.service.spec', '.ts'],
  ['Makefile', [], 'Makefile', '', ''],
  ['.gitignore', [], '.gitignore', '', ''],
  ['x/.spec.ts', ['x'], '.spec', '', '.ts'],
  ['types.d.ts', [], 'types', '.d', '.ts'],
])('%s is a name in parts', (path, folder, stem, kind, extension) => {
  expect(fileNameOf(path)).toEqual({ folder, stem, kind, extension });
});

test.each([
  ['src/buffer-count.spec.ts', 'buffer-count'],
  ['src/audio/index.ts', 'audio'],
  ['pkg/net/__init__.py', 'net'],
  ['index.ts', 'index'],
  ['src/Main.java', 'src'],
])('%s is about %s', (path, subject) => expect(subjectOf(path)).toBe(subject));

test.each([
  ['bufferCount', ['buffer', 'count'], 'camel'],
  ['BufferCount', ['buffer', 'count'], 'pascal'],
  ['buffer_count', ['buffer', 'count'], 'snake'],
  ['BUFFER_COUNT', ['buffer', 'count'], 'screaming'],
  ['buffer-count', ['buffer', 'count'], 'kebab'],
  ['WebGLCache2', ['web', 'gl', 'cache2'], 'pascal'],
  ['URL', ['url'], 'flatUpper'],
  ['A', ['a'], 'pascal'],
  ['', [], 'camel'],
] as const)('%s is words in a style', (name, words, style) => {
  expect(wordsOf(name)).toEqual(words);
  expect(styleOf(name)).toBe(style);
});

test('words written in a style are read as the same words, and of that style where it shows', () => {
  const words = ['buffer', 'count', 'by'];
  const written = caseStyles.map((style) => inStyle(words, style));
  expect(new Set(written).size).toBe(caseStyles.length);
  for (const [index, style] of caseStyles.entries()) {
    const name = written[index]!;
    if (['flat', 'flatUpper', 'spaced'].includes(style)) continue;
    expect(wordsOf(name)).toEqual(words);
    expect(styleOf(name)).toBe(style);
  }
  expect(written.slice(-3)).toEqual(['buffer count by', 'buffercountby', 'BUFFERCOUNTBY']);
});
