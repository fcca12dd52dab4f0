import { describe, expect, test } from 'vitest';
import { sampleFiles } from './sample-files';

const file = (path: string, modified = 0, tokens = 10): { path: string; modified: number; tokens: number } => ({
  path,
  modified,
  tokens,
});

describe('a corpus above the limit', () => {
  const files = [file('docs/a.md', 9), file('src/deep/b.ts', 1), file('src/c.ts', 2), file('src/d.ts', 3)];

  test('one that fits is kept whole', () => {
    expect(sampleFiles(files, [], 40)).toEqual({ kept: files, leftOut: 0 });
  });

  test('keeps what is near the files being worked on', () => {
    const { kept, leftOut } = sampleFiles(files, ['src/open.ts'], 30);
    expect(kept.map(({ path }) => path)).toEqual(['src/deep/b.ts', 'src/c.ts', 'src/d.ts']);
    expect(leftOut).toBe(1);
  });

  test('keeps the last modified of files equally near, and of all where none is open', () => {
    expect(sampleFiles(files, ['src/open.ts'], 10).kept.map(({ path }) => path)).toEqual(['src/d.ts']);
    expect(sampleFiles(files, [], 20).kept.map(({ path }) => path)).toEqual(['docs/a.md', 'src/d.ts']);
  });

  test('passes over a file that does not fit', () => {
    const large = [file('src/large.ts', 5, 100), ...files];
    expect(sampleFiles(large, ['src/open.ts'], 20).kept.map(({ path }) => path)).toEqual(['src/c.ts', 'src/d.ts']);
  });
});
