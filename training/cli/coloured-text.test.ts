import { expect, test } from 'vitest';
import { colouredText, wantsColour } from './coloured-text';

test('colours what is strong and leaves the rest as it is', () => {
  const text = colouredText(['a', 'b', 'c', '\n', 'd'], Float32Array.of(0.05, 1, -1, 0, -0.5), true);
  expect(text).toBe(
    'a\u001b[30;48;2;213;94;0mb\u001b[0m\u001b[97;48;2;0;114;178mc\u001b[0m\n\u001b[30;48;2;128;185;217md\u001b[0m\n',
  );
});

test('without colours, signs stand below', () => {
  expect(colouredText(Array.from('ab\ncd\n'), Float32Array.of(1, 0.3, 0, -0.5, -1, 0), false)).toBe('ab\n▓+\ncd\n=█\n');
  expect(colouredText(Array.from('ab\n'), Float32Array.of(0, 0, 0), false)).toBe('ab\n');
});

test('makes the terminal do nothing', () => {
  expect(colouredText(['\u001b', '[', '\u202e'], Float32Array.of(1, 0, 0), true)).toContain('\\u001b');
  expect(colouredText(['\u001b', '\t'], Float32Array.of(1, 1), false)).toBe('\\u001b→\n▓▓▓▓▓▓▓\n');
});

test('colours are for who wants them', () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
});
