import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Lstm } from '../lstm/lstm';
import { LstmPredictor } from '../lstm/lstm-predictor';
import { ContextMixing } from '../mixing/context-mixing';
import { PrefixContexts } from '../completion/prefix-contexts';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { asciiVocabulary as vocabulary, metadataFor, networkOf, randomParameters } from '../testing/random-model';
import { Blend, type BlendContext } from './blend';
import { LineLearner } from './line-learner';
import { emptyPath, extendPath, pathKey } from './text-path';

const code = `export function add(left: number, right: number): number {\n  return left + right;\n}\n`;

function freshMixing(): ContextMixing {
  return new ContextMixing(
    vocabulary,
    Array.from({ length: vocabulary.size }, () => 1),
    { tokens: 1 << 17, slotBits: 16, bucketBits: 14, matchBits: 12 },
  );
}

let blend: Blend;
beforeEach(() => {
  blend = new Blend(freshMixing());
  blend.learnTraining(vocabulary.encodeFile('src/add.ts', code.repeat(3)));
});

const after = (text: string, from = blend.start()): Promise<BlendContext> => blend.read(from, vocabulary.encode(text));
const header = (): Promise<BlendContext> => blend.read(blend.start(), vocabulary.encodeHeader('src/new.ts'));

function likeliest(context: BlendContext): string | undefined {
  const { probabilities } = context;
  return vocabulary.character(probabilities.indexOf(Math.max(...probabilities)));
}

describe('a path', () => {
  test('is the same however its text was cut', () => {
    const [a, b] = [extendPath(emptyPath, Uint8Array.of(1, 2, 3)), emptyPath];
    const singly = [1, 2, 3].reduce((path, token) => extendPath(path, Uint8Array.of(token)), b);
    expect(pathKey(a)).toBe(pathKey(singly));
    expect(pathKey(a)).not.toBe(pathKey(extendPath(emptyPath, Uint8Array.of(1, 3, 2))));
  });
});

test('every text starts with its path', () => {
  const start = blend.start();
  const expected = Float32Array.from({ length: vocabulary.size }, (_, token) =>
    Number(token === vocabulary.startOfPath),
  );
  // Asked before the whole is known, then as part of it.
  expect([...expected.keys()].map((token) => blend.start().probabilityOf?.(token))).toEqual([...expected]);
  expect(start.probabilities).toEqual(expected);
});

test('what a context expects is asked again whenever something was learned or given back', async () => {
  const place = await after('const a', await header());
  const fresh = async (): Promise<Float32Array> => (await after('const a', await header())).probabilities;
  const saved = blend.mixing.save();
  const seen = [place.probabilities];
  const changes: readonly (() => unknown)[] = [
    () => {
      blend.learnTraining(vocabulary.encodeFile('src/b.ts', 'const another = 1;\n'.repeat(3)));
    },
    () => blend.learn(place, vocabulary.encode('nd = 2;\n')),
    () => {
      blend.restore(saved);
    },
  ];
  for (const change of changes) {
    await change();
    expect(place.probabilities).not.toEqual(seen.at(-1));
    expect(place.probabilities).toEqual(await fresh());
    seen.push(place.probabilities);
  }
  expect(seen.at(-1)).toEqual(seen[0]);
});

describe('contexts', () => {
  test('predict what the workspace has', async () => {
    expect(likeliest(await after('export function add(le', await header()))).toBe('f');
  });

  test('are the same by whatever way one comes to them', async () => {
    const start = await header();
    const straight = (await after('export function add(left', start)).probabilities;
    const other = await after('const sum = add(', start);
    expect(other.probabilities).not.toEqual(straight);
    const inPieces = await after('add(left', await after('export function ', start));
    expect(inPieces.probabilities).toEqual(straight);
    const [singly] = await blend.advance([await after('export function add(lef', start)], [vocabulary.token('t')!]);
    expect(singly!.probabilities).toEqual(straight);
  });

  test('branch as often as one likes', async () => {
    const start = await after('export function add(', await header());
    const branches = await Promise.all(['l', 'r', 'x'].map((text) => after(text, start)));
    const first = branches.map(({ probabilities }) => Array.from(probabilities));
    for (let index = 0; index < 200; index++) await after(`${'x'.repeat(index % 7)}(`, start).then(likeliest);
    const again = await Promise.all(['l', 'r', 'x'].map((text) => after(text, start)));
    expect(again.map(({ probabilities }) => Array.from(probabilities))).toEqual(first);
  });

  test('tell of one token what they tell of all', async () => {
    const place = await after('export function add(le', await header());
    const alone = ['f', 'x', '('].map((character) => place.probabilityOf!(vocabulary.token(character)!));
    expect(alone[0]).toBeGreaterThan(0.5);
    for (const [index, character] of ['f', 'x', '('].entries()) {
      // Of unlikely tokens the distribution says only what they have together.
      expect(alone[index]! - place.probabilities[vocabulary.token(character)!]!).toBeCloseTo(0, 3);
    }
  });

  test('sum to one', async () => {
    const { probabilities } = await after('export', await header());
    expect(probabilities.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 4);
  });
});

describe('learning', () => {
  test('makes the same text cheaper', async () => {
    const line = vocabulary.encode('const zebra = multiply(quartz, 17);\n');
    const { context, costs } = await blend.learn(await header(), line);
    const { costs: again } = await blend.learn(context, line);
    const sum = (bits: Float32Array): number => bits.reduce((total, bit) => total + bit, 0);
    expect(sum(again)).toBeLessThan(sum(costs) / 3);
  });

  test('a text goes on where it was learned to, without being read again', async () => {
    const { context } = await blend.learn(await header(), vocabulary.encode('const zebra = 1;\n'));
    const room = blend.mixing.room;
    const same = await after('const zebra = 1;\n', await header());
    expect(same.probabilities).toEqual(context.probabilities);
    expect(blend.mixing.room).toBe(room);
  });
});

describe('a document', () => {
  const documentOf = (text: string): PrefixContexts<BlendContext> =>
    new PrefixContexts(blend, 'src/zebra.ts', text, { window: 3000, memory: 1 << 20 });
  const learnAll = async (
    learner: LineLearner,
    document: PrefixContexts<BlendContext>,
    offset: number,
  ): Promise<number> => {
    let steps = 0;
    while (await learner.step(document, offset)) steps += 1;
    return steps;
  };

  test('is learned line by line, each new line once, none behind the cursor', async () => {
    const learner = new LineLearner(blend, code);
    const text = `${code}const zebra = 1;\nconst quagga = 2;\n\nconst okapi = 3;\n`;
    const document = documentOf(text);
    expect(await learnAll(learner, document, text.indexOf('okapi'))).toBe(2);
    expect(await learnAll(learner, document, text.indexOf('okapi'))).toBe(0);
    expect(await learnAll(learner, document, text.length)).toBe(1);
    expect(likeliest((await document.at(text.indexOf('agga')))!)).toBe('a');
  });

  test('whose cursor stands at its start has nothing to learn', async () => {
    expect(await learnAll(new LineLearner(blend), documentOf('new\nlines\n'), 0)).toBe(0);
  });

  test('is not learned from lines that nobody typed', async () => {
    const text = `${'zebra();'.repeat(60)}\nokapi();\n`;
    expect(await learnAll(new LineLearner(blend), documentOf(text), text.length)).toBe(1);
  });

  test('expects what stands below its cursor, until that is gone', async () => {
    const learner = new LineLearner(blend);
    const text = 'const a = okap\nconst first = okapi(1);\nconst second = okapi(2);\n';
    const document = new PrefixContexts(learner.predictor, 'src/zebra.ts', text, { window: 3000, memory: 1 << 20 });
    const cursor = text.indexOf('\n');
    const expected = async (): Promise<number> =>
      (await document.at(cursor))!.probabilities[vocabulary.token('i')!] as number;
    const blind = await expected();
    learner.predictor.lookAround!(text, cursor);
    const seeing = await expected();
    expect(seeing).toBeGreaterThan(5 * blind);
    learner.predictor.lookAround!(text.slice(0, cursor), cursor);
    // The weight at which it was heard first stays.
    expect(await expected()).toBeLessThan(2 * blind);
  });

  test('is learned with what stands below in mind', async () => {
    const below = '\nconst first = okapi(1);\nconst second = okapi(2);\n';
    const costOf = async (text: string): Promise<number> => {
      blend = new Blend(freshMixing());
      const { predictor } = new LineLearner(blend);
      predictor.lookAround!(text, 0);
      const place = await predictor.read(predictor.start(), vocabulary.encodeHeader('src/zebra.ts'));
      const { costs } = await blend.learn(place, vocabulary.encode('= okapi(3);'));
      return costs.reduce((sum, bits) => sum + bits);
    };
    expect(await costOf(below)).toBeLessThan(0.8 * (await costOf('')));
  });

  test('is left where somebody waits, and learned later', async () => {
    const learner = new LineLearner(blend);
    const text = 'const zebra = 1;\n'.repeat(2);
    const document = documentOf(text);
    await expect(learner.step(document, text.length, AbortSignal.abort())).rejects.toThrow();
    expect(await learnAll(learner, document, text.length)).toBe(1);
  });
});

test('a long text is learned, with a network beside, as in pieces', async () => {
  const network = networkOf({ hidden: [16] });
  const bytes = modelFileBytes(metadataFor(network), randomParameters(network, 1, 5));
  const lstm = new LstmPredictor(await Lstm.load(parseModelFile(bytes, 'm')));
  const tokens = vocabulary.encodeFile('src/long.ts', code.repeat(8));
  const [whole, inPieces] = [new Blend(freshMixing(), lstm), new Blend(freshMixing(), lstm)];
  const { costs, context } = await whole.learn(whole.start(), tokens);
  let place = inPieces.start();
  const each: number[] = [];
  for (let start = 0; start < tokens.length; start += 50) {
    const learned = await inPieces.learn(place, tokens.subarray(start, start + 50));
    each.push(...learned.costs);
    place = learned.context;
  }
  expect(each).toHaveLength(costs.length);
  for (const [index, cost] of costs.entries()) expect(each[index]).toBeCloseTo(cost, 3);
  expect(likeliest(place)).toBe(likeliest(context));
});

test('a network blended in is asked about what matches expect in one call', async () => {
  const network = networkOf({ hidden: [16] });
  const bytes = modelFileBytes(metadataFor(network), randomParameters(network, 1, 5));
  const lstm = await Lstm.load(parseModelFile(bytes, 'm'));
  const run = vi.spyOn(lstm, 'run');
  const both = new Blend(blend.mixing, new LstmPredictor(lstm));
  let context = await both.read(both.start(), vocabulary.encodeHeader('src/new.ts'));
  context = await both.read(context, vocabulary.encode('export function add(left: num'));
  const straight = await both.read(context, vocabulary.encode('ber, right: number'));
  run.mockClear();
  for (const token of vocabulary.encode('ber, right: number'))
    [context] = (await both.advance([context], [token])) as [BlendContext];
  expect(run.mock.calls.length).toBeLessThan(4);
  const difference = context.probabilities.map((probability, token) => probability - straight.probabilities[token]!);
  expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-3);
});

test('a place that was asked about expects what was learned since', async () => {
  const place = await after('zebra', await header());
  const before = place.probabilities[vocabulary.token('!')!]!;
  await blend.learn(await header(), vocabulary.encode('zebra!\nzebra!\n'));
  expect(place.probabilities[vocabulary.token('!')!]).toBeGreaterThan(10 * before);
});
