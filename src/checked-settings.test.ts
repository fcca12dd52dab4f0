import { readFileSync } from 'node:fs';
import { settings } from '@house-style/protocol/settings';
import { beforeEach, expect, it } from 'vitest';
import { CheckedSettings } from './checked-settings';

let log: string[];
let checked: CheckedSettings;

beforeEach(() => {
  log = [];
  const say = (message: string): void => void log.push(message);
  checked = new CheckedSettings({ trace: say, debug: say, info: say, warn: say, error: say });
});

it.each([
  ['completion.acceptance', 0.8],
  ['completion.multiLine', false],
  ['completion.frequency', 'quiet'],
  ['completion.inComments', 'words'],
  ['completion.inStrings', 'off'],
  ['training.minutes', 1440],
  ['device', 'cuda'],
  ['enable', { '*': false, rust: true }],
] as const)('%s may be %j', (name, value) => {
  expect(checked.valueOf(name, value)).toEqual(value);
  expect(log).toEqual([]);
});

it.each([
  ['completion.acceptance', 7],
  ['completion.acceptance', 'often'],
  ['completion.acceptance', NaN],
  ['completion.multiLine', 'yes'],
  ['completion.frequency', 'often'],
  ['completion.inComments', false],
  ['training.minutes', 1e12],
  ['training.minutes', '--out=/home/me/.bashrc'],
  ['training.minutes', null],
  ['device', '--engine'],
  ['device', ['cuda']],
  ['pretrained', 0],
  ['generation.faithful', -1],
  ['generation.maximumCharacters', 2.5],
  ['generation.maximumCharacters', 1e9],
  ['enable', { '*': 'true' }],
  ['enable', 'everything'],
] as const)('%s cannot be %j, which is told once', (name, value) => {
  for (let time = 0; time < 2; time++) expect(checked.valueOf(name, value)).toEqual(settings[name].default);
  expect(log).toEqual([expect.stringContaining(`housestyle.${name} is not used`)]);
});

it('takes the patterns that are switched on and can be used', () => {
  expect(checked.patternsIn({ '**/out': true, '**/in': false, '-x/**': true, y: { when: 'z' } })).toEqual([
    ...['**/out', '-x/**'],
  ]);
  expect(log).toEqual([]);
  expect(checked.patternsIn({ ['*a'.repeat(600)]: true, b: true, 'c\0': true, '': true })).toEqual(['b']);
  expect(log).toEqual([expect.stringContaining('3 are not used')]);
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`p${index}`, true]));
  expect(checked.patternsIn(many)).toHaveLength(1000);
  for (const nothing of [undefined, null, 'x', []]) expect(checked.patternsIn(nothing)).toEqual([]);
});

it('the manifest says the same of every setting', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { title: string; properties: Record<string, Record<string, unknown>> }[] };
  };
  const groups = manifest.contributes.configuration;
  const properties = Object.fromEntries(groups.flatMap((group) => Object.entries(group.properties)));
  expect(Object.keys(properties).sort()).toEqual(
    Object.keys(settings)
      .map((name) => `housestyle.${name}`)
      .sort(),
  );
  for (const [name, { schema, default: byDefault }] of Object.entries(settings)) {
    const said = properties[`housestyle.${name}`] ?? {};
    const accepts = (value: unknown): boolean => schema.safeParse(value).success;
    expect({ name, default: said['default'] }).toEqual({ name, default: byDefault });
    expect({ name, accepted: accepts(byDefault) }).toEqual({ name, accepted: true });
    for (const [limit, beyond] of [
      ['minimum', -1e-6],
      ['maximum', 1e-6],
    ] as const) {
      const value = said[limit];
      if (typeof byDefault !== 'number') continue;
      expect({ name, limit, accepted: accepts(value) }).toEqual({ name, limit, accepted: true });
      expect({ name, limit, accepted: accepts((value as number) + beyond) }).toEqual({ name, limit, accepted: false });
    }
    for (const value of (said['enum'] ?? []) as unknown[]) expect(accepts(value)).toBe(true);
  }
});
