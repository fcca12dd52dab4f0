import { expect, it } from 'vitest';
import { planFile } from './plan-file';

const files = ['bufferCount', 'bufferTime', 'debounce', 'windowCount'].map((name) => ({
  path: `src/${name}.ts`,
  text: `export function ${name}() {}\n`,
}));

it('says which files one at a path may follow, the most fitting first', () => {
  const plan = planFile('src/bufferWhen.ts', files);
  expect(plan).toMatchObject({ knowsFiles: true, meant: 'src/bufferWhen.ts' });
  expect(plan.follows[0]).toMatch(/^src\/buffer/);
  expect(planFile('src/a.py', files).follows).toEqual([]);
  expect(planFile('src/a.ts', [])).toEqual({ knowsFiles: false, meant: 'src/a.ts', follows: [], names: [] });
});

it('means the ending of the files beside where a name has none, unless there is such a file', () => {
  expect(planFile('src/window', files)).toMatchObject({ meant: 'src/window.ts' });
  expect(planFile('src/debounce', files)).toMatchObject({ meant: 'src/debounce' });
});
