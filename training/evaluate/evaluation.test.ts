import { expect, it } from 'vitest';
import { evaluationLines, evaluationOf, type Measured } from './evaluation';
import type { Predictions } from './predictions';
import type { Replay } from './replay';

const predictions: Predictions = {
  path: 'a.ts',
  text: ['a', 'b'],
  bits: Float32Array.of(1, 2),
  decodedBits: Float32Array.of(1, 2.5),
  confidence: Float32Array.of(0.5, 0.25),
  right: Uint8Array.of(1, 0),
};
const replay: Replay = {
  path: 'a.ts',
  characters: 100,
  keystrokes: 60,
  completed: 50,
  lines: 10,
  withinLines: { characters: 80, keystrokes: 50 },
  shown: [
    { offset: 0, text: 'abc', confidence: 0.9, accepted: true },
    { offset: 9, text: 'abc', confidence: 0.9, accepted: false },
  ],
  latencies: [1, 2, 3],
  quiet: new Map([['unsure', 58]]),
};
const measured: Measured = {
  heldOut: { files: 1, characters: 2 },
  predictions: { lstm: [predictions] },
  replays: { append: [replay], insert: [{ ...replay, shown: [], completed: 0, keystrokes: 100 }] },
};

it('has the shape that docs/metrics.md states', () => {
  const { reliability, ...evaluation } = evaluationOf(measured);
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual({
    heldOut: { files: 1, characters: 2 },
    bitsPerCharacter: { lstm: 1.5 },
    decodedBitsPerCharacter: { lstm: 1.75 },
    interval: { lstm: null },
    replay: {
      append: {
        keystrokesSaved: 0.4,
        // 60 keystrokes, of which one accepts; a look at that, one at what is wrong, and both are scraps.
        netSaved: 1 - (60 + 1 + 1.5 + 2) / 100,
        savedWithinLines: 0.375,
        completedRatio: 0.5,
        acceptance: 0.5,
        shownPerLine: 0.2,
        shownPer100: 200 / 60,
        wrongPer100: 100 / 60,
        medianLength: 3,
        meanAcceptedLength: 50,
        latencyMs: { p50: 2, p95: 3, p99: 3 },
      },
      insert: {
        keystrokesSaved: 0,
        netSaved: 0,
        savedWithinLines: 0.375,
        completedRatio: 0,
        acceptance: null,
        shownPerLine: 0,
        shownPer100: 0,
        wrongPer100: 0,
        medianLength: null,
        meanAcceptedLength: null,
        latencyMs: { p50: 2, p95: 3, p99: 3 },
      },
    },
  });
  expect(reliability.lstm?.map(({ count }) => count)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
});

it('leaves out what was not measured', () => {
  const { heldOut, predictions: of } = measured;
  expect(Object.keys(evaluationOf({ heldOut, predictions: of }))).not.toContain('replay');
});

it('is told in lines', () => {
  const limited = { ...measured, heldOut: { files: 1, characters: 2, of: { files: 26, characters: 85_389 } } };
  expect(evaluationLines(evaluationOf(limited))).toEqual([
    '1.5000 (lstm) bits per character over 2 characters of 1 file, chosen of 26 with 85,389.',
    'Right by confidence (lstm): 25.0 % → 0.0 %, 50.0 % → 100.0 %.',
    expect.stringMatching(
      /^Typed anew \(append\): 40.0 % of keystrokes saved \(35.5 % with what reading costs\), 50.0 % of characters completed; 50.0 %/,
    ),
    expect.stringMatching(/^Typed anew \(insert\): 0.0 % .* – of 0.00 suggestions a line accepted, – characters each/),
  ]);
});

it('tells people how sure the figure is, and what suggestions are decoded from', () => {
  const files = [predictions, { ...predictions, path: 'b.ts', bits: Float32Array.of(3, 4) }];
  const [first, second] = evaluationLines(
    evaluationOf({ heldOut: { files: 2, characters: 4 }, predictions: { blend: files } }),
  );
  expect(first).toBe('2.5000 (blend, 1.50 to 3.50) bits per character over 4 characters of 2 files.');
  expect(second).toBe('By what suggestions are decoded from it is 1.7500 (blend).');
});
