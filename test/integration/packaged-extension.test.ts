import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Housestyle } from '../housestyle';
import { packageExtension, unpackExtension } from '../packaged-extension';

let vsix: string;
let folder: string;
let files: readonly string[];
let housestyle: Housestyle;

beforeAll(async () => {
  vsix = await packageExtension();
  ({ folder, files } = await unpackExtension(vsix));
  housestyle = new Housestyle(folder);
});

afterAll(() => rm(path.dirname(vsix), { recursive: true, force: true }));

describe('the package', () => {
  it('is smaller than 25 MB', async () => {
    expect((await stat(vsix)).size).toBeLessThan(25_000_000);
  });

  it('holds native files of this platform only', () => {
    const native = files.filter((file) => /\.(node|dll|dylib|so)(\.\d+)*$/.test(file));
    expect(native.length).toBeGreaterThan(0);
    const here = `/bin/napi-v6/${process.platform}/${process.arch}/`;
    expect(native.filter((file) => !file.includes(here))).toEqual([]);
  });

  it('holds the manifest, documents, pictures and bundles, and nothing of how they were made', () => {
    const allowed =
      /^(package\.json|readme\.md|changelog\.md|license(\.txt|\.md)?|media\/.*|dist\/[\w-]+\.cjs|dist\/node_modules\/.*)$/i;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('holds every file that its manifest names', async () => {
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
      main: string;
      icon?: string;
    };
    const named = [manifest.main, manifest.icon].filter((name) => name !== undefined);
    for (const name of named) expect(files).toContain(path.posix.normalize(name));
  });
});

describe('the command line in it', () => {
  it.each(['train', 'evaluate', 'complete', 'generate', 'devices'])('explains %s', async (command) => {
    expect((await housestyle.run('--help')).stdout).toContain(command);
    const help = await housestyle.run(command, '--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`housestyle ${command}`);
  });

  it('learns real code, and evaluates, completes and generates with what it learned', async () => {
    const code = path.join(path.dirname(folder), 'code');
    const model = path.join(path.dirname(folder), 'model.onnx');
    await mkdir(code);
    await cp(path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal'), path.join(code, 'internal'), {
      recursive: true,
    });

    const training = await housestyle.run('train', code, '--out', model, '--minutes', '0.3', '--seed', '7', '--json');
    expect(training).toMatchObject({ code: 0 });
    const events = training.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; bitsPerCharacter?: number; largestDifference?: number });
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['corpus', 'plan', 'step', 'done']));
    const done = events.at(-1);
    expect(done).toMatchObject({ event: 'done' });
    expect(done?.largestDifference).toBeLessThanOrEqual(1e-4);

    const evaluation = await housestyle.run('evaluate', model, code, '--json');
    expect(evaluation.code).toBe(0);
    const measured = JSON.parse(evaluation.stdout.trim().split('\n').at(-1) ?? '') as {
      heldOut: { files: number; characters: number };
      bitsPerCharacter: { lstm: number };
    };
    expect(measured.heldOut.files).toBeGreaterThan(5);
    // Letters alone, without any order, would cost about 4.7 bits: whatever is far below has learned from its reading.
    expect(measured.bitsPerCharacter.lstm).toBeGreaterThan(0.5);
    expect(measured.bitsPerCharacter.lstm).toBeLessThan(4);

    const file = path.join(code, 'internal', 'operators', 'map.ts');
    const completion = await housestyle.run('complete', model, '--file', file, '--line', '2', '--column', '10');
    expect(completion).toMatchObject({ code: 0 });

    const generation = ['generate', model, '--path', 'internal/operators/mapLast.ts', '--max-characters', '300'];
    const first = await housestyle.run(...generation, '--seed', '3');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout.length).toBeGreaterThan(100);
    expect((await housestyle.run(...generation, '--seed', '3')).stdout).toBe(first.stdout);
    expect((await housestyle.run(...generation, '--seed', '4')).stdout).not.toBe(first.stdout);
  });

  it('says what is wrong with a folder or a model in one sentence, and leaves nothing behind', async () => {
    const missing = path.join(folder, 'no-such-folder');
    const model = path.join(path.dirname(folder), 'never-made.onnx');
    const training = await housestyle.run('train', missing, '--out', model);
    expect(training.code).not.toBe(0);
    expect(training.stderr).toContain(missing);
    await expect(stat(model)).rejects.toMatchObject({ code: 'ENOENT' });

    const foreign = path.join(folder, 'package.json');
    const evaluation = await housestyle.run('evaluate', foreign, folder);
    expect(evaluation.code).not.toBe(0);
    expect(evaluation.stderr).toContain(foreign);
    expect(evaluation.stderr).not.toMatch(/^\s+at /m);
  });
});
