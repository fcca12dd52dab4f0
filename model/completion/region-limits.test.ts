import { expect, test } from 'vitest';
import type { RegionRule } from '@house-style/protocol/settings';
import { regionLimit } from './region-limits';

function limit(text: string, rules: { inComments?: RegionRule; inStrings?: RegionRule }, path = 'a.ts') {
  return regionLimit({ path, text }, text.length, { acceptance: 0.6, multiLine: true, ...rules });
}

/** How far a text may be written. */
function written(text: string, rules: { inComments?: RegionRule; inStrings?: RegionRule }, goesOn: string): string {
  const limited = limit(text, rules);
  if (limited?.kind !== 'limited') throw new Error('Nothing, or everything, is allowed.');
  let done = '';
  for (const character of goesOn) {
    if (!limited.mayGoOn(done, character)) break;
    done += character;
  }
  return done;
}

test('nothing is limited where nobody asked for it', () => {
  expect(limit('// say ', {})).toBeUndefined();
  expect(limit('// say ', { inComments: 'on', inStrings: 'on' })).toBeUndefined();
});

test('off means off, there and nowhere else', () => {
  expect(limit('// say ', { inComments: 'off' })).toEqual({ kind: 'quiet', reason: 'in-comment' });
  expect(limit("f('say ", { inStrings: 'off' })).toEqual({ kind: 'quiet', reason: 'in-string' });
  expect(limit('/*\n * say', { inComments: 'off' }, 'src/a.c')).toEqual({ kind: 'quiet', reason: 'in-comment' });
  expect(written("f('say ", { inComments: 'off' }, "this');")).toBe("this');");
});

test('words means the word that is being typed', () => {
  expect(written('// say whe', { inComments: 'words' }, 'never it is')).toBe('never');
  expect(limit('// say ', { inComments: 'words' })).toEqual({ kind: 'quiet', reason: 'in-comment' });
  expect(written('// grö', { inComments: 'words' }, 'ßer als')).toBe('ßer');
});

test('what is written in code does not begin what is not wanted', () => {
  expect(written('f(a', { inComments: 'off' }, '); // say')).toBe('); /');
  expect(written('f(a', { inStrings: 'words' }, ", 'say');")).toBe(', ');
  expect(written('f(a', { inComments: 'off' }, ");\n  g('b');\n  // c")).toBe(");\n  g('b');\n  /");
});

test('lines are read once, and again where they have changed', () => {
  const document = { path: 'a.ts', text: 'a();\nb // c' };
  const preferences = { acceptance: 0.6, multiLine: true, inComments: 'off' } as const;
  const ask = (text: string) => {
    document.text = text;
    return regionLimit(document, text.length, preferences)?.kind;
  };
  expect(ask('a();\nb // c')).toBe('quiet');
  expect(ask('a();\nb // c\nd')).toBe('limited');
  expect(ask('/*();\nb // c\nd')).toBe('quiet');
  expect(ask('/*();*/\nb();\nd')).toBe('limited');
});
