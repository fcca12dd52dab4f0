import { execFileSync } from 'node:child_process';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import { discover } from './discover';
import { LeftOut } from './left-out';
import { objectionToPlace } from './one-file';
import { writeFolder } from './testing/write-folder';

async function find(...folders: (string | CodeFolder)[]) {
  const leftOut = new LeftOut();
  const code = folders.map((one) => (typeof one === 'string' ? { folder: one, exclude: [] } : one));
  const files = await discover(code, { maximumFileBytes: 1000 }, leftOut);
  return { paths: files.map((file) => file.path), leftOut: leftOut.counts, notices: leftOut.notices };
}

test('a folder outside that a link leads to is followed, and told', async () => {
  const outside = await writeFolder({
    'b.ts': '',
    'deep/c.ts': '',
    'd.log': '',
    'node_modules/x/index.js': '',
    '.env': '',
  });
  const folder = await writeFolder({ 'a.ts': '', '.gitignore': 'deep/\n' });
  execFileSync('git', ['init', '-q', folder]);
  await symlink(outside, path.join(folder, 'lib'));
  expect(await find(folder)).toEqual({
    paths: ['.gitignore', 'a.ts', 'lib/b.ts'],
    leftOut: { dependency: 2, ignored: 1, data: 1, secret: 1 },
    notices: [`lib is a link to ${await realpath(outside)}, outside the folder: what is there is learned too.`],
  });
  expect(await objectionToPlace({ folder, exclude: [] }, { path: 'lib/b.ts' })).toBeUndefined();
  expect(await objectionToPlace({ folder, exclude: [] }, { path: 'lib/deep/c.ts' })).toBe('ignored');
  expect(await objectionToPlace({ folder, exclude: [] }, { path: 'lib/.env' })).toBe('secret');
});

test('a link is not followed out of a folder where the user wants none to be, and that is told', async () => {
  const outside = await writeFolder({ 'b.ts': '' });
  const folder = await writeFolder({ 'a.ts': '' });
  await symlink(outside, path.join(folder, 'lib'));
  const code = { folder, exclude: [], followLinks: false };
  expect(await find(code)).toEqual({
    paths: ['a.ts'],
    leftOut: { link: 1 },
    notices: [`lib is a link to ${await realpath(outside)}, outside the folder: what is there is not learned.`],
  });
  expect(await objectionToPlace(code, { path: 'lib/b.ts' })).toBe('link');
});

test('a link that is ignored or excluded is not followed', async () => {
  const outside = await writeFolder({ 'b.ts': '' });
  const folder = await writeFolder({ '.gitignore': 'one/\ntwo\n' });
  execFileSync('git', ['init', '-q', folder]);
  for (const name of ['one', 'two', 'three']) await symlink(outside, path.join(folder, name));
  const { paths, leftOut, notices } = await find({ folder, exclude: ['**/three'] });
  expect({ paths, leftOut, notices }).toEqual({
    paths: ['.gitignore'],
    leftOut: { dependency: 1, ignored: 3 },
    notices: [],
  });
});

test('what a link leads to inside is found where it stands, once; loops end, and files and broken links stay out', async () => {
  const folder = await writeFolder({ 'src/a.ts': '' });
  await symlink(folder, path.join(folder, 'src/loop'));
  await symlink('src', path.join(folder, 'again'));
  await symlink(path.dirname(folder), path.join(folder, 'around'));
  await symlink(path.join(folder, 'src/a.ts'), path.join(folder, 'same.ts'));
  await symlink('nowhere', path.join(folder, 'broken.ts'));
  const { paths, leftOut } = await find(folder);
  expect({ paths, leftOut }).toEqual({ paths: ['src/a.ts'], leftOut: { link: 5 } });
});

test('two links to one folder outside, and one to a folder in it, are followed once; so is one there to itself', async () => {
  const outside = await writeFolder({ 'b.ts': '', 'inner/c.ts': '' });
  await symlink(outside, path.join(outside, 'inner/loop'));
  const folder = await writeFolder({});
  await symlink(path.join(outside, 'inner'), path.join(folder, 'c'));
  await symlink(outside, path.join(folder, 'a'));
  await symlink(outside, path.join(folder, 'b'));
  expect((await find(folder)).paths).toEqual(['a/b.ts', 'a/inner/c.ts']);
});

test('a link leads into what package managers have put there no more than a folder of theirs does', async () => {
  const outside = await writeFolder({ 'node_modules/x/index.js': '', 'repository/.git/hooks/a.ts': '' });
  const folder = await writeFolder({});
  await symlink(path.join(outside, 'node_modules/x'), path.join(folder, 'x'));
  await symlink(path.join(outside, 'repository/.git/hooks'), path.join(folder, 'hooks'));
  expect(await find(folder)).toEqual({ paths: [], leftOut: { dependency: 2 }, notices: [] });
});

test("what a linked folder's own repository ignores stays out, also by a later ignore file", async () => {
  const outside = await writeFolder({
    '.gitignore': 'local/\n',
    'src/kept.ts': '',
    'src/local/a.ts': '',
    'src/deep/.gitignore': 'b.ts\n',
    'src/deep/b.ts': '',
  });
  execFileSync('git', ['init', '-q', outside]);
  const folder = await writeFolder({});
  await symlink(path.join(outside, 'src'), path.join(folder, 'src'));
  const { paths, leftOut } = await find(folder);
  expect({ paths, leftOut }).toEqual({ paths: ['src/deep/.gitignore', 'src/kept.ts'], leftOut: { ignored: 2 } });
});

test('the folder itself may be a link, and one of several may be another by another name', async () => {
  const folder = await writeFolder({ 'real/a.ts': '', 'other/b.ts': '' });
  await mkdir(path.join(folder, 'links'));
  const [one, two] = [path.join(folder, 'links/one'), path.join(folder, 'links/two')];
  for (const link of [one, two]) await symlink(path.join(folder, 'real'), link);
  expect((await find(one)).paths).toEqual(['a.ts']);
  const named = [
    { folder: one, exclude: [], name: 'one' },
    { folder: two, exclude: [], name: 'two' },
    { folder: path.join(folder, 'other'), exclude: [], name: 'other' },
  ];
  expect((await find(...named)).paths).toEqual(['one//a.ts', 'other//b.ts']);
});
