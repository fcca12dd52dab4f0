import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { describe, expect, it } from 'vitest';
import { root, type Strings, stringsOfCode, stringsOfManifest } from './source-strings';

async function strings(file: string): Promise<Strings> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Strings;
}

/** What has to stand in a translation as it is: what is filled in, commands and addresses, and code. */
function fixed(text: string): readonly string[] {
  return (text.match(/\{\d+\}|\((?:command|https):[^)]*\)|`[^`]*`/g) ?? []).toSorted();
}

const code = await stringsOfCode();
const manifest = await stringsOfManifest();
const bundles = (await readdir(path.join(root, 'l10n'))).map((name) => [`l10n/${name}`, code] as const);
const manifests = (await readdir(root))
  .filter((name) => /^package\.nls\.[\w-]+\.json$/.test(name))
  .map((name) => [name, manifest] as const);

describe('the strings', () => {
  it('are translated into one language at least, in code and manifest', () => {
    expect(bundles.length).toBeGreaterThan(0);
    const languages = (names: readonly (readonly [string, Strings])[]): string[] =>
      names.map(([name]) => name.split('.').at(-2) ?? '');
    expect(languages(bundles)).toEqual(languages(manifests));
  });

  it('of the manifest are all used, and all that are used are there', async () => {
    const text = await readFile(path.join(root, 'package.json'), 'utf8');
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(manifest).sort());
  });

  it('that people read in the manifest are none of them written in place', async () => {
    const text = await readFile(path.join(root, 'package.json'), 'utf8');
    const { contributes } = JSON.parse(text) as { contributes: unknown };
    const plain = [
      ...JSON.stringify(contributes).matchAll(/"(?:title|(?:markdown)?[dD]escription|altText)":"([^"]*)"/g),
    ];
    // The product's name is the same in all languages.
    expect(
      plain.map(([, said]) => said).filter((said) => said !== 'House Style' && !/^%.*%$/.test(said ?? '')),
    ).toEqual([]);
  });
});

describe.each([...bundles, ...manifests])('%s', (file, english) => {
  it('translates every string, and none that is no longer said', async () => {
    const translated = await strings(file);
    expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(translated).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('keeps what is filled in, commands, addresses and code', async () => {
    for (const [key, text] of Object.entries(await strings(file))) {
      expect({ key, fixed: fixed(text) }).toEqual({ key, fixed: fixed(english[key] ?? '') });
    }
  });
});

it('a bundle is what the extension speaks in', async () => {
  l10n.config({ contents: await strings('l10n/bundle.l10n.de.json') });
  // Modules are loaded before the bundle is: none has made a sentence by then.
  const { progressText } = await import('../../src/training/progress-text');
  const { statusOf } = await import('../../src/views/status');
  expect(progressText({ kind: 'preparing' })).toBe('Dateien werden gelesen…');
  const status = statusOf({
    trusted: true,
    suggestions: true,
    snooze: undefined,
    language: undefined,
    folder: undefined,
    inference: { kind: 'ready' },
    knowledge: { source: 'nothing', learned: 0 },
    model: { kind: 'none' },
    training: { kind: 'running', fraction: 0.435, secondsLeft: 3900, predicted: 0.815 },
    now: new Date(),
    locale: 'de',
  });
  expect(status.text).toBe('$(sync~spin) House Style: Training 43 %');
  expect(status.tooltip).toBe(
    'House Style: Training. 43 % · sagt 81 % von ungesehenen Dateien voraus · noch 1 Std. 5 Min.',
  );
});
