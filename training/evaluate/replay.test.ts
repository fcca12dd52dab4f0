import { describe, expect, it } from 'vitest';
import { HistoryPredictor } from '@house-style/model/testing/history-predictor';
import { asciiVocabulary } from '@house-style/model/testing/random-model';
import { replay } from './replay';
import { replayFigures } from './replay-figures';

/** Expects after each text what followed the same text in these bodies, and nothing where it is new. */
function knowing(...bodies: string[]): HistoryPredictor {
  return new HistoryPredictor(asciiVocabulary, bodies);
}

describe('a file typed anew', () => {
  it('that is known by heart takes one key', async () => {
    const text = 'const first = 1;\nconst second = 2;';
    const replayed = await replay(knowing(text), '', text, 'append');
    expect(replayed.shown).toEqual([{ offset: 0, text, confidence: 1, accepted: true }]);
    expect(replayed).toMatchObject({ characters: 34, keystrokes: 1, completed: 34, lines: 2 });
    expect(replayed.latencies).toHaveLength(1);
  });

  it('accepts no suggestion that is wrong at its end, and counts it once however far it is typed through', async () => {
    const replayed = await replay(knowing('return alpha;\n'), '', 'return 2;\n', 'append');
    expect(replayed.shown).toEqual([{ offset: 0, text: 'return alpha;', confidence: 1, accepted: false }]);
    expect(replayed).toMatchObject({ characters: 10, keystrokes: 10, completed: 0 });
    // Seven characters of it are typed; then nothing goes on from `2`, and only the line's end from `;`.
    expect([...replayed.quiet.values()].reduce((sum, times) => sum + times)).toBe(2);
  });

  it('counts a suggestion once where its scrap is all that the model still says', async () => {
    const replayed = await replay(knowing('return alpha;\n'), '', 'return alph2;\n', 'append');
    expect(replayed.shown).toEqual([{ offset: 0, text: 'return alpha;', confidence: 1, accepted: false }]);
  });

  it('shows a model in `append` nothing that was not typed yet', async () => {
    const seen: string[] = [];
    class Watched extends HistoryPredictor {
      override read(...[context, tokens, signal]: Parameters<HistoryPredictor['read']>) {
        seen.push(asciiVocabulary.decode(tokens));
        return super.read(context, tokens, signal);
      }
    }
    await replay(new Watched(asciiVocabulary, ['abcdef\n']), 'path', 'xyz\nabcdef\nq', 'append');
    expect(seen.slice(0, 4)).toEqual(['path', 'x', 'y', 'z']);
    expect(seen.join('')).toBe('pathxyz\nabcdef\n');
  });

  it.each(['append', 'insert'] as const)('takes in `%s` what a bracket leads to', async (variant) => {
    // Nobody sees the line break behind it.
    const text = 'alpha, beta);';
    // Which bracket comes is anybody's guess, so three keys are typed before the rest of the line is sure.
    const predictor = knowing('go(alpha, beta);\n', 'go[', 'go{', 'go<', 'go.');
    const replayed = await replay(predictor, '', 'go(alpha, beta);\n2\n', variant);
    expect(replayed.shown).toEqual([{ offset: 3, text, confidence: 1, accepted: true }]);
    expect(replayed).toMatchObject({ characters: 19, keystrokes: 7, completed: text.length, lines: 2 });
    // Two line breaks are between lines.
    expect(replayed.withinLines).toEqual({ characters: 17, keystrokes: 3 + 1 + 1 });
  });

  it('counts by shares a key that gives a line break too', async () => {
    const text = 'one();\n  two();';
    const { withinLines } = await replay(knowing(text), '', text, 'append');
    expect(withinLines.characters).toBe(12);
    expect(withinLines.keystrokes).toBeCloseTo(12 / 15);
  });

  it('ends with the failure of whatever fails', async () => {
    const failing = new HistoryPredictor(asciiVocabulary, ['abc'], () => Promise.reject(new Error('out of memory')));
    await expect(replay(failing, '', 'abc', 'append')).rejects.toThrow('out of memory');
  });

  it('stops when it is told to', async () => {
    const stopped = replay(knowing('abc'), '', 'abcdef'.repeat(50), 'append', { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
  });
});

describe('the figures of a replay', () => {
  it('are those that were counted by hand', () => {
    const withinLines = { characters: 30, keystrokes: 15 };
    const one = { path: 'a', quiet: new Map(), characters: 40, keystrokes: 22, completed: 20, lines: 4, withinLines };
    const shown = (text: string, accepted: boolean) => ({ offset: 0, text, confidence: 1, accepted });
    const first = [shown('a long one', true), shown('long enough', true), shown('longer', false)];
    const replays = [
      { ...one, shown: first, latencies: [1, 2] },
      { ...one, keystrokes: 38, completed: 4, shown: [shown('scrap', true)], latencies: [3, 4] },
    ];
    expect(replayFigures(replays)).toEqual({
      keystrokesSaved: 1 - 60 / 80,
      // Besides the keys that accept them: a look at three, one and a half for what is wrong, one for the scrap.
      netSaved: 1 - (60 + 3 + 1.5 + 1) / 80,
      savedWithinLines: 1 / 2,
      completedRatio: 24 / 80,
      acceptance: 3 / 4,
      shownPerLine: 4 / 8,
      shownPer100: 400 / 60,
      wrongPer100: 100 / 60,
      medianLength: 6,
      meanAcceptedLength: 8,
      latencyMs: { p50: 2, p95: 4, p99: 4 },
    });
  });
});
