import { expect, test } from 'vitest';
import { carryOver } from './carry-over';

const everything = () => true;

test('carries a name over in every case style', () => {
  const from =
    "bufferCount BufferCount buffer-count BUFFER_COUNT buffer_count './bufferCount' createBufferCountOperator";
  const to = "windowFirst WindowFirst window-first WINDOW_FIRST window_first './windowFirst' createWindowFirstOperator";
  expect(carryOver(from, { from: 'bufferCount', to: 'windowFirst', isOwn: everything })).toBe(to);
  expect(
    carryOver('Buffer count, then buffer counts', { from: 'buffer-count', to: 'window-first', isOwn: everything }),
  ).toBe('Window first, then buffer counts');
});

test('keeps abbreviations as the paths write them', () => {
  const text = 'class WebGLCache extends Cache { isWebGLCache = true; }';
  expect(carryOver(text, { from: 'WebGLCache', to: 'WebGPUQueue', isOwn: everything })).toBe(
    'class WebGPUQueue extends Cache { isWebGPUQueue = true; }',
  );
});

test('takes one word for the name only where it is the own name of the file', () => {
  const text = 'export function map(f) { return new Map(source.map(f)); } // `map`';
  const isOwn = (name: string) => name === 'map';
  expect(carryOver(text, { from: 'map', to: 'debounceFirst', isOwn })).toBe(
    'export function debounceFirst(f) { return new Map(source.map(f)); } // `debounceFirst`',
  );
});

test('leaves a name alone where it is a word of the language or of a sentence', () => {
  const text =
    "import { from } from './from';\n// Creates one from an array: from(1), {@link from}\nexport function from(a) {}";
  expect(carryOver(text, { from: 'from', to: 'ofArray', isOwn: everything })).toBe(
    "import { ofArray } from './ofArray';\n// Creates one from an array: ofArray(1), {@link ofArray}\nexport function ofArray(a) {}",
  );
});

test('leaves longer words alone', () => {
  expect(carryOver('mapping bufferCounter', { from: 'bufferCount', to: 'x', isOwn: everything })).toBe(
    'mapping bufferCounter',
  );
});

test('writes no identifier with a hyphen', () => {
  const text = "import { map } from './map';\nmap(1);";
  expect(carryOver(text, { from: 'map', to: 'debounce-first', isOwn: everything })).toBe(
    "import { debounceFirst } from './debounce-first';\ndebounceFirst(1);",
  );
});
