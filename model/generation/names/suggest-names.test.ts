import { expect, it } from 'vitest';
import { suggestNames } from './suggest-names';

const operators = ['bufferCount', 'bufferTime', 'bufferWhen', 'debounce', 'debounceTime', 'map', 'windowCount'];
const paths = [...operators.map((name) => `src/operators/${name}.ts`), 'src/index.ts', 'src/operators/deep/x_y.py'];

function suggested(typed: string): string[] {
  return suggestNames(typed, paths).map(({ path, whole }) => (whole ? path : `${path}…`));
}

it('begins names as those beside them begin', () => {
  expect(suggested('src/operators/')).toEqual(['src/operators/buffer…', 'src/operators/debounce…']);
  expect(suggested('src/operators/b')).toEqual(['src/operators/b.ts', 'src/operators/buffer…']);
});

it('ends them as others beside them end, and names no file that there is', () => {
  expect(suggested('src/operators/window')).toEqual(['src/operators/window.ts']);
  expect(
    suggestNames('src/operators/buffer', [
      ...paths,
      'src/operators/windowToggle.ts',
      'src/operators/debounceToggle.ts',
    ]),
  ).toEqual([
    { path: 'src/operators/buffer.ts', whole: true },
    { path: 'src/operators/bufferToggle.ts', whole: true },
  ]);
});

it('takes the ending and the style of the names beside', () => {
  const tests = ['spec/buffer-count-spec.ts', 'spec/buffer-time-spec.ts', 'spec/window-count-spec.ts'];
  expect(suggestNames('spec/wind', tests)).toEqual([{ path: 'spec/wind-spec.ts', whole: true }]);
  expect(suggestNames('spec/', tests)).toEqual([{ path: 'spec/buffer', whole: false }]);
});

it('suggests nothing where an ending is given, or no file is beside', () => {
  expect(suggested('src/operators/bufferFirst.ts')).toEqual([]);
  expect(suggested('elsewhere/a')).toEqual([]);
  expect(suggestNames('', [])).toEqual([]);
});
