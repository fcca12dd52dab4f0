import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addedLines } from './surprises';

test.each(['--unified=0', '--unified=3'])('the lines that git %s says are new are those that are', (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'diff-'));
  try {
    const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    const file = path.join(folder, 'a b.ts');
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`);
    git('init', '-q');
    writeFileSync(file, `${lines.join('\n')}\n`);
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a');
    // Lines that look like a diff's own are none.
    lines.splice(4, 1, '++ b/other.ts', '-- a/other.ts');
    lines.splice(20, 2);
    lines.push('@@ -1 +1 @@');
    writeFileSync(file, lines.join('\n'));
    const added = addedLines(git('diff', context));
    expect([...added.keys()]).toEqual(['a b.ts']);
    expect([...(added.get('a b.ts') ?? [])]).toEqual([5, 6, 30]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
