import { describe, expect, it } from 'vitest';
import { languageOf } from '../../structure/languages';
import { linesThatFit } from './shorten';

function shortened(text: string, room: number, extension: string): string {
  const lines = text.split('\n');
  return linesThatFit(lines, languageOf(extension), room)
    .map((index) => lines[index])
    .join('\n');
}

const body = (name: string): string => `    def ${name}(self):\n        if self.a:\n\n            return 1\n`;
const python = `import os\n\n\nclass A:\n    """An a."""\n\n${body('first')}\n${body('second')}\n${body('third')}\n\nmain()`;

describe('of a file that is too long', () => {
  it('whole parts stay, and the end', () => {
    const short = shortened(python, 130, '.py');
    expect(short).toBe(
      `import os\n\n\nclass A:\n    """An a."""\n\n${body('first')}\n\nmain()`.replace(/\n\n\nmain/, '\n\nmain'),
    );
  });

  it('conditions of the preprocessor and namespaces stay closed', () => {
    const part = (name: string): string => `int ${name}() {\n  return 1;\n}\n`;
    const code = `#ifndef A_H_\n#define A_H_\n\nnamespace a {\n\n${part('f')}\n#if X\n\n${part('g')}\n#endif\n\n${part('h')}\n}  // namespace a\n\n#endif`;
    const short = shortened(code, 110, '.h');
    expect(short.length).toBeLessThanOrEqual(110);
    expect(short).toContain('int f() {\n  return 1;\n}\n');
    expect(short).toMatch(/\} {2}\/\/ namespace a\n\n#endif$/);
    expect(short.match(/#if/g)?.length).toBe(short.match(/#endif/g)?.length);
  });

  it('nothing is left out where all fits', () => {
    expect(shortened(python, 1000, '.py')).toBe(python);
    expect(shortened('', 0, '.py')).toBe('');
  });

  it('nothing of one part stays that cannot be shortened', () => {
    expect(shortened(`x = ${'1 + '.repeat(50)}1`, 50, '.py')).toBe('');
  });
});
