import { expect, test } from 'vitest';
import { blockAt, staysWithin } from './block';

/** What of a text a suggestion may say at the cursor, which stands at the end of `before`. */
function within(before: string, text: string, multiLine = true): string {
  const block = blockAt(before, multiLine);
  for (let at = 0; at < text.length; at++) {
    if (!staysWithin(block, text.slice(0, at), text.charAt(at))) return text.slice(0, at);
  }
  return text;
}

const method = `{
    const first = source.pipe(map(project));

    return first;
  }

  next() {
`;

test('a suggestion goes to the end of its block, with the bracket that closes it', () => {
  expect(within('    ', 'if (a) {\n      b();\n    }\n    c();\n  }\n\n  d() {\n')).toBe(
    'if (a) {\n      b();\n    }\n    c();\n  }',
  );
});

test('a block that the suggestion opens is one of its own', () => {
  expect(within('  first() ', method)).toBe(method.slice(0, method.indexOf('next')) + 'next() {\n');
});

test('what begins left of the block is not said', () => {
  expect(within('        ', 'return 1\n\n    def second(self):\n')).toBe('return 1\n\n    ');
});

test('lines of a block without brackets end with its indentation', () => {
  expect(within('    x = ', '1\n    y = 2\nz = 3')).toBe('1\n    y = 2\n');
});

test('at the left edge only the number of lines ends it', () => {
  const imports = 'import a;\n'.repeat(20);
  expect(within('', imports).split('\n')).toHaveLength(9);
});

test('without several lines it ends with its own', () => {
  expect(within('  ', 'a();\n  b();', false)).toBe('a();');
  expect(within('  ', 'a();\r\n  b();', false)).toBe('a();');
});

test('a line may end with a carriage return too, of which the second is another line', () => {
  expect(within('  ', 'a();\r\n  b();\r\n')).toBe('a();\r\n  b();\r\n');
  expect(within('  ', 'a();\r\r\n')).toBe('a();\r');
  expect(within('  ', 'a();\r\n', false)).toBe('a();');
  expect(within('    ', 'a();\r\n  }\r\n  b();')).toBe('a();\r\n  }');
});
