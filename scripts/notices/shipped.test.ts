import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billOfMaterials } from './bill-of-materials';
import { titleOf } from './component';
import { type CopiedPackage, shipped, type Shipped } from './shipped';
import { thirdPartyNotices } from './third-party-notices';

const mit = 'Permission is hereby granted, free of charge, …';
let root: string;

beforeEach(async () => (root = await mkdtemp(path.join(os.tmpdir(), 'house-style-notices-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

/** Installs a package into the folder under test. */
async function install(name: string, license: string | undefined, files: Record<string, string> = {}): Promise<string> {
  const folder = path.join(root, 'node_modules', name);
  const manifest = JSON.stringify({ name, version: '1.2.3', license, main: 'index.js' });
  const all = { 'package.json': manifest, 'index.js': `module.exports = '${name}';`, ...files };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}

/** What a program that imports the packages is shipped with. */
async function shippedWith(imported: readonly string[], copied: readonly CopiedPackage[] = []): Promise<Shipped> {
  const contents = imported.map((name) => `console.log(require('${name}'));`).join('\n');
  const { metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    outfile: 'dist/program.cjs',
    write: false,
    metafile: true,
  });
  return shipped(root, root, metafile, copied);
}

describe('what is shipped', () => {
  it('tells of every package in a bundle, with its text and where it lies', async () => {
    await install('outer', 'MIT', { LICENSE: mit, 'index.js': "module.exports = require('inner');" });
    await install('inner', 'ISC', { 'License.md': 'Permission to use, copy …' });
    await install('unused', 'MIT');
    const parts = await shippedWith(['outer']);
    expect(parts.software.map(titleOf)).toEqual(['inner 1.2.3', 'outer 1.2.3']);
    expect(parts.software.map(({ files }) => files)).toEqual([['program.cjs'], ['program.cjs']]);
    const notices = thirdPartyNotices('Product', parts);
    expect(notices).toContain('inner 1.2.3: ISC');
    expect(notices).toContain('Permission to use, copy …');
    expect(notices).toContain(mit);
  });

  it('refuses a package without the text of its licence', async () => {
    await install('good', 'MIT', { LICENSE: mit });
    await install('bare', 'MIT');
    await expect(shippedWith(['good', 'bare'])).rejects.toThrow(/^This cannot be shipped:\nbare 1\.2\.3 comes without/);
  });

  it.each(['GPL-3.0-only', 'MIT AND LGPL-2.1-only', 'SEE LICENSE IN LICENSE', 'UNLICENSED', 'BUSL-1.1'])(
    'refuses a package under %s',
    async (licence) => {
      await install('unfree', licence, { LICENSE: mit });
      await expect(shippedWith(['unfree'])).rejects.toThrow('unfree 1.2.3 is under a licence that is not known');
    },
  );

  it.each(['(BSD-3-Clause OR GPL-2.0)', 'Apache-2.0 AND MIT', 'BlueOak-1.0.0'])(
    'takes one under %s',
    async (licence) => {
      await install('free', licence, { LICENSE: mit });
      expect((await shippedWith(['free'])).software).toHaveLength(1);
    },
  );

  it('refuses a package that names no licence', async () => {
    await install('silent', undefined, { LICENSE: mit });
    await expect(shippedWith(['silent'])).rejects.toThrow(/silent names no licence/);
  });

  it('tells of what a package has taken in before it was published', async () => {
    const sources = ['../.pnpm/lodash.uniq@4.5.0/node_modules/lodash.uniq/index.js', '../../sibling/index.ts'];
    await install('taking', 'MIT', { LICENSE: mit, 'index.js.map': JSON.stringify({ sources }) });
    const { software } = await shippedWith(['taking']);
    expect(software.map(titleOf)).toEqual(['lodash.uniq 4.5.0', 'taking 1.2.3']);
    expect(software[0]?.texts[0]?.text).toContain('lodash');
  });

  it('refuses what was taken in and is not kept', async () => {
    const sources = ['../.pnpm/@of+nobody@0.0.1/node_modules/@of/nobody/index.js'];
    await install('taking', 'MIT', { LICENSE: mit, 'index.js.map': JSON.stringify({ sources }) });
    await expect(shippedWith(['taking'])).rejects.toThrow('0 licences of @of/nobody 0.0.1: run `npm run licences`');
  });

  it('tells of packages that are copied beside the bundles, such as grammars in WebAssembly', async () => {
    const from = await install('grammar', 'MIT', { LICENSE: mit, 'grammar.wasm': '' });
    const { software } = await shippedWith([], [{ from, to: 'node_modules/grammar' }]);
    expect(software.map(titleOf)).toEqual(['grammar 1.2.3']);
    expect(software[0]?.files).toContain('node_modules/grammar/grammar.wasm');
    await rm(path.join(from, 'LICENSE'));
    await expect(shippedWith([], [{ from, to: 'node_modules/grammar' }])).rejects.toThrow(
      'grammar 1.2.3 comes without',
    );
  });

  it('tells of every native library that ONNX Runtime brings, on all platforms', async () => {
    const from = path.resolve(import.meta.dirname, '../../node_modules/onnxruntime-node');
    await mkdir(path.join(root, 'node_modules'));
    await symlink(from, path.join(root, 'node_modules/onnxruntime-node'), 'junction');
    const { software } = await shippedWith([], [{ from, to: 'node_modules/onnxruntime-node' }]);
    const owner = (name: string): string[] =>
      software.filter(({ files }) => files.some((file) => file.endsWith(`/${name}`))).map((one) => one.name);
    expect(owner('DirectML.dll')).toEqual(['DirectML']);
    expect(owner('dxcompiler.dll')).toEqual(['DirectXShaderCompiler']);
    expect(owner('dxil.dll')).toEqual(['dxil']);
    expect(owner('libonnxruntime.so.1')).toEqual(['onnxruntime-node']);
    // Its own, and those of what is linked into it.
    const texts = software.find(({ name }) => name === 'onnxruntime-node')?.texts.map(({ text }) => text) ?? [];
    expect(texts.some((text) => text.startsWith('MIT License'))).toBe(true);
    expect(texts.some((text) => text.includes('protocolbuffers/protobuf'))).toBe(true);
  });
});

describe('the bill of materials', () => {
  it('is the same for the same package, in whatever order it was found', async () => {
    await install('one', 'MIT', { LICENSE: mit });
    await install('two', 'MIT', { LICENSE: mit });
    const parts = await shippedWith(['one', 'two']);
    const product = { name: 'product', version: '1.0.0', license: 'MIT' };
    const bill = billOfMaterials(product, parts);
    const turned = { software: parts.software.toReversed(), read: parts.read.toReversed() };
    expect(billOfMaterials(product, turned)).toBe(bill);
    expect(bill).not.toMatch(/"(timestamp|serialNumber)"/);
  });
});
