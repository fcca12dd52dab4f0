import { expect, it } from 'vitest';
import { normalisedPath, problemWith } from './file-path';

it.each(['src/parsers/csv.ts', 'Makefile', './src/a.ts', 'src\\a.ts', 'src/naïve name.ts', '.github/a.yml'])(
  'takes %s',
  (path) => expect(problemWith(path)).toBeUndefined(),
);

it.each(['', '   ', '/etc/passwd', 'C:\\a.ts', 'src/', '../a.ts', 'src/../../a.ts', 'src//a.ts', 'a?.ts', 'a\nb.ts'])(
  'refuses %j with a sentence',
  (path) => expect(problemWith(path)).toMatch(/^[A-Z].*[.*]$/),
);

it('names files as training does', () => {
  expect(normalisedPath(' .\\src\\a.ts ')).toBe('src/a.ts');
});
