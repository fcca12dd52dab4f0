import { describe, expect, it } from 'vitest';
import type { Measured } from '../evaluation';
import type { Predictions } from '../predictions';
import type { Replay, ShownSuggestion } from '../replay';
import { byPosition, byType, costliestLines, worstMisses } from './breakdown';
import { colouredText } from './coloured-text';
import { html } from '../../charts/markup';
import { reportPage } from './page';

function predictionsOf(path: string, text: string, bits: (index: number) => number): Predictions {
  const characters = Array.from(text);
  return {
    path,
    text: characters,
    bits: Float32Array.from(characters, (_, index) => bits(index)),
    decodedBits: Float32Array.from(characters, (_, index) => bits(index)),
    confidence: Float32Array.from(characters, () => 0.75),
    right: Uint8Array.from(characters, () => 1),
  };
}

function replayOf(path: string, shown: readonly ShownSuggestion[]): Replay {
  const withinLines = { characters: 16, keystrokes: 8 };
  const counts = { characters: 20, keystrokes: 10, completed: 12, lines: 2, withinLines };
  return { path, ...counts, shown, latencies: [1], quiet: new Map() };
}

const text = 'if (a < b) {\n  run();\n}\n';
const file = predictionsOf('src/a.ts', text, (index) => (index === 6 ? 8 : 0.25));
const shown = [
  { offset: 3, text: '(a < c) {', confidence: 0.9, accepted: false },
  { offset: 13, text: '  run();', confidence: 0.8, accepted: true },
];

describe('what was measured, taken apart', () => {
  it('by type of file', () => {
    const parts = byType([file, predictionsOf('b.css', 'ab', () => 2), predictionsOf('c/Makefile', 'a', () => 1)]);
    expect(parts.slice(1)).toEqual([
      { name: '.css', characters: 2, bitsPerCharacter: 2 },
      { name: 'Makefile', characters: 1, bitsPerCharacter: 1 },
    ]);
  });

  it('by position, in stretches that end twice as far each', () => {
    const long = predictionsOf('a.ts', 'x'.repeat(400), (index) => (index < 125 ? 3 : index < 250 ? 2 : 1));
    expect(byPosition([long])).toEqual([
      { name: 'to 125', characters: 125, bitsPerCharacter: 3 },
      { name: 'to 250', characters: 125, bitsPerCharacter: 2 },
      { name: 'to 500', characters: 150, bitsPerCharacter: 1 },
    ]);
  });

  it('by line', () => {
    expect(costliestLines([file], 1)).toEqual([{ path: 'src/a.ts', line: 1, text: 'if (a < b) {', bits: 8 + 12 / 4 }]);
  });

  it('by what was suggested and wrong', () => {
    expect(worstMisses([replayOf('src/a.ts', shown)], new Map([['src/a.ts', text]]), 5)).toEqual([
      { ...shown[0], path: 'src/a.ts', line: 1, before: 'if ', came: '(a < b) {' },
    ]);
  });
});

describe('the coloured text', () => {
  const { source } = colouredText(file, shown);
  it('is the text', () => {
    expect(source.replace(/<b title="[^"]*"><\/b>|<[^>]*>/g, '').replaceAll('&lt;', '<')).toBe(text);
  });
  it('marks surprise, what was accepted and what was rejected', () => {
    expect(source).toContain('<i class="s5">&lt;</i>');
    expect(source).toContain('<i class="ok">  run();</i>');
    expect(source).toContain('<b title="90 %: (a &lt; c) {"></b>(a ');
  });
});

describe('the page', () => {
  const measured: Measured = {
    heldOut: { files: 1, characters: text.length, of: { files: 3, characters: 1234 } },
    predictions: { lstm: [file], blend: [predictionsOf('src/a.ts', text, () => 0.5)] },
    replays: { append: [replayOf('src/a.ts', shown)], insert: [replayOf('src/a.ts', [])] },
  };
  const page = reportPage({ model: '<m>.onnx', folder: 'code' }, measured);

  it('stands alone: no script, no link to anything', () => {
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(/);
  });
  it('says what was measured over what', () => {
    expect(page).toContain('&lt;m&gt;.onnx');
    expect(page).toContain('chosen of 3 files with 1,234 characters');
    expect(page.replace(/\s+/g, ' ')).toContain('<strong>50.0 %</strong>of keystrokes saved');
    expect(page).toContain('0.500');
  });
  it('draws reliability for each expert, and shows what was surest and wrong', () => {
    expect(page.match(/<circle/g)).toHaveLength(2);
    expect(page).toContain('<span class="wrong">(a &lt; c) {</span>');
  });
  it('leaves out the replay where there was none', () => {
    const { heldOut, predictions } = measured;
    expect(reportPage({ model: 'm', folder: 'f' }, { heldOut, predictions })).not.toContain('Typed anew');
  });
});

it('a template escapes whatever is not markup', () => {
  expect(html`<p>${'<&">'}${html`<b></b>`}${[html`1`, html`2`]}</p>`.source).toBe(
    '<p>&lt;&amp;&quot;&gt;<b></b>12</p>',
  );
});
