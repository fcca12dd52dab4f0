import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { edited } from '@house-style/protocol/edit';
import { asProse, NotebookMap, type OpenCell } from './notebook-map';

const code = (text: string, id = text): OpenCell => ({ id, isMarkup: false, text });
const markup = (text: string, id = text): OpenCell => ({ id, isMarkup: true, text });

describe('the text of a notebook', () => {
  test.each<[string, readonly OpenCell[], string, string]>([
    [
      'is that of its cells, with a blank line between them',
      [code('a = 1'), code('b = a')],
      'python',
      'a = 1\n\nb = a',
    ],
    ['keeps the blank line that a cell ends with', [code('a = 1\n'), code('b\n\n'), code('c')], 'r', 'a = 1\n\nb\n\nc'],
    ['has Markdown as comments', [markup('# Costs\n\nby month'), code('x')], 'python', '# # Costs\n#\n# by month\n\nx'],
    ["has comments of the notebook's language", [markup('Costs'), code('x')], 'typescript', '// Costs\n\nx'],
    ['has line feeds', [code('a\r\nb'), code('c')], 'python', 'a\nb\n\nc'],
    ['of empty cells is empty', [code('', 'a'), markup('', 'b'), code('c')], 'python', 'c'],
  ])('%s', (_, cells, language, text) => expect(new NotebookMap(cells, language).text).toBe(text));

  it('is the text of a file that is cut into cells where blank lines stand', () => {
    const file = 'import a\n\n\ndef b():\n    return 1\n\nb()\n';
    const cells = file.split(/(?<=\n\n)(?=\S)/).map((text) => code(text));
    expect(cells.length).toBeGreaterThan(2);
    expect(new NotebookMap(cells, 'python').text).toBe(file);
    const trimmed = 'import a\n\ndef b():\n    return 1\n\nb()';
    expect(
      new NotebookMap(
        trimmed.split('\n\n').map((text) => code(text)),
        'python',
      ).text,
    ).toBe(trimmed);
  });
});

const lines = fc.array(fc.constantFrom('', 'x = 1', '  y', '漢𝒂'), { maxLength: 4 });
const cellsOf = (end: string) =>
  fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      isMarkup: fc.boolean(),
      text: lines.map((some) => some.join(end)),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  );
const cells = fc.oneof(cellsOf('\n'), cellsOf('\r\n'));
const language = fc.constantFrom('python', 'typescript');

test('whatever becomes of the cells is one ordinary edit, after which the text is that of the cells', () => {
  fc.assert(
    fc.property(cells, language, fc.array(fc.tuple(cells, language), { maxLength: 5 }), (first, before, later) => {
      const map = new NotebookMap(first, before);
      let { text } = map;
      for (const [next, now] of later) {
        const edit = map.update(next, now);
        if (edit !== undefined) text = edited(text, edit);
        expect(text).toBe(map.text);
        expect(text).toBe(new NotebookMap(next, now).text);
      }
    }),
  );
});

test('the cells as they are change nothing, and typing in one is no more than what was typed', () => {
  const before = [code('a = 1', '1'), markup('Costs', '2'), code('b', '3')];
  const map = new NotebookMap(before, 'python');
  expect(map.update(before, 'python')).toBeUndefined();
  expect(map.update([before[0]!, before[1]!, code('bc', '3')], 'python')).toEqual({
    offset: 17,
    deleted: 0,
    inserted: 'c',
  });
});

test('a place in a cell is one in the text, and back', () => {
  fc.assert(
    fc.property(cells, language, (all, of) => {
      const map = new NotebookMap(all, of);
      for (const cell of all) {
        for (let offset = 0; offset <= cell.text.length; offset++) {
          if (cell.text.slice(offset - 1, offset + 1) === '\r\n') continue;
          const place = map.offsetIn(cell.id, offset)!;
          const rest = cell.text.slice(offset).split(/\r?\n/, 1)[0]!;
          expect(map.text.slice(place).startsWith(rest)).toBe(true);
          const back = map.placeAt(place)!;
          // Behind a blank line at its end the next cell may start, and stands for it.
          if (offset === cell.text.length && /^$|\n$/.test(cell.text)) continue;
          expect(back.id).toBe(cell.id);
          expect(back.offset).toBe(cell.text.slice(0, offset).replaceAll('\r\n', '\n').length);
        }
      }
      expect(map.offsetIn('none', 0)).toBeUndefined();
    }),
  );
});

describe('what is suggested in a Markdown cell', () => {
  const shown = (text: string) => ({ kind: 'shown', candidates: [{ text, replaces: 0, confidence: 0.5 }] }) as const;

  test.each([
    ['within a line', 'Costs of', 8, ' all months\n# and more', ' all months'],
    ['in an empty line', 'Costs\n\nend', 6, ' by month', 'by month'],
    ['in an empty line with its own ends', 'Costs\r\n\r\nend', 7, ' by month', 'by month'],
    ['in an empty cell', '', 0, '# Costs', 'Costs'],
  ])('%s stands in the text as it was suggested there', (_, cell, offset, suggested, accepted) => {
    const others = [code('a = 1', '1'), code('b', '3')];
    const cellsWith = (text: string): OpenCell[] => [others[0]!, markup(text, '2'), others[1]!];
    const map = new NotebookMap(cellsWith(cell), 'python');
    const place = map.offsetIn('2', offset)!;
    const before = map.text;
    expect(asProse(shown(suggested), map.lineOfComment('2', offset)!)).toEqual(shown(accepted));
    map.update(cellsWith(cell.slice(0, offset) + accepted + cell.slice(offset)), 'python');
    const line = suggested.split('\n')[0]!;
    expect(map.text.startsWith(before.slice(0, place) + line)).toBe(true);
    expect(map.text.endsWith(before.slice(place))).toBe(true);
  });

  it('is nothing where it would be no prose, and in code it is left as it is', () => {
    const map = new NotebookMap([code('a', '1'), markup('Costs\n\nend', '2')], 'python');
    const empty = map.lineOfComment('2', 6)!;
    for (const text of ['\nb = 1', '#!', ' ', ' \n# a']) {
      expect(asProse(shown(text), empty)).toEqual({ kind: 'quiet', reason: 'unsure' });
    }
    expect(asProse({ kind: 'quiet', reason: 'no-model' }, empty)).toEqual({ kind: 'quiet', reason: 'no-model' });
    expect(map.lineOfComment('1', 1)).toBeUndefined();
  });
});
