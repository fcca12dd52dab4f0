import { expect, test } from 'vitest';
import { Neighbours } from '../siblings/neighbours';
import { declaresTwice, loops, namesAreKnown } from './checks';

const neighbours = new Neighbours(
  'new.ts',
  ['a', 'b'].map((name) => ({ path: `${name}.ts`, text: `known(source, subscriber);\nonly_${name}();\n` })),
);

test.each([
  ['known(source);', true],
  ['unknown(source);', false],
  ['only_a();', false],
  ['here(source);', true],
  ['const fresh = source;', true],
  ['const other = fresh;', false],
  ["known('of nothing', `like this`);", true],
  ['known(); // of nothing', true],
  ['known((value) => source);', true],
  ['known(value, source);', true],
  ['known(source.value);', false],
  ['for (const item of source) known();', true],
  ['known({ $item: 1 });', true],
])('names in %j are known: %s', (line, known) => {
  expect(
    namesAreKnown(line, 'function here() {\n  const of = 1, item2 = 2, For = 3;\n  const;\n  for;\n', neighbours),
  ).toBe(known);
});

test.each([
  ['const a = 2;', true],
  ['function a() {', true],
  ['const c = 2;', false],
  ["import { b } from './b';", true],
  ["  import { b } from './b';", true],
  ["import { c } from './c';", false],
  ['use(b);', false],
])('%j declares twice: %s', (line, twice) => {
  expect(declaresTwice(line, "import { b } from './b';\nconst a = 1;\nuse(b);\n")).toBe(twice);
});

test.each([
  ['a();\nb();\na();\n', 'a();', '', true],
  ['a();\nb();\n', 'a();', '', false],
  ['  a();\n\ta();\n', 'a();', '', true],
  ['a();\na();\n1\n2\n3\n4\n5\n', 'a();', '', false],
  ['}\n}\n}\n', '}', '', false],
  ['\n * The same.\n', ' * The same.', '*/', true],
  ['\n * The same.\n', ' * Another.', '*/', false],
  [`${'aa();\nbb();\ncc();\ndd();\n'.repeat(2)}aa();\nbb();\ncc();\n`, 'dd();', '', true],
  [`${'aa();\nbb();\ncc();\ndd();\n'.repeat(2)}aa();\nbb();\ncc();\n`, 'ee();', '', false],
])('after %j, %j is a loop within %j: %s', (text, line, within, loop) => expect(loops(text, line, within)).toBe(loop));
