import fc from 'fast-check';
import { expect, it } from 'vitest';
import { controlsInLinesWrittenOut, controlsWrittenOut } from './control-characters';

it('writes out what a terminal would obey', () => {
  expect(controlsWrittenOut('a\x1b]0;title\x07\n\x9b2J\u202ecod.exe')).toBe(
    'a\\u001b]0;title\\u0007\\u000a\\u009b2J\\u202ecod.exe',
  );
  expect(controlsInLinesWrittenOut('a\tb\r\nc\rd\x1b[2J\n')).toBe('a\tb\r\nc\\u000dd\\u001b[2J\n');
});

it('leaves everything else as it is', () => {
  for (const text of ['', 'src/parsers/csv.ts', 'Größe 日本 🏠 é', '{"a":"b\\n"}'])
    expect(controlsWrittenOut(text)).toBe(text);
});

it('JSON with controls written out is the same JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = controlsWrittenOut(JSON.stringify({ [text]: text }));
      expect(JSON.parse(json)).toEqual({ [text]: text });
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(json).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    }),
    { seed: 1 },
  );
});
