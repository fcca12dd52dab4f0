import { describe, expect, it } from 'vitest';
import { answered, pathChoices } from './path-choices';

const plan = {
  knowsFiles: true,
  meant: 'src/deb.ts',
  lineEnd: '\n',
  follows: ['src/debounceTime.ts'],
  names: [
    { path: 'src/deb.ts', whole: true },
    { path: 'src/debounce', whole: false },
  ],
} as const;

describe('what is offered', () => {
  it('says which file is followed', () => {
    expect(pathChoices('src/debounceFirst.ts', { ...plan, names: [] }, undefined)).toEqual([
      { path: 'src/debounceFirst.ts', then: 'write', detail: 'Follows src/debounceTime.ts' },
    ]);
  });

  it('means the ending of the files beside where none is typed', () => {
    expect(pathChoices('src/deb', plan, undefined).map(({ path, then }) => [path, then])).toEqual([
      ['src/deb.ts', 'write'],
      ['src/deb', 'write'],
      ['src/debounce', 'type-on'],
    ]);
  });

  it('means what is typed where a file has that name and ending', () => {
    const names = [{ path: 'src/debounceWith.ts', whole: true }];
    const offered = pathChoices('src/debounce', { ...plan, meant: 'src/debounce', names }, undefined);
    expect(offered.map(({ path }) => path)).toEqual(['src/debounce', 'src/debounceWith.ts']);
  });

  it.each([
    ['../a.ts', undefined, 'The path cannot leave the workspace.'],
    ['src/a.ts', 'There is a file with this name already.', 'There is a file with this name already.'],
  ])('says first what is wrong with %s', (typed, taken, detail) => {
    expect(pathChoices(typed, plan, taken)[0]).toEqual({ path: typed, then: 'nothing', detail });
  });

  it.each([
    ['src/a.py', 'No file here ends in .py: it follows none, and is written as the rest of the code suggests.'],
    ['Makefile', 'The name has no ending such as .ts, and no file here is called so: it follows none.'],
  ])('says what %s is written after where no file is of its language', (typed, detail) => {
    const [first] = pathChoices(
      typed,
      { knowsFiles: true, meant: '', follows: [], names: [], lineEnd: '\n' },
      undefined,
    );
    expect(first).toEqual({ path: typed, then: 'write', detail });
  });

  it('says that nothing is known yet', () => {
    const [first] = pathChoices(
      'a.ts',
      { knowsFiles: false, meant: '', follows: [], names: [], lineEnd: '\n' },
      undefined,
    );
    expect(first?.detail).toMatch(/^No code of this workspace is known yet/);
  });
});

describe('what is answered', () => {
  const choices = pathChoices('src/deb', plan, undefined);

  it('is what was chosen', () => {
    expect(answered('src/deb', choices, choices[2])).toBe(choices[2]);
    expect(answered('src/deb', choices, choices[0])).toMatchObject({ path: 'src/deb.ts' });
  });

  it('is what is typed where the choice is of something typed before', () => {
    expect(answered('lib/x.ts', choices, choices[2])).toEqual({ path: 'lib/x.ts', then: 'write' });
    expect(answered(' ./src/deb', choices, undefined)).toMatchObject({ path: 'src/deb' });
  });
});
