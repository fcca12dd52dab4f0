import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor, Given } from './suggestion';
import { isScrap, scrapLength, typedThrough } from './typed-through';

/** A document with the cursor at `║`. */
function at(text: string): { cursor: Cursor; since: (offset: number) => string } {
  const offset = text.indexOf('║');
  const document = text.replace('║', '');
  const before = document.slice(document.lastIndexOf('\n', offset - 1) + 1, offset);
  const after = /^[^\r\n]*/.exec(document.slice(offset))?.[0] ?? '';
  return { cursor: { document: 'file:///a.ts', offset, before, after }, since: (from) => document.slice(from, offset) };
}

function rest(given: string, texts: readonly string[], now: string, replaces = 0): string[] {
  const { cursor, since } = at(now);
  const last: Given = { cursor: at(given).cursor, suggestions: texts.map((text) => ({ text, replaces })) };
  return typedThrough(last, cursor, since).map((left) => left.text + (left.replaces > 0 ? `←${left.replaces}` : ''));
}

describe('text that agrees with the suggestion', () => {
  it('leaves its rest', () => {
    expect(rest('const a = ║', ['createObservable();'], 'const a = create║')).toEqual(['Observable();']);
  });

  it('leaves all of it where nothing was typed since', () => {
    expect(rest('const a = ║', ['create();'], 'const a = ║')).toEqual(['create();']);
  });

  it('gives back what was deleted again', () => {
    const given = 'x = ║';
    expect(rest(given, ['abcdef'], 'x = abc║')).toEqual(['def']);
    expect(rest(given, ['abcdef'], 'x = a║')).toEqual(['bcdef']);
  });

  it('keeps only the candidates that it agrees with', () => {
    expect(rest('x = ║', ['alpha', 'beta', 'alfa'], 'x = al║')).toEqual(['pha', 'fa']);
  });

  it('may go on over several lines', () => {
    expect(rest('if (a) ║', ['{\n  return b;\n}'], 'if (a) {\n  ret║')).toEqual(['urn b;\n}']);
  });

  it('may end lines as the document does', () => {
    expect(rest('if (a) ║', ['{\n  return b;\n}'], 'if (a) {\r\n  ret║')).toEqual(['urn b;\n}']);
  });

  it('takes in a bracket that the editor closed by itself', () => {
    expect(rest('call║', ['(first, second)'], 'call(║)')).toEqual(['first, second)←1']);
    expect(rest('it║;', ["('works', () => {})"], "it('║');")).toEqual(["works', () => {})←2"]);
  });
});

it.each(['()', '[]', '{}', '""', "''", '``', '<>'])('%s is closed by editors', (pair) => {
  const [open, close] = [pair.charAt(0), pair.charAt(1)];
  expect(rest('a║', [`${open}b${close};`], `a${open}║${close}`)).toEqual([`b${close};←1`]);
});

it('a scrap is one suggestion of which few code units are left', () => {
  const left = (length: number) => ({ text: 'x'.repeat(length), replaces: 0 });
  expect(isScrap([left(scrapLength - 1)])).toBe(true);
  expect(isScrap([left(scrapLength)])).toBe(false);
  expect(isScrap([left(1), left(1)])).toBe(false);
  expect(isScrap([])).toBe(false);
});

describe('text that goes another way', () => {
  it.each([
    ['another character', 'x = ║', 'x = b║'],
    ['all of it typed', 'x = ║', 'x = alpha║'],
    ['a deletion before the place of the suggestion', 'x = ║', 'x =║'],
    ['an edit before it on the same line', 'x = ║', 'y = a║'],
    ['a change after the cursor', 'x = ║', 'x = a║ + 1'],
    ['a closing bracket that the suggestion does not have', 'x = ║', 'x = a║)'],
  ])('leaves nothing: %s', (_, given, now) => {
    expect(rest(given, ['alpha'], now)).toEqual([]);
  });

  it('is not fooled by another document', () => {
    const given: Given = { cursor: at('x = ║').cursor, suggestions: [{ text: 'alpha', replaces: 0 }] };
    const { cursor, since } = at('x = a║');
    expect(typedThrough(given, { ...cursor, document: 'file:///b.ts' }, since)).toEqual([]);
  });
});

it('typing any part of a suggestion leaves what is needed to complete it, but never white space alone', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', '(', ')', ' ', ';') });
  fc.assert(
    fc.property(
      line,
      line.filter((text) => text.length > 0),
      line,
      fc.nat(),
      (before, text, after, cut) => {
        const typed = text.slice(0, cut % text.length);
        const left = text.slice(typed.length);
        expect(rest(`${before}║${after}`, [text], `${before}${typed}║${after}`)).toEqual(left.trim() ? [left] : []);
      },
    ),
  );
});
