import { describe, expect, test } from 'vitest';
import { chooseSiblings } from '../siblings/choose-siblings';
import { Neighbours } from '../siblings/neighbours';
import { indentationOf, type Skeleton, skeletonOf } from './skeleton';

const kind = (name: string, body: string) => ({
  path: `src/${name}.ts`,
  text: `import { lift } from './lift';\n\nexport function ${name}(): void {\n  lift();\n${body}}\n`,
});
const files = [
  kind('map', '  const rare = 1;\n  also();\n  if (rare) {\n    deeper();\n  }\n'),
  kind('zip', '  also();\n'),
  kind('tap', '  also();\n'),
  kind('max', ''),
];

function skeleton(faithful: number, code = files): Skeleton {
  const neighbours = new Neighbours('src/min.ts', code);
  return skeletonOf(neighbours, chooseSiblings(neighbours, code[0])!, 'src/min.ts', { faithful, room: 20_000 });
}

const shown = ({ slots }: Skeleton): string[] => slots.map(({ kind, lines }) => `${kind}: ${lines.join(' / ')}`);

describe('what stays of the file that is followed', () => {
  test('is every line, with the names carried over, at the most faithful', () => {
    expect(shown(skeleton(1))).toEqual([
      `firm: ${files[0]!.text.replace('map', 'min').trimEnd().split('\n').join(' / ')}`,
    ]);
  });

  test('is what nearly all of its kind have, at the least', () => {
    expect(shown(skeleton(0))).toEqual([
      "firm: import { lift } from './lift'; /  / export function min(): void { /   lift(); /   const rare = 1;",
      'hole:   also();',
      'line:   if (rare) {',
      'hole:     deeper();',
      'firm:   } / }',
    ]);
  });

  test('is what most have, in between', () => {
    expect(shown(skeleton(0.1))[0]).toMatch(/lift\(\); {2}\/ {3}const rare|also\(\);$/);
  });

  test('is all or nothing of a file that has no others of its kind', () => {
    const alone = [files[0]!];
    expect(shown(skeleton(0.5, alone))).toHaveLength(1);
    expect(shown(skeleton(0.4, alone))).toEqual([
      "firm: import { lift } from './lift'; / ",
      'line: export function min(): void {',
      'hole:   lift();',
      'firm:   const rare = 1;',
      'hole:   also();',
      'line:   if (rare) {',
      'hole:     deeper();',
      'firm:   } / }',
    ]);
  });
});

test('indentation is what a line starts with', () => {
  expect([' \t a', 'b', '  '].map(indentationOf)).toEqual([' \t ', '', '  ']);
});
