import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lstm } from '../lstm/lstm';
import { LstmPredictor } from '../lstm/lstm-predictor';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { PrefixContexts, type PrefixLimits } from './prefix-contexts';
import { edited, type Edit } from '@house-style/protocol/edit';
import { HistoryPredictor } from '../testing/history-predictor';
import { asciiVocabulary, metadataFor, networkOf, randomParameters } from '../testing/random-model';

const generous: PrefixLimits = { window: 10_000, memory: 10_000_000 };
const path = 'src/a.ts';
const header = [...asciiVocabulary.encodeHeader(path)];

function historyPredictor(onRead?: () => Promise<void>): HistoryPredictor {
  return new HistoryPredictor(asciiVocabulary, [], onRead);
}

/** A few characters that matter: line ends, halves of a pair, what has a token and what has none. */
const text = fc
  .array(fc.constantFrom('a', 'b', ' ', '\n', '\n', '\r\n', 'é', '😀', '\ud83d', '\ude00'), { maxLength: 60 })
  .map((parts) => parts.join(''));

type Action =
  | { readonly kind: 'edit'; readonly at: number; readonly deleted: number; readonly inserted: string }
  | { readonly kind: 'ask'; readonly at: number }
  | { readonly kind: 'warm' }
  | { readonly kind: 'forget' };

/** Places are parts of the text's length, which the actions before have changed. */
const part = fc.double({ min: 0, max: 1, noNaN: true });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), at: part }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      at: part,
      deleted: fc.nat({ max: 8 }),
      inserted: fc.oneof(text, fc.constant('')),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'warm' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'forget' as const }) },
);

function resolve(length: number, { at, deleted, inserted }: Extract<Action, { kind: 'edit' }>): Edit {
  const offset = Math.round(at * length);
  return { offset, deleted: Math.min(deleted, length - offset), inserted };
}

function tearsPair(whole: string, offset: number): boolean {
  return (
    (whole.charCodeAt(offset - 1) & 0xfc00) === 0xd800 && (whole.charCodeAt(offset) & 0xfc00) === 0xdc00 && offset > 0
  );
}

describe('the context at a place', () => {
  test('is that of a document just opened, whatever was edited, asked and read before', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(action, { maxLength: 30 }), async (start, actions) => {
        const document = new PrefixContexts(historyPredictor(), path, start, { ...generous, memory: 20_000 });
        let whole = start;
        for (const next of actions) {
          if (next.kind === 'edit') {
            const edit = resolve(whole.length, next);
            whole = edited(whole, edit);
            document.edit(edit);
          } else if (next.kind === 'ask') {
            const offset = Math.round(next.at * whole.length);
            const place = tearsPair(whole, offset) ? offset - 1 : offset;
            const context = await document.at(offset);
            expect(context!.history).toEqual([...header, ...asciiVocabulary.encode(whole.slice(0, place))]);
          } else if (next.kind === 'warm') await document.warm();
          else document.forget();
          expect(document.text).toBe(whole);
          expect(document.memory).toBeLessThanOrEqual(20_000);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('far from anything known has read the header and a good part of a window', async () => {
    const limits = { window: 40, memory: 1_000_000 };
    await fc.assert(
      fc.asyncProperty(text, fc.array(action, { maxLength: 30 }), async (start, actions) => {
        const document = new PrefixContexts(historyPredictor(), path, start.repeat(4), limits);
        await document.at(0);
        for (const next of actions) {
          const whole = document.text;
          if (next.kind === 'edit') document.edit(resolve(whole.length, next));
          else if (next.kind === 'warm') await document.warm();
          else if (next.kind === 'ask') {
            const offset = Math.round(next.at * whole.length);
            const place = tearsPair(whole, offset) ? offset - 1 : offset;
            const { history } = (await document.at(offset))!;
            expect(history.slice(0, header.length)).toEqual(header);
            const read = history.slice(header.length);
            const before = [...asciiVocabulary.encode(whole.slice(0, place))];
            expect(read).toEqual(before.slice(before.length - read.length));
            expect(read.length).toBeGreaterThanOrEqual(Math.min(before.length, limits.window / 4));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is one before a pair of surrogates, of which either half may stand alone', async () => {
    const read = async (text: string, offset: number): Promise<string> => {
      const context = await new PrefixContexts(historyPredictor(), path, text, {
        window: 600,
        memory: 10_000_000,
      }).at(offset);
      return asciiVocabulary.decode(Uint8Array.from(context!.history.slice(header.length)));
    };
    expect(await read('ab😀c', 3)).toBe('ab');
    expect(await read('ab😀c', 4)).toBe('ab😀');
    expect(await read('ab\ude00c', 2)).toBe('ab');
    expect(await read('\ude00c', 0)).toBe('');
    expect(await read('ab\ud83dc', 2)).toBe('ab');
  });

  test.each([
    ['of ASCII', 'const a = 1;\n'],
    ['of characters that are spelled out', '漢字カナ\n'],
    ['without a line end', 'x'],
  ])('in a cold text %s costs one window, and the next character one character', async (_, line) => {
    const predictor = historyPredictor();
    const document = new PrefixContexts(predictor, path, line.repeat(2000), { window: 600, memory: 10_000_000 });
    const place = line.length * 1000 - 1;
    await document.at(place);
    expect(predictor.tokensRead).toBeLessThanOrEqual(header.length + 600);
    expect(predictor.tokensRead).toBeGreaterThanOrEqual(header.length + 300);
    predictor.tokensRead = 0;
    document.edit({ offset: place, deleted: 0, inserted: 'a' });
    await document.at(place + 1);
    expect(predictor.tokensRead).toBe(1);
  });

  test('after one keystroke costs one character', async () => {
    const predictor = historyPredictor();
    const document = new PrefixContexts(predictor, path, 'const a = 1;\n'.repeat(200), generous);
    const middle = 13 * 100 + 5;
    await document.at(middle);
    predictor.tokensRead = 0;
    document.edit({ offset: middle, deleted: 0, inserted: 'x' });
    await document.at(middle + 1);
    expect(predictor.tokensRead).toBe(1);
    document.edit({ offset: middle, deleted: 1, inserted: '' });
    await document.at(middle);
    expect(predictor.tokensRead).toBe(1);
  });

  test('after a word is replaced by a longer one that starts alike costs what is new', async () => {
    const predictor = historyPredictor();
    const document = new PrefixContexts(predictor, path, 'let x = val', generous);
    await document.at(11);
    predictor.tokensRead = 0;
    document.edit({ offset: 8, deleted: 3, inserted: 'value' });
    await document.at(13);
    expect(predictor.tokensRead).toBe(2);
  });

  test('costs at most its line after a jump within what was read', async () => {
    const predictor = historyPredictor();
    const document = new PrefixContexts(predictor, path, 'const a = 1;\n'.repeat(200), generous);
    await document.at(13 * 200);
    predictor.tokensRead = 0;
    await document.at(13 * 57 + 4);
    expect(predictor.tokensRead).toBe(4);
  });

  test('is undefined when an edit comes while it is read', async () => {
    let edit = (): void => undefined;
    const document = new PrefixContexts(
      historyPredictor(async () => {
        await Promise.resolve();
        edit();
      }),
      path,
      'a\nb\nc\n',
      generous,
    );
    edit = () => document.edit({ offset: 0, deleted: 1, inserted: 'x' });
    expect(await document.at(6)).toBeUndefined();
    edit = () => undefined;
    expect(asciiVocabulary.decode((await document.at(6))!.history.slice(header.length))).toBe('x\nb\nc\n');
  });

  test.each([-1, 4, NaN])('at %d of a text of 3 is refused', async (offset) => {
    const document = new PrefixContexts(historyPredictor(), path, 'abc', generous);
    await expect(document.at(offset)).rejects.toThrow(RangeError);
  });

  test('stays as it was when an edit lies outside the text', () => {
    const document = new PrefixContexts(historyPredictor(), path, 'abc', generous);
    expect(() => document.edit({ offset: 2, deleted: 2, inserted: 'x' })).toThrow(RangeError);
    expect(document.text).toBe('abc');
  });
});

describe('warming', () => {
  test('reads from the start in idle time, so that a windowed context gives way to one that has read everything', async () => {
    const predictor = historyPredictor();
    const lines = 'const a = 1;\n'.repeat(300);
    const document = new PrefixContexts(predictor, path, lines, { window: 500, memory: 10_000_000 });
    const cold = (await document.at(13 * 250 + 2))!;
    expect(cold.history.length).toBeLessThan(600);
    while (await document.warm());
    const warm = (await document.at(13 * 250 + 3))!;
    expect(asciiVocabulary.decode(warm.history)).toBe(path + lines.slice(0, 13 * 250 + 3));
  });

  test('reads nothing twice', async () => {
    const predictor = historyPredictor();
    const document = new PrefixContexts(predictor, path, 'ab\n'.repeat(100), generous);
    await document.at(300);
    predictor.tokensRead = 0;
    while (await document.warm());
    expect(predictor.tokensRead).toBe(0);
  });
});

test('the contexts of a real network are those of reading from scratch, up to rounding', async () => {
  const network = networkOf({ hidden: [12, 9] });
  const lstm = await Lstm.load(parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network)), 'm'));
  const predictor = new LstmPredictor(lstm);
  await fc.assert(
    fc.asyncProperty(text, fc.array(action, { maxLength: 12 }), async (start, actions) => {
      const document = new PrefixContexts(predictor, path, start, generous);
      for (const next of actions) {
        if (next.kind === 'edit') document.edit(resolve(document.text.length, next));
        if (next.kind === 'warm') await document.warm();
        const offset = Math.round(placeOf(next) * document.text.length);
        const context = await document.at(offset);
        const scratch = await new PrefixContexts(predictor, path, document.text, generous).at(offset);
        for (const [token, probability] of context!.probabilities.entries()) {
          expect(Math.abs(probability - scratch!.probabilities[token]!)).toBeLessThan(1e-5);
        }
      }
    }),
    { numRuns: 40 },
  );
  await lstm.dispose();
});

function placeOf(next: Action): number {
  return 'at' in next ? next.at : 1;
}
