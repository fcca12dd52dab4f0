import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sources } from '../../lab/pretraining/sources';
import { billFile, noticesFile } from '../../scripts/build';
import { packageExtension, unpackExtension } from '../packaged-extension';

const root = path.resolve(import.meta.dirname, '../..');
let vsix: string;
let files: readonly string[];
let notices: string;
let bill: string;

beforeAll(async () => {
  vsix = await packageExtension();
  const unpacked = await unpackExtension(vsix);
  ({ files } = unpacked);
  const read = (name: string): Promise<string> => readFile(path.join(unpacked.folder, 'dist', name), 'utf8');
  [notices, bill] = await Promise.all([read(noticesFile), read(billFile)]);
});

afterAll(() => rm(path.dirname(vsix), { recursive: true, force: true }));

/**
 * Packages in the bundles, told by the bundles' own source maps: name and version of those that are installed, and names
 * alone of those that these have taken in.
 */
async function bundled(): Promise<readonly string[]> {
  const maps = (await readdir(path.join(root, 'dist'))).filter((name) => name.endsWith('.map'));
  const titles = new Set<string>();
  for (const name of maps) {
    const { sources: read } = JSON.parse(await readFile(path.join(root, 'dist', name), 'utf8')) as {
      sources: string[];
    };
    for (const source of read) {
      const [folder, packageName] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(source) ?? [];
      if (folder === undefined || packageName === undefined) continue;
      const version = await installedVersion(path.resolve(root, 'dist', folder));
      // What leads to no package, and was in none when it was taken in, is from the taker's own repository.
      if (version !== '' || source.includes('/.pnpm/')) titles.add(`${packageName} ${version}`);
    }
  }
  return [...titles];
}

async function installedVersion(folder: string): Promise<string> {
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => '{ "version": "" }');
  return (JSON.parse(manifest) as { version: string }).version;
}

describe('the notices in the package', () => {
  it("stand beside the product's own licence", () => {
    expect(files.filter((file) => /^licen[cs]e/i.test(file))).toHaveLength(1);
  });

  it('name every package in the bundles', async () => {
    const titles = await bundled();
    expect(titles.length).toBeGreaterThan(20);
    expect(titles.filter((title) => !notices.includes(`\n${title}`))).toEqual([]);
  });

  it('name what comes beside the bundles, what is compiled into them, and what these have taken in', () => {
    const others = ['onnxruntime-node', 'onnxruntime-common', 'assemblyscript', 'lodash.uniq'];
    expect(others.filter((name) => !new RegExp(`^${name} \\d`, 'm').test(notices))).toEqual([]);
    // Of what is linked into ONNX Runtime.
    expect(notices).toContain('protocolbuffers/protobuf');
  });

  it('name all that the pretrained network has read', () => {
    const titles = sources.map(({ name, version }) => `${name} ${version}`);
    expect(titles.filter((title) => !notices.includes(`\n${title}: `))).toEqual([]);
  });
});

describe('the bill of materials in the package', () => {
  it('is what CycloneDX asks for', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(bill)).toBeNull();
  });

  it('says of every program in the package which component it belongs to', () => {
    interface Entry {
      readonly properties?: readonly { readonly value: string }[];
    }
    const { components } = JSON.parse(bill) as { components: Entry[] };
    const claimed = new Set(components.flatMap(({ properties = [] }) => properties.map(({ value }) => value)));
    const programs = files.filter((file) => /\.(wasm|onnx|node|dll|dylib|so)(\.\d+)*$|\/node_modules\//.test(file));
    expect(programs.length).toBeGreaterThan(2);
    expect(programs.filter((file) => !claimed.has(file.replace(/^dist\//, '')))).toEqual([]);
  });
});
