import { describe, expect, test } from 'vitest';
import { chooseSiblings } from './choose-siblings';
import { declaredAtTop, declaredIn, identifiersIn } from './declarations';
import { Neighbours } from './neighbours';

const file = (path: string, text = `export const here = '${path}';\n`) => ({ path, text });

describe('neighbours', () => {
  test('are the files of the language, without the one itself and empty ones', () => {
    const files = [file('a/b.ts'), file('a/c.py'), file('a/d.ts', ' \n'), file('a/e.TS'), file('a/x.ts')];
    expect(new Neighbours('a/x.ts', files).all.map(({ path }) => path)).toEqual(['a/b.ts', 'a/e.TS']);
  });

  test('are the nearer the fewer folders lie between', () => {
    const files = ['src/a/x.ts', 'src/a/b/x2.ts', 'src/x3.ts', 'lib/c/x4.ts', 'src/a/q.ts'].map((path) => file(path));
    const near = new Map(new Neighbours('src/a/new.ts', files).all.map((one) => [one.path, one.near]));
    expect(near.get('src/a/q.ts')).toBe(1);
    expect(near.get('src/a/b/x2.ts')).toBeCloseTo(1 / 1.5, 6);
    expect(near.get('src/x3.ts')).toBeCloseTo(1 / 1.5, 6);
    expect(near.get('lib/c/x4.ts')).toBeCloseTo(1 / 3, 6);
  });

  test('in folders of one name are nearer than the way says', () => {
    const files = ['one/spec/a.ts', 'two/other/a.ts'].map((path) => file(path));
    const near = new Map(new Neighbours('two/spec/b.ts', files).all.map((one) => [one.path, one.near]));
    expect(near.get('one/spec/a.ts')).toBeCloseTo(1 / 3 + 0.15, 6);
    expect(near.get('two/other/a.ts')).toBeCloseTo(1 / 2, 6);
  });

  test('are the more alike the more words, from the front and from the back, their names share', () => {
    const alikeTo = (path: string, other: string): number =>
      new Neighbours(path, [file(other)]).all.find((one) => one.path === other)?.alike ?? NaN;
    expect(alikeTo('bufferCount.ts', 'bufferTime.ts')).toBeCloseTo(0.3 + 0.3 + 0.1, 6);
    expect(alikeTo('bufferCount.ts', 'windowCount.ts')).toBeCloseTo(0.3 + 0.3 + 0.1, 6);
    expect(alikeTo('bufferCount.ts', 'bufferToggleCount.ts')).toBeCloseTo(0.4 + 0.3 + 0.1, 6);
    expect(alikeTo('bufferCount.ts', 'BufferCount.ts')).toBeCloseTo(0.6 + 0.3, 6);
    expect(alikeTo('buffer_count.ts', 'buffer-count.ts')).toBeCloseTo(0.6 + 0.3, 6);
    expect(alikeTo('bufferCount.spec.ts', 'bufferCount.ts')).toBeCloseTo(0.6 + 0.1, 6);
    expect(alikeTo('zip.ts', 'mapTo.ts')).toBeCloseTo(0.3 + 0.1, 6);
  });

  test('stand in the order of both, then of their paths', () => {
    const files = ['a/zip.ts', 'a/map.ts', 'b/bufferTime.ts', 'a/bufferTime.ts'].map((path) => file(path));
    expect(new Neighbours('a/bufferCount.ts', files).all.map(({ path }) => path)).toEqual([
      'a/bufferTime.ts',
      'a/map.ts',
      'a/zip.ts',
      'b/bufferTime.ts',
    ]);
  });

  test('own what they declare, and what few others speak of', () => {
    const shared = 'use(everywhere);\n';
    const files = ['one', 'two', 'three', 'four'].map((name) =>
      file(`${name}.ts`, `${shared}export function ${name}Make() { ${name}Only(); }\n`),
    );
    const neighbours = new Neighbours('five.ts', files);
    expect(neighbours.filesWith('everywhere')).toBe(4);
    expect(neighbours.filesWith('nowhere')).toBe(0);
    const owns = neighbours.ownsIn(files[0]!);
    expect(['oneMake', 'oneOnly', 'everywhere', 'two'].map(owns)).toEqual([true, true, false, false]);
    expect(neighbours.genericLines(files[0]!)[1]).toBe(neighbours.genericLines(files[1]!)[1]);
    expect(neighbours.renamed(files[0]!, 'five.ts')).toContain('export function fiveMake() { fiveOnly(); }');
  });
});

describe('the file to follow', () => {
  const kind = (name: string, more = '') =>
    file(
      `src/${name}.ts`,
      `import { lift } from './lift';\n\n/** Makes ${name}. */\nexport function ${name}(): void {\n  lift();\n${more}}\n`,
    );
  const usual = ['map', 'zip', 'tap', 'max'].map((name) => kind(name));

  test('is the one that has most in common with the others, not one of its own sort', () => {
    const odd = file('src/aaa.ts', 'const nothing = 1;\nlet common = 2;\nvar besides = 3;\nclass Of {}\n'.repeat(2));
    const chosen = chooseSiblings(new Neighbours('src/min.ts', [odd, ...usual]));
    expect(usual.map(({ path }) => path)).toContain(chosen?.first.path);
    expect(chosen?.others.map(({ path }) => path)).not.toContain(chosen?.first.path);
    expect(chosen?.others).toHaveLength(4);
    expect(chosen?.others.at(-1)?.path).toBe('src/aaa.ts');
  });

  test('is of the usual length rather than much longer', () => {
    const long = kind('bigger', '  again();\n'.repeat(400));
    const chosen = chooseSiblings(new Neighbours('src/min.ts', [long, ...usual]));
    expect(chosen?.first.path).not.toBe('src/bigger.ts');
    expect(chosen?.usualLength).toBe(usual[0]!.text.length);
  });

  test('is the one that is named, if any, and none where there is none', () => {
    const like = kind('zip');
    const chosen = chooseSiblings(new Neighbours('src/min.ts', usual), like);
    expect(chosen?.first).toBe(like);
    expect(chosen?.others.map(({ path }) => path).sort()).toEqual(['src/map.ts', 'src/max.ts', 'src/tap.ts']);
    expect(chooseSiblings(new Neighbours('src/min.py', usual))).toBeUndefined();
    expect(chooseSiblings(new Neighbours('src/min.py', usual), like)).toEqual({
      first: like,
      others: [],
      usualLength: like.text.length,
    });
  });
});

test.each([
  ['export async function make(', 'make'],
  ['  private static readonly class Inner {', 'Inner'],
  ['func (s *Server) Serve() {', 'Serve'],
  ['#define LIMIT 3', 'LIMIT'],
  ['limit: int = 3', 'limit'],
  ['  limit = 3', undefined],
  ['limit == 3', undefined],
  ['  count := 1', 'count'],
  ['return make;', undefined],
  ['@dataclass class Point:', 'Point'],
])('%j declares %s', (line, name) => expect(declaredIn(line)).toBe(name));

test('names at the top are those of lines without indentation or closing brackets', () => {
  const text = 'const a = 1;\n  const b = 2;\n} const c = 3;\nfunction d() {\n\tlet e;\n}\n) let f;\n';
  expect([...declaredAtTop(text)]).toEqual(['a', 'd']);
  expect(identifiersIn('a1.$b = _c + 2d')).toEqual(['a1', '$b', '_c', 'd']);
  expect(identifiersIn('1 + 2')).toEqual([]);
});
