import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { librariesFromCLibrary, pythonOf, requirementsOf } from './libraries';
import { programRunner } from './program';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-libraries-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = programRunner(() => undefined);

async function cLibrary(): Promise<string> {
  const library = path.join(folder, 'c-library');
  await mkdir(path.join(library, 'include', 'tensorflow', 'c'), { recursive: true });
  await writeFile(path.join(library, 'include', 'tensorflow', 'c', 'c_api.h'), '// C interface');
  await mkdir(path.join(library, 'lib'));
  await writeFile(path.join(library, 'lib', 'libtensorflow.so.2.15.0'), 'library');
  await symlink('libtensorflow.so.2.15.0', path.join(library, 'lib', 'libtensorflow.so'));
  return library;
}

test('the CUDA packages are those that the wheel asks for', () => {
  const metadata = [
    'Requires-Dist: numpy>=1.26.0',
    'Provides-Extra: and-cuda',
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"',
    'Requires-Dist: tensorflow-io>=0.23.1; python_version < "3.13" and extra == "gcs-filesystem"',
  ].join('\n');
  expect(requirementsOf(metadata, 'and-cuda')).toEqual([
    'nvidia-cublas-cu12<13.0,>=12.5.3.2',
    'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
  ]);
});

test('a wheel’s file name says which Python it is for', () => {
  expect(pythonOf('/somewhere/tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.whl')).toBe('3.11');
  expect(pythonOf(undefined)).toBe('3.12');
});

test('a folder and an archive of a C library give the same', async () => {
  const library = await cLibrary();
  const archive = path.join(folder, 'library.tar.gz');
  const args = ['-czf', archive, '-C', library, '.'];
  await run({ program: 'tar', args, purpose: 'Packing', remedy: '' });
  for (const source of [library, archive]) {
    const target = path.join(folder, 'libraries');
    await librariesFromCLibrary(target, source, run);
    expect(await readFile(path.join(target, 'lib', 'libtensorflow.so'), 'utf8')).toBe('library');
    expect(await readFile(path.join(target, 'include', 'tensorflow', 'c', 'c_api.h'), 'utf8')).toBe('// C interface');
  }
});

test('what is no C library is refused, and what was there before stays', async () => {
  const target = path.join(folder, 'libraries');
  await librariesFromCLibrary(target, await cLibrary(), run);
  const other = path.join(folder, 'other');
  await mkdir(other);
  await expect(librariesFromCLibrary(target, other, run)).rejects.toMatchObject({ code: 'setup-failed' });
  await expect(librariesFromCLibrary(target, path.join(folder, 'nowhere'), run)).rejects.toThrow('is not there');
  expect(await readFile(path.join(target, 'lib', 'libtensorflow.so'), 'utf8')).toBe('library');
});

test('a program that fails is quoted, with what to do about it', async () => {
  const failing = { program: process.execPath, args: ['-e', 'console.error("no route"); process.exit(3)'] };
  const failure = run({ ...failing, purpose: 'Fetching', remedy: 'Check the proxy.' });
  await expect(failure).rejects.toThrow(/^Fetching failed\. Check the proxy\.\n {2}\| no route$/);
});

test('a program is ended with the set-up', async () => {
  const controller = new AbortController();
  const stoppable = programRunner(() => controller.abort(), controller.signal);
  const waiting = { program: process.execPath, args: ['-e', 'console.log("up"); setTimeout(() => {}, 60_000)'] };
  await expect(stoppable({ ...waiting, purpose: '', remedy: '' })).rejects.toMatchObject({ code: 'interrupted' });
});
