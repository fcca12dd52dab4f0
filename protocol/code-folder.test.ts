import { expect, test } from 'vitest';
import { folderNames, folderOf, pathInFolder, pathInWords, pathOf } from './code-folder';

test('a file is named by its folder where there are several, and found again by its name', () => {
  const folders = [{ name: 'server' }, { name: 'client' }, {}];
  for (const folder of folders) {
    const name = pathOf(folder, 'src/main.ts');
    expect(pathInFolder(name)).toBe('src/main.ts');
    expect(folderOf(folders, name)).toBe(folder);
  }
  expect(pathOf({ name: 'server' }, 'src/main.ts')).toBe('server//src/main.ts');
  expect(pathInWords('server//src/main.ts')).toBe('server/src/main.ts');
  expect(folderOf([{ name: 'server' }], 'other//a.ts')).toBeUndefined();
});

test('folders that are called the same, or what holds a slash, have names of their own', () => {
  expect(folderNames(['app', 'app', 'app 2', 'a/b', 'a\\b', '', '/', 'a\0\nb'])).toEqual([
    'app',
    'app 2',
    'app 2 2',
    'a-b',
    'a-b 2',
    'folder',
    '-',
    'a-b 3',
  ]);
});
