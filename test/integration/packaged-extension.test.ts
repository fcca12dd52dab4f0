import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { Command, eventsOf, type Outcome } from '../command-line';
import { packageExtension, unpackExtension } from '../packaged-extension';

let vsix: string;
let folder: string;
let files: readonly string[];

beforeAll(async () => {
  vsix = await packageExtension();
  ({ folder, files } = await unpackExtension(vsix));
});

afterAll(() => rm(path.dirname(vsix), { recursive: true, force: true }));

describe('the package', () => {
  it('is smaller than 30 MB', async () => {
    expect((await stat(vsix)).size).toBeLessThan(30_000_000);
  });

  // Zod's named `z` puts all of it into a bundle, and takes as long as the rest to load; its namespace what is used.
  it('has an extension that loads quickly, without libraries that it does not use', async () => {
    expect((await stat(path.join(folder, 'dist/extension.cjs'))).size).toBeLessThan(500_000);
  });

  it('holds native files of this platform only', () => {
    const native = files.filter((file) => /\.(node|dll|dylib|so)(\.\d+)*$/.test(file));
    expect(native.length).toBeGreaterThan(0);
    const here = `/bin/napi-v6/${process.platform}/${process.arch}/`;
    expect(native.filter((file) => !file.includes(here))).toEqual([]);
  });

  it('holds the manifest, documents, pictures and bundles, and nothing of how they were made', () => {
    const allowed =
      /^(package\.json|readme\.md|changelog\.md|license(\.txt|\.md)?|media\/.*|dist\/[\w-]+\.cjs|dist\/webview\/[\w-]+\.(?:js|css)|dist\/pretrained\.onnx|dist\/ThirdPartyNotices\.txt|dist\/bom\.cdx\.json|dist\/node_modules\/.*|l10n\/bundle\.l10n\.[\w-]+\.json|package\.nls(\.[\w-]+)?\.json)$/i;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('holds its translations', async () => {
    const translations = await readdir('l10n');
    expect(translations.length).toBeGreaterThan(0);
    for (const name of translations) expect(files).toContain(`l10n/${name}`);
    expect(files).toEqual(expect.arrayContaining(['package.nls.json', 'package.nls.de.json']));
  });

  it('shows pictures in its description that the repository has', async () => {
    const readme = await readFile(path.join(folder, 'readme.md'), 'utf8');
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, address]) => address!);
    expect(pictures.length).toBeGreaterThan(0);
    for (const address of pictures) {
      const [, file] = /^https:\/\/.*\/(media\/[\w-]+\.png)$/.exec(address) ?? [];
      expect(file, address).toBeDefined();
      expect((await stat(file!)).size).toBeLessThan(300_000);
    }
  });

  it('holds no pictures but those that its manifest names', async () => {
    const manifest = await readFile(path.join(folder, 'package.json'), 'utf8');
    const pictures = files.filter((file) => /^media\/.*\.png$/.test(file));
    expect(pictures.length).toBeGreaterThan(1);
    expect(pictures.filter((file) => !manifest.includes(file))).toEqual([]);
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

/** Runs the packaged command line as a user does, away from this checkout. */
function housestyle(...args: string[]): Promise<Outcome> {
  return new Command(args, { cwd: path.dirname(folder) }, path.join(folder, 'dist', 'housestyle.cjs')).outcome;
}

describe('the command line in it', () => {
  it.each(['train', 'evaluate', 'complete', 'generate', 'devices', 'setup-tensorflow'])(
    'explains %s',
    async (command) => {
      expect((await housestyle('--help')).stdout).toContain(command);
      const help = await housestyle(command, '--help');
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toContain(`housestyle ${command}`);
    },
  );

  it('starts trainings from the network in it, unless told not to', async () => {
    const model = path.join(path.dirname(folder), 'short.onnx');
    const args = ['train', path.resolve('node_modules/rxjs/src/internal/util'), '--out', model, '--minutes', '0.05'];
    const pretrained = await readModelFile(path.join(folder, 'dist/pretrained.onnx'));
    const from = async (...further: string[]) => {
      expect(await housestyle(...args, '--device', 'cpu', ...further)).toMatchObject({ status: 0 });
      return (await readModelFile(model)).metadata.training['from'];
    };
    expect(await from()).toBe(pretrained.metadata.corpus.digest);
    expect(await from('--no-pretrained')).toBeNull();
  });

  it('learns real code, and evaluates, completes and generates with what it learned', async () => {
    const code = path.join(path.dirname(folder), 'code');
    await cp(path.resolve('node_modules/rxjs/src/internal'), path.join(code, 'internal'), { recursive: true });
    const model = path.join(path.dirname(folder), 'model.onnx');

    const network = ['--hidden', '128', '--device', 'cpu'];
    const training = await housestyle('train', code, '--out', model, '--epochs', '3', ...network, '--json');
    expect(training).toMatchObject({ status: 0 });
    const events = eventsOf(training);
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['corpus', 'plan', 'step', 'validation']));
    const done = events.at(-1);
    expect(done?.event === 'done' && done.largestDifference).toBeLessThanOrEqual(1e-4);

    const evaluation = await housestyle('evaluate', model, code, '--files', '3', '--json');
    expect(evaluation.status).toBe(0);
    const measured = JSON.parse(lastLine(evaluation.stdout)) as {
      heldOut: { files: number; characters: number };
      bitsPerCharacter: { lstm: number; ngram: number; blend: number };
    };
    expect(measured.heldOut.files).toBe(3);
    // Single characters, told from nothing else, cost about 4.7 bits: what is far below has learned from its reading.
    expect(measured.bitsPerCharacter.lstm).toBeGreaterThan(0.5);
    expect(measured.bitsPerCharacter.lstm).toBeLessThan(4);
    // What the code has shown is remembered, and the network adds to that or stays out of the way.
    expect(measured.bitsPerCharacter.ngram).toBeLessThan(measured.bitsPerCharacter.lstm);
    expect(measured.bitsPerCharacter.blend).toBeLessThan(measured.bitsPerCharacter.ngram * 1.05);

    const begun = path.join(code, 'begun.ts');
    await writeFile(begun, "import { OperatorFunction } from '../types';\nimport { operate } ");
    const completion = await housestyle('complete', model, '--file', begun, '--line', '2', '--column', '20');
    expect(completion).toMatchObject({ status: 0 });
    expect(completion.stdout.trim()).not.toBe('');

    const file = ['--path', 'internal/operators/mapLast.ts', '--max-characters', '300'];
    const generated = await housestyle('generate', model, ...file, '--seed', '3');
    expect(generated).toMatchObject({ status: 0 });
    expect(generated.stdout.length).toBeGreaterThan(100);
    expect((await housestyle('generate', model, ...file, '--seed', '3')).stdout).toBe(generated.stdout);
    expect((await housestyle('generate', model, ...file, '--seed', '4')).stdout).not.toBe(generated.stdout);
  });
});

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
