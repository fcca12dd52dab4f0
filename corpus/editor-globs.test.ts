import { expect, it } from 'vitest';
import { excludedBy } from './editor-globs';

it.each([
  ['**/.git', ['.git', 'a/.git', 'a/b/.git'], ['x.git', '.gita', 'a/.git/b']],
  ['**/*.js', ['a.js', '.js', 'a/b.js', 'a/.hidden.js'], ['a.jsx', 'a.js/b']],
  ['*.js', ['a.js'], ['a/b.js']],
  ['**/out/**', ['out', 'out/a', 'x/out', 'x/out/a/b'], ['outer', 'x/outer/a', 'about']],
  ['src/**', ['src', 'src/a', 'src/a/b'], ['srca', 'a/src']],
  ['src/**/*.ts', ['src/a.ts', 'src/b/c.ts'], ['srca.ts', 'src/a.js']],
  ['**', ['a', 'a/b'], []],
  ['**/**/a', ['a', 'b/a', 'b/c/a'], ['ab']],
  ['**/*.{js,map,d.ts}', ['a.js', 'b/a.map', 'a.d.ts'], ['a.ts', 'a.{js,map,d.ts}']],
  ['{out,build/{x,y}}', ['out', 'build/x', 'build/y'], ['build', 'build/z']],
  ['{**/a,b}', ['a', 'c/a', 'b'], ['c/b']],
  ['file?.[0-9a][!x]', ['file1.7y', 'filex.ab'], ['file.7y', 'file1.by', 'file1.7x', 'file1.7/']],
  ['-build/**', ['-build', '-build/a'], ['build/a']],
  ['--out=/home/me/.bashrc', ['--out=/home/me/.bashrc'], ['--out=']],
  // No language of their own: what other globs would take for more stands for itself.
  ['a(b|c)', ['a(b|c)'], ['ab', 'ac']],
  ['+(a)', ['+(a)'], ['a', 'aa']],
  ['!a', ['!a'], ['b']],
  ['a\\b.$^', ['a\\b.$^'], ['ab.$^']],
  ['{a', ['{a'], ['a']],
  ['[a', ['[a'], ['a']],
  ['é*日?', ['éé日本'], ['e日本']],
] as const)('%s', (pattern, matching, others) => {
  const excluded = excludedBy([pattern]);
  expect(matching.filter((path) => !excluded(path))).toEqual([]);
  expect(others.filter((path) => excluded(path))).toEqual([]);
});

const longPath = `${'a'.repeat(255)}/`.repeat(15);

it.each([
  ['many stars', `${'*a'.repeat(400)}b`],
  ['many folders', `${'**/*a/'.repeat(150)}b`],
  ['groups that repeat', '+(+(+(a|aa)))b'],
  ['braces side by side', `${'{a,aa}'.repeat(150)}b`],
  ['braces within braces', `${'{a,'.repeat(300)}b${'}'.repeat(300)}`],
  ['stars in braces', `${'{*a,**/a}'.repeat(100)}b`],
])('is quick with %s', (_name, pattern) => {
  const began = performance.now();
  const excluded = excludedBy([pattern]);
  expect(excluded(`${longPath}${'a'.repeat(255)}`)).toBe(false);
  expect(excluded('a'.repeat(255))).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});
