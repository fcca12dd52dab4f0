/** Completions in the files of real code bases, by a predictor that has read other files of theirs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { completeOnce, defaultPreferences } from './complete';
import type { Candidate, CompletionOutcome } from '@house-style/protocol/inference-messages';
import { BackoffPredictor } from '../testing/backoff-predictor';
import { asciiVocabulary } from '../testing/random-model';

const mark = '║';
const read = (path: string): string =>
  readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
const operator = (name: string): string => read(`rxjs/src/internal/operators/${name}.ts`);
const parser = read('re2/vendor/re2/re2/parse.cc');
const make = read('node-gyp/gyp/pylib/gyp/generator/make.py');

const codeBases = {
  rxjs: {
    predictor: new BackoffPredictor(
      asciiVocabulary,
      ['concatMap', 'exhaustMap', 'mergeMap', 'map', 'filter', 'scan', 'skipWhile', 'takeWhile'].map(operator),
    ),
    file: operator('switchMap'),
  },
  re2: {
    predictor: new BackoffPredictor(asciiVocabulary, [parser.slice(20_000, 50_000)]),
    file: read('re2/vendor/re2/re2/regexp.cc'),
  },
  gyp: { predictor: new BackoffPredictor(asciiVocabulary, [make.slice(30_000, 60_000)]), file: make.slice(60_000) },
} as const;

/** What stands below the cursor's line when it is asked: nothing yet, or the rest of the file. */
type Below = 'nothing below' | 'the rest below';

interface Place {
  readonly predictor: BackoffPredictor;
  readonly document: string;
  readonly offset: number;
  /** What the authors wrote there. */
  readonly authors: string;
}

/** The place in a file that `line`, a line of its, marks with ║; what follows the mark on its line is yet to be written. */
function placeAt(base: keyof typeof codeBases, line: string, below: Below): Place {
  const { predictor, file } = codeBases[base];
  const found = file.indexOf(line.replace(mark, ''));
  if (found < 0) throw new Error(`There is no line ${line} in the file.`);
  const offset = found + line.indexOf(mark);
  const rest = below === 'nothing below' ? '' : file.slice(file.indexOf('\n', offset));
  return { predictor, document: file.slice(0, offset) + rest, offset, authors: file.slice(offset) };
}

function ask({ predictor, document, offset }: Omit<Place, 'authors'>): Promise<CompletionOutcome> {
  return completeOnce(predictor, '', document, { offset, trigger: 'automatic', preferences: defaultPreferences });
}

async function suggested(place: Omit<Place, 'authors'>): Promise<Candidate | undefined> {
  const outcome = await ask(place);
  return outcome.kind === 'shown' ? outcome.candidates[0] : undefined;
}

describe('what the authors wrote is suggested', () => {
  test.each([
    ['within a word', 'rxjs', '): OperatorFun║ction<T, ObservedValueOf<O>>;', 'nothing below'],
    [
      'to the end of a line that has others below',
      'rxjs',
      '): OperatorFun║ction<T, ObservedValueOf<O>>;',
      'the rest below',
    ],
    ['in a comment, over its lines', 'rxjs', ' * P║rojects each source value to an Observable which', 'nothing below'],
    [
      'in a comment, in its line alone',
      'rxjs',
      ' * P║rojects each source value to an Observable which',
      'the rest below',
    ],
    ['in a blank line', 'rxjs', "║import { operate } from '../util/lift';", 'the rest below'],
    ['in a string', 'rxjs', "import { operate } from '║../util/lift';", 'the rest below'],
    ['after an opening bracket', 'rxjs', '  return operate(║(source, subscriber) => {', 'the rest below'],
    ['where only the lines below tell', 're2', '    case kRegexpCh║arClass:', 'the rest below'],
  ] as const)('%s', async (_, base, line, below) => {
    const place = placeAt(base, line, below);
    const candidate = await suggested(place);
    expect(place.authors.slice(0, candidate?.text.length)).toBe(candidate?.text);
    expect(candidate?.text.includes('\n') && below === 'the rest below').toBe(false);
  });

  test('in the middle of a line, and not more than is missing there', async () => {
    const line = 'createOperatorSubscriber(║, (value) => {';
    const predictor = codeBases.rxjs.predictor;
    const place = { predictor, document: `      ${line.replace(mark, '')}\n`, offset: 6 + line.indexOf(mark) };
    expect(await suggested(place)).toMatchObject({ text: 'subscriber', replaces: 0 });
  });

  test('again and again, each suggestion going on from the one accepted before', async () => {
    const { predictor, authors, ...place } = placeAt('rxjs', '/** @deprecate║d The `resultSelector`', 'nothing below');
    let document = place.document;
    for (let accepted = 0; accepted < 3; accepted++) {
      const candidate = await suggested({ predictor, document, offset: document.length });
      document += candidate?.text ?? '';
    }
    const written = document.slice(place.offset);
    expect(written.length).toBeGreaterThan(100);
    expect(authors.slice(0, written.length)).toBe(written);
  });
});

describe('nothing is suggested, with a reason,', () => {
  test.each([
    ['in a comment on something else', 're2', '// Constructor║', 'unsure'],
    ['in code that was never seen', 'gyp', '                f"{gch}: {var_║', 'unsure'],
    ['within a word that goes on', 'rxjs', 'import { oper║ate', 'inside-word'],
  ] as const)('%s', async (_, base, line, reason) => {
    const place = placeAt(base, line, 'nothing below');
    const document = reason === 'inside-word' ? place.document + place.authors : place.document;
    expect(await ask({ ...place, document })).toEqual({ kind: 'quiet', reason });
  });
});
