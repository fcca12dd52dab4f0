import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { asCodeFolders } from '@house-style/protocol/code-folder';
import { discover } from './discover';
import { LeftOut } from './left-out';
import { withoutPrivileges, writeFolder } from './testing/write-folder';

async function find(folder: string, exclude: string[] = [], maximumFileBytes = 1000) {
  const leftOut = new LeftOut();
  const files = await discover([{ folder, exclude }], { maximumFileBytes }, leftOut);
  const { counts, secrets, notices } = leftOut;
  return { paths: files.map((file) => file.path), leftOut: counts, secrets, notices };
}

/** Files that git would add, by git's own word. */
function gitFiles(folder: string): string[] {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  return git('ls-files', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean).sort();
}

test('finds the same files as git, whatever the nested ignore files say', async () => {
  const folder = await writeFolder({
    '.gitignore': [
      '*.tmp',
      '/top-only',
      'build/',
      '!keep.tmp',
      'docs/*.html',
      '\\#odd',
      'a b\\ ',
      '# comment',
      '',
    ].join('\n'),
    'a.ts': '',
    'a.tmp': '',
    'keep.tmp': '',
    'top-only': '',
    '#odd': '',
    'deep/top-only': '',
    'deep/#odd': '',
    'build/out.ts': '',
    'deep/build/out.ts': '',
    'docs/page.html': '',
    'docs/inner/page.html': '',
    'packages/one/.gitignore': '!build/\n/local\n*.gen.ts\nsub/deep.ts\n!important.tmp\n',
    'packages/one/build/out.ts': '',
    'packages/one/build/a.tmp': '',
    'packages/one/local/a.ts': '',
    'packages/one/inner/local/a.ts': '',
    'packages/one/x.gen.ts': '',
    'packages/one/inner/x.gen.ts': '',
    'packages/one/sub/deep.ts': '',
    'packages/one/inner/sub/deep.ts': '',
    'packages/one/important.tmp': '',
    'packages/two/x.gen.ts': '',
    'packages/[odd] name!/.gitignore': '\\!bang\nsecond\r\n',
    'packages/[odd] name!/!bang': '',
    'packages/[odd] name!/second': '',
    'packages/[odd] name!/third': '',
    'packages/o/second': '',
    'all/.gitignore': '*\n!.gitignore\n!*.ts\n',
    'all/a.ts': '',
    'all/a.js': '',
    'all/inner/a.ts': '',
  });
  execFileSync('git', ['init', '-q', folder]);
  const { paths } = await find(folder);
  expect(paths).toEqual(gitFiles(folder));
});

test('honours the ignore files above a folder inside a repository, and git info/exclude', async () => {
  const folder = await writeFolder({
    '.gitignore': 'dist\n/app/private.ts\n*.tmp\n',
    'app/.gitignore': '!wanted.tmp\n',
    'app/dist/a.ts': '',
    'app/private.ts': '',
    'app/inner/private.ts': '',
    'app/a.tmp': '',
    'app/wanted.tmp': '',
    'app/excluded.ts': '',
  });
  execFileSync('git', ['init', '-q', folder]);
  await writeFile(path.join(folder, '.git/info/exclude'), 'excluded.ts\n');
  expect((await find(path.join(folder, 'app'))).paths).toEqual(['.gitignore', 'inner/private.ts', 'wanted.tmp']);
});

test("honours the user's ignore rules for all repositories, wherever git keeps them", async () => {
  const home = await writeFolder({
    'git/ignore': '*.mine\n',
    'elsewhere/rules': '*.other\n',
    'local/rules': '*.local\n',
    gitconfig: '',
  });
  const folder = await writeFolder({
    'a.ts': '',
    'a.mine': '',
    'inner/a.other': '',
    'inner/a.local': '',
    'inner/b.ts': '',
  });
  vi.stubEnv('XDG_CONFIG_HOME', home);
  vi.stubEnv('GIT_CONFIG_GLOBAL', path.join(home, 'gitconfig'));
  onTestFinished(() => void vi.unstubAllEnvs());
  // Outside a repository git has no say.
  expect((await find(folder)).paths).toHaveLength(5);
  execFileSync('git', ['init', '-q', folder]);
  for (const [config, excludesFile] of [
    ['gitconfig', undefined],
    ['gitconfig', path.join(home, 'elsewhere/rules')],
    [path.join(folder, '.git/config'), path.join(home, 'local/rules')],
  ] as const) {
    if (excludesFile !== undefined) {
      const args = ['config', '--file', path.resolve(home, config), 'core.excludesFile', excludesFile];
      execFileSync('git', args);
    }
    const { paths } = await find(folder);
    expect(paths).toHaveLength(4);
    expect(paths).toEqual(gitFiles(folder));
    const inner = await find(path.join(folder, 'inner'));
    expect(inner.paths).toEqual(paths.flatMap((file) => (file.startsWith('inner/') ? [file.slice(6)] : [])));
  }
  execFileSync('mkfifo', [path.join(home, 'pipe')]);
  execFileSync('git', ['-C', folder, 'config', 'core.excludesFile', path.join(home, 'pipe')]);
  const piped = await find(folder);
  expect(piped.paths).toHaveLength(5);
  expect(piped.notices).toEqual([expect.stringContaining('pipe says is not followed')]);
});

test('a folder that its repository ignores is read all the same when it is asked for', async () => {
  const folder = await writeFolder({
    '.gitignore': 'node_modules/\n*.log\nsrc/\n',
    'node_modules/lib/src/index.ts': '',
    'node_modules/lib/src/node_modules/inner/index.ts': '',
  });
  execFileSync('git', ['init', '-q', folder]);
  const { paths, leftOut } = await find(path.join(folder, 'node_modules/lib/src'));
  expect(paths).toEqual(['index.ts']);
  expect(leftOut).toEqual({ dependency: 1 });
});

test('leaves out dependencies, caches and virtual environments without looking inside', async () => {
  const folder = await writeFolder({
    'index.ts': '',
    'node_modules/a/index.js': '',
    'inner/node_modules/a/index.js': '',
    'target/CACHEDIR.TAG': '',
    'target/a.rs': '',
    'environment/pyvenv.cfg': '',
    'environment/lib/a.py': '',
    '.git/config': '',
  });
  expect(await find(folder)).toMatchObject({ paths: ['index.ts'], leftOut: { dependency: 5 } });
});

test('leaves out what the editor excludes', async () => {
  const folder = await writeFolder({ 'a.ts': '', 'a.js': '', 'lib/b.js': '', 'out/c.ts': '', '.cache/d.ts': '' });
  const { paths, leftOut } = await find(folder, ['**/*.{js,mjs}', '**/out', '**/.cache/**']);
  expect(paths).toEqual(['a.ts']);
  expect(leftOut).toEqual({ ignored: 4 });
});

test('follows a link that is the folder itself', async () => {
  const folder = await writeFolder({ 'real/a.ts': '' });
  await symlink(path.join(folder, 'real'), path.join(folder, 'link'));
  expect((await find(path.join(folder, 'link'))).paths).toEqual(['a.ts']);
});

test('sorts paths by code unit, whatever folder they stand in', async () => {
  const folder = await writeFolder({ 'a/b.ts': '', 'a.ts': '', 'a-b.ts': '', 'B.ts': '', 'é.ts': '', 'a/B.ts': '' });
  expect((await find(folder)).paths).toEqual(['B.ts', 'a-b.ts', 'a.ts', 'a/B.ts', 'a/b.ts', 'é.ts']);
});

test('counts files by the rule that their name or size breaks', async () => {
  const folder = await writeFolder({
    'a.ts': 'x'.repeat(1000),
    'big.ts': 'x'.repeat(1001),
    'package-lock.json': '{}',
    'logo.svg': '',
    'data.csv': '',
    'dist.min.js': '',
    LICENSE: '',
    '.env': '',
    'deploy/server.pem': '',
    'compiled.ts': '',
    'compiled.js': '',
  });
  const { paths, leftOut, secrets } = await find(folder);
  expect(paths).toEqual(['a.ts', 'compiled.ts']);
  expect(leftOut).toEqual({ 'too-large': 1, data: 3, generated: 2, licence: 1, secret: 2 });
  expect(secrets).toEqual(['.env', 'deploy/server.pem']);
});

test('takes settings but leaves out data in the same format by size', async () => {
  const folder = await writeFolder({ 'package.json': '{}', 'cities.json': ' '.repeat(33 * 1024) });
  const { paths, leftOut } = await find(folder, [], 1e6);
  expect(paths).toEqual(['package.json']);
  expect(leftOut).toEqual({ data: 1 });
});

test('believes .gitattributes about generated and vendored files', async () => {
  const folder = await writeFolder({
    '.gitattributes':
      '*.gen.ts linguist-generated=true\nvendor/** linguist-vendored\nkept.gen.ts -linguist-generated\n',
    'a.gen.ts': '',
    'kept.gen.ts': '',
    'vendor/deep/lib.c': '',
  });
  const { paths, leftOut } = await find(folder);
  expect(paths).toEqual(['.gitattributes', 'kept.gen.ts']);
  expect(leftOut).toEqual({ generated: 2 });
});

test.skipIf(process.platform === 'win32')(
  'tells of rules that are no file to read, and goes on without them',
  async () => {
    const folder = await writeFolder({
      'a.ts': '',
      'large/.gitignore': `*.ts\n${'#'.repeat(1024 * 1024)}`,
      'large/b.ts': '',
      'pipe/c.ts': '',
      'folder/.gitignore/d.ts': '',
      'device/e.ts': '',
    });
    execFileSync('git', ['init', '-q', folder]);
    for (const pipe of ['pipe/.gitignore', 'pipe/.gitattributes', '.git/info/exclude']) {
      await rm(path.join(folder, pipe), { force: true });
      execFileSync('mkfifo', [path.join(folder, pipe)]);
    }
    await symlink('/dev/zero', path.join(folder, 'device/.gitignore'));
    const { paths, notices } = await find(folder, [], 10);
    expect(paths).toEqual(['a.ts', 'device/e.ts', 'folder/.gitignore/d.ts', 'large/b.ts', 'pipe/c.ts']);
    expect(notices).toHaveLength(6);
    expect(notices.filter((notice) => notice.includes('larger than 1 MB'))).toHaveLength(1);
    expect(notices.filter((notice) => notice.includes('no file but a folder, a pipe or a device'))).toHaveLength(5);
  },
);

test('says that a folder is not there, is a file, or cannot be read', async () => {
  const folder = await writeFolder({ 'a.ts': '' });
  await mkdir(path.join(folder, 'closed'));
  await chmod(folder, 0o755);
  await chmod(path.join(folder, 'closed'), 0);
  await expect(find(path.join(folder, 'missing'))).rejects.toMatchObject({ code: 'folder-not-found' });
  await expect(find(path.join(folder, 'a.ts'))).rejects.toMatchObject({ code: 'folder-not-found' });
  await withoutPrivileges(async () => {
    await expect(find(path.join(folder, 'closed'))).rejects.toMatchObject({ code: 'folder-unreadable' });
    expect(await find(folder)).toMatchObject({ paths: ['a.ts'], leftOut: { unreadable: 1 } });
  });
});

test('stops when asked to', async () => {
  const folder = await writeFolder({ 'a.ts': '' });
  const stopped = discover(asCodeFolders(folder), { maximumFileBytes: 1 }, new LeftOut(), AbortSignal.abort());
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
});
