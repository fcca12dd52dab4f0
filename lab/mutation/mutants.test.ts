import { describe, expect, it } from 'vitest';
import { described, mutated, mutantsOf } from './mutants';

/** What a text becomes, each without the line ends. */
function becomes(text: string): readonly string[] {
  return mutantsOf('some.ts', text).map((mutant) => mutated(text, mutant).replaceAll('\n', ' ').trim());
}

describe('mutants', () => {
  it('are of operators, with those that are mistaken for them', () => {
    expect(becomes('let a = b < c;')).toEqual(['let a = b <= c;', 'let a = b >= c;']);
    expect(becomes('let a = b ?? c;')).toEqual(['let a = (b && c);']);
    expect(becomes('let a = b + c;')).toEqual(['let a = b - c;']);
    expect(becomes("let a = b + 'c';")).toEqual(["let a = b + '';"]);
  });

  it('are of conditions and statements', () => {
    expect(becomes('if (a) f();')).toEqual(['if (true) f();', 'if (false) f();', 'if (a) ;']);
    expect(becomes('while (a) { break; }')).toEqual(['while (false) { break; }', 'while (a) { ; }']);
  });

  it('are of values and of what is returned, by the type that is declared', () => {
    expect(becomes('f(1, 0.5, true);')).toEqual([';', 'f(2, 0.5, true);', 'f(1, 1, true);', 'f(1, 0.5, false);']);
    expect(becomes('function f(): boolean { return a; }')).toEqual(['function f(): boolean { return !(a); }']);
    expect(becomes('function f(): string[] { return a; }')).toEqual(['function f(): string[] { return []; }']);
    expect(becomes('function f(): Shape { return a; }')).toEqual([]);
    expect(becomes('const f = () => a?.b.sort();')).toEqual(['const f = () => a?.b;', 'const f = () => a.b.sort();']);
  });

  it('are of AssemblyScript', () => {
    expect(becomes('@inline\nfunction f(a: i32): i32 { return unchecked(a); }')).toEqual([
      '@inline function f(a: i32): i32 { return 0; }',
    ]);
    expect(becomes('let a = <f32>b / c;')).toEqual(['let a = <f32>b * c;']);
  });

  it.each([
    ["import { a } from 'b';", 'an import'],
    ['interface A { b: 1; c: true }', 'a type'],
    ['const a = 4 * 2 ** 20;', 'a figure that was chosen'],
    ['class A { static readonly b = 3; }', 'a figure that was chosen'],
    ["let a = new RangeError('b');", 'a message'],
    ["let a = 'two words';", 'what people read'],
    ["log('a');", 'a log'],
  ])('are not of %s, as it is %s', (text) => {
    expect(becomes(text)).toEqual([]);
  });

  it('are told by the line that they are in', () => {
    const [mutant] = mutantsOf('some.ts', 'let a;\n\nlet b = a === c;');
    expect(mutant && described(mutant)).toBe('some.ts:3  a === c → a !== c');
  });
});
