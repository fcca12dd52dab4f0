import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edited } from '@house-style/protocol/edit';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { inUnit, type Reindentation } from '@house-style/corpus/indentation';
import { ReadText } from './read-text';

const pieces = fc.array(
  fc.constantFrom('\r\n', '\n', '\r', '\t', '  ', ' ', 'if (a) {', '}', 'é', '* b', '\t\t', '    '),
  { maxLength: 12 },
);
const text = pieces.map((parts) => parts.join(''));
const units = fc.constantFrom<Reindentation | undefined>(
  undefined,
  { written: '\t', read: '  ' },
  { written: '    ', read: '  ' },
  { written: '  ', read: '\t' },
);

/** As it is to be read, said shortly. */
function asRead(written: string, how: Reindentation | undefined): string {
  const lines = withLineFeeds(written);
  return how === undefined ? lines : inUnit(lines, how.written, how.read);
}

describe('a text as it is read', () => {
  it('is after any edits what it would be if it were read anew', () => {
    fc.assert(
      fc.property(
        text,
        units,
        fc.array(fc.tuple(fc.nat(), fc.nat(8), text), { maxLength: 6 }),
        (start, how, changes) => {
          const first = ReadText.of(start, how);
          let [written, read] = [start, first.text];
          expect(read).toBe(asRead(start, how));
          for (const [at, length, inserted] of changes) {
            const offset = at % (written.length + 1);
            const edit = { offset, deleted: Math.min(length, written.length - offset), inserted };
            read = edited(read, first.reading.edit(edit, read));
            written = edited(written, edit);
            expect(read).toBe(asRead(written, how));
            expect(first.reading.written(read)).toBe(written);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('has the same text before a place, but for white space in the middle of an indentation', () => {
    fc.assert(
      fc.property(text, units, fc.nat(), (written, how, at) => {
        const { reading, text: read } = ReadText.of(written, how);
        const offset = at % (written.length + 1);
        const before = written.slice(0, offset);
        if (before.endsWith('\r') && written[offset] === '\n') return;
        const inside = /(?:^|[\r\n])[ \t]*$/.test(before) && /^[ \t]/.test(written.slice(offset));
        if (!inside) expect(read.slice(0, reading.place(offset))).toBe(asRead(before, how));
        else
          expect(withoutIndentation(read.slice(0, reading.place(offset)))).toBe(
            withoutIndentation(asRead(before, how)),
          );
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses an edit outside of it', () => {
    const { reading, text: read } = ReadText.of('a\r\nb', undefined);
    expect(() => reading.edit({ offset: 4, deleted: 1, inserted: '' }, read)).toThrow(RangeError);
  });
});

function withoutIndentation(lines: string): string {
  return lines.replace(/^[ \t]+/gm, '');
}

const tabs = { written: '\t', read: '  ' };

it('reads lines of the document with line feeds and in the unit that it is read in, and writes them in its own', () => {
  const { reading } = ReadText.of('\tif (a) {\r\n', tabs);
  expect(reading.readLines('b\r\n\t\tc\rd\n')).toBe('b\n    c\nd\n');
  expect(reading.writtenLines('b\n    c\n')).toBe('b\n\t\tc\n');
});

describe('what is suggested', () => {
  it('is written in the unit of the document', () => {
    const { reading } = ReadText.of('\tif (a) {\r\n', tabs);
    expect(reading.suggestion('  b();\n  }\n   * c', 11)).toBe('\tb();\n\t}\n\t * c');
  });

  it('goes on with the indentation that stands before the cursor', () => {
    const { reading } = ReadText.of('\tif (a) {\n\t', tabs);
    expect(reading.suggestion('  b();\n  }', 11)).toBe('\tb();\n\t}');
    expect(reading.suggestion('b();', 11)).toBe('b();');
  });

  it('stays as it is where the document is written as it is read', () => {
    const { reading } = ReadText.of('  a', undefined);
    expect(reading.suggestion('\n\tb', 3)).toBe('\n\tb');
  });
});
