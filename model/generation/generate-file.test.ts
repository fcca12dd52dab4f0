import { describe, expect, test } from 'vitest';
import { NgramIndex } from '../ngram/ngram-index';
import { NgramPredictor } from '../ngram/ngram-predictor';
import { Grammar } from '../syntax/grammars';
import { Vocabulary } from '../vocabulary/vocabulary';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import { generateFile, type GenerationOptions } from './generate-file';

const operator = (name: string, type: string, body: string) => ({
  path: `src/operators/${name}.ts`,
  text: `import { operate } from '../util/lift';

/** Does what ${name} does. */
export function ${name}<T>(count: number): ${type}<T> {
  return operate((source, subscriber) => {
    ${body}
  });
}
`,
});
const files = [
  operator('bufferCount', 'OperatorFunction', 'source.subscribe(subscriber);'),
  operator('bufferTime', 'OperatorFunction', 'source.subscribe(subscriber);'),
  operator('windowTime', 'OperatorFunction', 'source.subscribe(subscriber, 1);'),
  { path: 'src/util/lift.ts', text: 'export function operate(init) {\n  return (source) => source.lift(init);\n}\n' },
];
const vocabulary = Vocabulary.fromCounts(new Map());
const encoded = files.map(({ path, text }) => ({ path, tokens: vocabulary.encodeFile(path, text) }));
const predictor = new NgramPredictor(vocabulary, new NgramIndex(encoded, vocabulary.size, vocabulary.endOfFile));
const defaults = { path: 'src/operators/windowCount.ts', faithful: 1, seed: 1, maximumCharacters: 5000 };

async function written(options: Partial<GenerationOptions> = {}, code = files): Promise<GeneratedFile> {
  const pieces = generateFile(predictor, code, { ...defaults, ...options });
  for (;;) {
    const piece = await pieces.next();
    if (piece.done) return piece.value;
  }
}

describe('a generated file', () => {
  test('follows the file that is most like it, under its own name', async () => {
    const file = await written();
    expect(file).toMatchObject({
      end: 'end-of-file',
      follows: expect.stringMatching(/operators\/(buffer|window)/) as string,
    });
    expect(file.text).toContain('export function windowCount<T>(count: number): OperatorFunction<T> {');
    expect(file.text).not.toMatch(/bufferCount|windowTime|bufferTime/);
    // The body is that of the file followed, letter by letter.
    expect(file.copying.longestRun?.path).toMatch(/operators/);
    expect(file.copying.longestRun?.characters).toBeGreaterThan(60);
    expect(file.copying.shareInLongRuns).toBeGreaterThan(0.3);
  });

  test('follows the file that is named', async () => {
    expect((await written({ like: 'src/util/lift.ts' })).follows).toBe('src/util/lift.ts');
    await expect(written({ like: 'src/none.ts' })).rejects.toMatchObject({ code: 'file-not-found' });
  });

  test('keeps what it is to begin with, and goes on from there', async () => {
    const prompt = '/** Windows, each of so many values. */';
    const { text } = await written({ prompt });
    expect(text).toContain(`\n\n${prompt}\nexport function windowCount`);
    expect(text.match(/\/\*\*/g)).toHaveLength(1);
  });

  test('goes on from where the grammar allows it', async () => {
    const prompt = 'export function windowCount<T>(count: number): OperatorFunction<T> {\n  // Nothing\n}';
    const { text } = await written({ prompt });
    expect(text).toContain(prompt);
    const grammar = await Grammar.of('a.ts');
    expect(grammar?.errorsIn(text)).toBe(0);
    grammar?.dispose();
  });

  test('is whole at every degree of faithfulness, and the same for the same seed', async () => {
    for (const faithful of [0, 0.3, 0.6, 0.9]) {
      const { text } = await written({ faithful });
      expect(text).toMatch(/export function windowCount[^]*\n\}\n$/);
      expect((await written({ faithful })).text).toBe(text);
    }
  });

  test('ends whole where there is nothing to follow', async () => {
    const { text, follows } = await written({ path: 'src/x.py' });
    expect(follows).toBeNull();
    expect(text.split('{')).toHaveLength(text.split('}').length);
  });

  test('ends at the top of the file where it may not be as long as it would be', async () => {
    const { text, end } = await written({ maximumCharacters: 100 });
    expect(end).toBe('maximum');
    // What is imported for the rest is not.
    expect(text).toBe('/** Does what windowCount does. */\n');
  });

  test.each([
    [{ path: ' ' }, 'usage'],
    [{ path: '../a.ts' }, 'path-outside-folder'],
    [{ path: '/a.ts' }, 'path-outside-folder'],
    [{ path: 'src/util/lift.ts' }, 'path-taken'],
    [{ prompt: 'x'.repeat(30_000) }, 'prompt-too-long'],
    [{ faithful: 2 }, 'usage'],
    [{ seed: 0.5 }, 'usage'],
    [{ maximumCharacters: -1 }, 'usage'],
  ])('is refused with %j', async (options, code) => {
    await expect(written(options)).rejects.toMatchObject({ code });
  });

  test('is left off when told, and nothing of it is lost', async () => {
    const stop = new AbortController();
    const pieces = generateFile(predictor, files, { ...defaults, faithful: 0.5, signal: stop.signal });
    const first = await pieces.next();
    stop.abort();
    let piece = await pieces.next();
    while (!piece.done) piece = await pieces.next();
    expect(piece.value.end).toBe('cancelled');
    expect(piece.value.text).toBe(first.value);
  });
});
