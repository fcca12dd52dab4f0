import { describe, expect, it } from 'vitest';
import { inUnit, reindented, ReadingUnits, unitOf } from './indentation';

const twoSpaces = 'function a() {\n  if (b) {\n    c();\n  }\n}\n';
const lines = (unit: string): string => inUnit(twoSpaces, '  ', unit);

describe('indentation', () => {
  it.each(['\t', '  ', '    ', '        '])('is told from a text: %j', (unit) => {
    expect(unitOf(lines(unit))).toBe(unit);
  });

  it('is not told from a text without any', () => {
    expect(unitOf('a\nb\n')).toBeUndefined();
  });

  it('keeps what is no whole level', () => {
    expect(reindented('     ', '  ', '\t')).toBe('\t\t ');
    expect(reindented('\t ', '\t', '    ')).toBe('     ');
  });

  it('goes to another unit and back', () => {
    for (const unit of ['\t', '    ', '   ']) expect(inUnit(inUnit(twoSpaces, '  ', unit), unit, '  ')).toBe(twoSpaces);
  });
});

describe('the units that are read', () => {
  const units = ReadingUnits.of([
    { path: 'a.ts', text: twoSpaces },
    { path: 'b.js', text: twoSpaces },
    { path: 'c.ts', text: lines('\t') },
    { path: 'd.py', text: lines('    ') },
  ]);

  it('are those of most files of a kind', () => {
    expect(units.read({ path: 'x.tsx', text: lines('\t') })).toBe(twoSpaces);
    expect(units.read({ path: 'x.py', text: lines('\t') })).toBe(lines('    '));
    expect(units.for('x.ts', twoSpaces)).toBeUndefined();
  });

  it('leave alone what no files are known of, and what must stand as it is', () => {
    const withMakefile = ReadingUnits.of([
      { path: 'Makefile', text: lines('  ') },
      { path: 'a.md', text: twoSpaces },
    ]);
    expect(withMakefile.for('Makefile', lines('\t'))).toBeUndefined();
    expect(withMakefile.for('b.md', lines('\t'))).toBeUndefined();
    expect(units.for('x.go', lines('\t'))).toBeUndefined();
  });

  it('ask the editor where a document does not say', () => {
    expect(units.for('x.ts', '', '\t')).toEqual({ written: '\t', read: '  ' });
    expect(units.for('x.ts', '')).toBeUndefined();
  });

  it('take few lines that are set further in for continuations', () => {
    expect(units.for('x.ts', 'const a =\n    b +\n    c;\n')).toBeUndefined();
    expect(units.for('x.ts', lines('    ').repeat(4))).toEqual({ written: '    ', read: '  ' });
  });
});
