import { describe, expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { TextBelow } from './text-below';
import { emptyPath, extendPath, lastTokens, type TextPath } from './text-path';

const mark = '║';
const known: ReadonlySet<string> = new Set(['const saved = quagga(1);']);

/** What stands below a document's mark. */
function belowOf(document: string, below = new TextBelow(vocabulary, known)): TextBelow {
  below.update(document.replace(mark, ''), document.indexOf(mark));
  return below;
}

const pathOf = (text: string): TextPath => extendPath(emptyPath, vocabulary.encode(text));

/** The likeliest next character after a text, or undefined where the text below says nothing. */
function next(below: TextBelow, text: string): string | undefined {
  const probabilities = below.expectedAfter(pathOf(text));
  return probabilities && vocabulary.character(probabilities.indexOf(Math.max(...probabilities)));
}

describe('the text below the cursor', () => {
  test('tells how its words go on', () => {
    const below = belowOf('const a = ║\nconst first = zebraOf(a);\n');
    expect(next(below, 'const a = zeb')).toBe('r');
    expect(below.expectedAfter(pathOf('zeb'))?.reduce((sum, probability) => sum + probability)).toBeCloseTo(1);
  });

  test('says nothing after what it does not have, nor where there is none', () => {
    expect(next(belowOf('║\nconst first = zebraOf(a);\n'), 'okapi')).toBeUndefined();
    expect(next(belowOf('const zebra = 1;\nzeb║'), 'zeb')).toBeUndefined();
  });

  test('is not the rest of the line with the cursor', () => {
    expect(next(belowOf('zeb║ra(quagga)\nconst first = 1;\n'), 'quag')).toBeUndefined();
  });

  test('does not say how it begins, by which candidates are weighed', () => {
    expect(next(belowOf('║\nzebra(quagga)\n'), 'zeb')).toBeUndefined();
    expect(next(belowOf('║\nzebra(quagga)\n'), 'quag')).toBe('g');
  });

  test('leaves out lines that are learned already', () => {
    expect(next(belowOf('║\nconst first = 1;\nconst saved = quagga(1);\n'), 'quag')).toBeUndefined();
  });

  test('is forgotten when it is gone, and says so by its revision', () => {
    const below = belowOf('║\nconst first = zebraOf(a);\n');
    const { revision } = below;
    belowOf('x║\nconst first = zebraOf(a);\n', below);
    expect(below.revision).toBe(revision);
    belowOf('x║\n', below);
    expect(below.revision).not.toBe(revision);
    expect(next(below, 'zeb')).toBeUndefined();
  });

  test('expects along a text what it expects at each place of it', () => {
    const below = belowOf('║\nconst first = zebraOf(a);\nconst second = zebraOf(b);\n');
    const tokens = vocabulary.encode('zebraOf(c)');
    const along = below.expectedAlong(pathOf('const third = '), tokens);
    const singly = Array.from(tokens, (_, index) =>
      below.expectedAfter(extendPath(pathOf('const third = '), tokens.subarray(0, index))),
    );
    expect(along).toEqual(singly);
    expect(along.filter((expected) => expected !== undefined).length).toBeGreaterThan(5);
  });
});

test('the last tokens of a path are those of its text, however it was cut', () => {
  const text = vocabulary.encode('const zebra = 1;');
  let path: TextPath = emptyPath;
  for (const [from, to] of [[0, 3], [3, 4], [4, 11], [11, 16]] as const) path = extendPath(path, text.subarray(from, to)); // prettier-ignore
  for (const count of [0, 1, 5, 16, 99])
    expect(lastTokens(path, count)).toEqual(text.subarray(Math.max(0, 16 - count)));
});
