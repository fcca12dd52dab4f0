import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asCodeFolders } from '@house-style/protocol/code-folder';
import { discover } from './discover';
import { gitPatterns } from './git-patterns';
import { LeftOut } from './left-out';
import { writeFolder } from './testing/write-folder';

const name = fc.constantFrom('a', 'b', 'ab', 'aab', 'a.b', 'b!', '#a', 'a b', 'a-', '[a]');
const part = fc.constantFrom(
  ...['a', 'b', '*', '**', '***', '?', '[ab]', '[!a]', '[^b]', '[a-b]', '[]a]', '[[:alpha:]]', '[[:none:]]', '\\a'],
  ...['\\*', '.', '*a', 'a*', '*a*b', '/', '/', '\\ ', ' ', '[', '[a', '\\', '#', '!', '-'],
);
const line = fc
  .tuple(fc.constantFrom('', '', '', '!', '/', '**/', '#', '!/'), fc.array(part, { minLength: 1, maxLength: 4 }))
  .chain(([start, parts]) => fc.constantFrom('', '', '/', '/**', ' ').map((end) => start + parts.join('') + end));
/** Documented as one star, but git itself goes on through folders now and then: `.***` before `/**` takes `.gitignore`. */
const starsWithinName = /[^/!]\*{2,}\//;

const ignoreFile = fc
  .array(
    line.filter((text) => !starsWithinName.test(text)),
    { maxLength: 6 },
  )
  .map((lines) => lines.join('\n'));

it('says the same as git, whatever the lines are', { timeout: 120_000 }, async () => {
  const files = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `${names.join('/')}.x`),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(files, ignoreFile, ignoreFile, async (paths, top, inner) => {
      const folder = await writeFolder({
        ...Object.fromEntries(paths.map((path) => [path, ''])),
        '.gitignore': top,
        'a/.gitignore': inner,
      });
      const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
      git('init', '-q');
      const known = git('ls-files', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean).sort();
      const found = await discover(asCodeFolders(folder), { maximumFileBytes: 1e6 }, new LeftOut());
      expect(found.map(({ path }) => path)).toEqual(known);
    }),
    { numRuns: 150, seed: 1 },
  );
});

const longName = 'a'.repeat(255);

it.each([
  ['many stars', `${'*a'.repeat(100)}b`],
  ['many folders', `${'**/a*/'.repeat(100)}b`],
  ['many brackets', `${'*[a-z]'.repeat(300)}b`],
  ['many escaped characters', `${'*\\a'.repeat(300)}b`],
  ['spaces without end', `${' '.repeat(4000)}x`],
])('is quick with %s', (_name, pattern) => {
  const [compiled] = gitPatterns(pattern);
  const began = performance.now();
  expect(compiled?.matches(`${`${longName}/`.repeat(10)}${longName}`, false)).toBe(false);
  // As a regular expression the first of them takes longer than anybody waits.
  expect(performance.now() - began).toBeLessThan(1000);
});
