import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type SettingName, settings } from '@house-style/protocol/settings';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

const minute = { timeout: 60_000 };

/** A value of each setting that is not its default. */
const others: Readonly<Record<SettingName, unknown>> = {
  enable: { '*': false },
  'completion.automatic': false,
  'completion.frequency': 'eager',
  'completion.acceptance': 0.9,
  'completion.multiLine': false,
  'completion.inComments': 'off',
  'completion.inStrings': 'words',
  'completion.adapt': false,
  'surprises.enabled': true,
  'training.minutes': 3,
  'training.samples': false,
  pretrained: false,
  device: 'cpu',
  'generation.faithful': 0.2,
  'generation.maximumCharacters': 5000,
  'generation.maximumVerbatim': 100,
};

/** Where a workspace's file can have settings of each kind: for everything, or for a language. */
const scopes = {
  window: ['workspace'],
  resource: ['workspace'],
  'language-overridable': ['workspace', 'language'],
  'machine-overridable': ['workspace'],
} as const;
type Place = (typeof scopes)['language-overridable'][number];

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { scope: keyof typeof scopes }>>;
    }[];
  };
}

describe.skipIf(!canOpenWindows)('every setting', () => {
  let window: Window;
  let manifest: Manifest;
  let code: string;

  beforeAll(async () => {
    manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
    code = await mkdtemp(path.join(os.tmpdir(), 'house-style-settings-'));
    await cp(path.resolve('node_modules/rxjs/src/internal/util'), path.join(code, 'server'), { recursive: true });
    await mkdir(path.join(code, 'client'));
    await writeFile(path.join(code, 'client', 'main.ts'), 'export const one = 1;\n');
    const folders = [{ path: 'server' }, { path: 'client' }];
    await writeFile(path.join(code, 'both.code-workspace'), JSON.stringify({ folders }));
    window = await Window.open({ name: 'settings', code, opens: { workspace: 'both.code-workspace' } });
    await window.workbench.openFile('client/main.ts');
  });
  afterAll(async () => {
    await window.close();
    await rm(code, { recursive: true });
  });
  beforeEach(() => window.pictureOnFailure());

  /** Writes settings of a place, in place of all that were written there before. */
  async function write(place: Place, values: Readonly<Record<string, unknown>>): Promise<void> {
    const folders = [{ path: 'server' }, { path: 'client' }];
    const written = place === 'workspace' ? values : { '[typescript]': values };
    await writeFile(path.join(window.folder, 'both.code-workspace'), JSON.stringify({ folders, settings: written }));
  }

  /** The values that the log told last of each setting. */
  async function told(): Promise<Readonly<Record<string, unknown>>> {
    const lines = (await window.log()).matchAll(/The setting housestyle\.(\S+) is now (.+)\.$/gm);
    return Object.fromEntries(Array.from(lines, ([, name, value]): [string, unknown] => [name!, JSON.parse(value!)]));
  }

  it.each(['workspace', 'language'] as const)('counts at once where the %s has it, and no longer', async (place) => {
    const properties = manifest.contributes.configuration.flatMap((group) => Object.entries(group.properties));
    const names = properties
      .filter(([, { scope }]) => (scopes[scope] as readonly Place[]).includes(place))
      .map(([name]) => name.replace(/^housestyle\./, '') as SettingName);
    expect(names.length).toBeGreaterThan(2);
    const changes = Object.fromEntries(names.map((name) => [`housestyle.${name}`, others[name]]));
    const changed = Object.fromEntries(
      names.map((name) => [name, name === 'enable' ? { ...settings.enable.default, '*': false } : others[name]]),
    );
    await write(place, changes);
    await expect.poll(told, minute).toMatchObject(changed);
    const before = Object.fromEntries(names.map((name) => [name, settings[name].default]));
    await write(place, {});
    await expect.poll(told, minute).toMatchObject(before);
  });
});
