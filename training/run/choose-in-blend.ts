/**
 * How much of what a training learned makes suggestions better, by what they come from: the blend as the editor has it,
 * over held-out files. The network alone says too little: what it has learned of this code the contexts know too, and
 * what it has unlearned of other code nobody else knows.
 *
 * A figure of the files that it was chosen on would flatter. So what a training brought is told by cross-validation: for
 * each half of what is held out, with what the other half would choose.
 */
import { openLanguageModel } from '@house-style/model/lstm/language-model';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import type { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { countCharacters } from '@house-style/corpus/character-counts';
import { bodyOf, type Corpus, type CorpusFile } from '@house-style/corpus/corpus';
import { pathFraction } from '@house-style/corpus/split';
import { pathInFolder } from '@house-style/protocol/code-folder';
import { blendPredictions } from '../evaluate/blend-predictions';
import { chooseFiles } from '../evaluate/choose-files';
import { LearnedTables } from '../evaluate/learned-blend';
import { meanBits, partsOf, type Predictions, shareExpected } from '../evaluate/predictions';

/** Characters that the contexts learn for it, and of each half that choose and tell, at most: half a minute’s work or so together. */
const limits = { learned: 300_000, choosing: 10_000, telling: 4_000 };

/** Shares of the way from the weights before the training to those after it. */
const shares = [0, 0.25, 0.5, 0.75, 1];
/** What may as well be chance: where suggestions are better by no more, nothing is changed. */
const indifference = 0.002;

type Files = readonly CorpusFile[];

/** What both halves cost with the network after so much of what was learned. */
interface Cost {
  readonly learned: number;
  readonly bits: readonly [number, number];
}

interface BlendQuality {
  readonly bitsPerCharacter: number;
  /** Share of the characters that were thought likeliest, 0 to 1. */
  readonly predicted: number;
}

export interface Choice {
  /** How much of what was learned is best kept, 0 to 1. */
  readonly learned: number;
  /** Of suggestions with the network as it was, and with one chosen so, over files that had no part in the choice. */
  readonly before: BlendQuality;
  readonly after: BlendQuality;
  /** What those were measured on. */
  readonly files: number;
  readonly characters: number;
}

/**
 * @param corpus whose vocabulary the networks have.
 * @param networkAt the network after so much of what was learned, 0 to 1.
 * @returns undefined where nothing is held out, so nobody can tell.
 * @throws what the signal gives as its reason, once it is aborted.
 */
export async function chooseInBlend(
  corpus: Corpus,
  networkAt: (learned: number) => ModelFile,
  signal: AbortSignal,
): Promise<Choice | undefined> {
  const parts = halves(corpus.heldOut, corpus.vocabulary);
  if (!parts.every((part) => part.some(({ characters }) => characters > 0))) return undefined;
  const tables = await LearnedTables.learn(
    corpus.vocabulary,
    chooseFiles(corpus.training, { characters: limits.learned }),
    () => undefined,
    signal,
  );
  const some = (part: Files): Files => chooseFiles(part, { characters: limits.choosing });
  const [first, second] = [some(parts[0]), some(parts[1])];
  const costs: Cost[] = [];
  for (const learned of shares) {
    const network = networkAt(learned);
    const bits = [await bitsOf(tables, network, first, signal), await bitsOf(tables, network, second, signal)] as const;
    costs.push({ learned, bits });
  }
  const chosenOn = (part: 0 | 1): number =>
    bestShare(costs.map(({ learned, bits }) => ({ learned, bits: bits[part] })));
  const told = [
    { files: chooseFiles(first, { characters: limits.telling }), learned: chosenOn(1) },
    { files: chooseFiles(second, { characters: limits.telling }), learned: chosenOn(0) },
  ];
  const predictions = async (learnedOf: (half: (typeof told)[number]) => number): Promise<Predictions[]> => {
    const ofHalves: Predictions[] = [];
    for (const half of told) ofHalves.push(...(await predict(tables, networkAt(learnedOf(half)), half.files, signal)));
    return ofHalves;
  };
  const files = told.flatMap((half) => half.files);
  return {
    learned: bestShare(costs.map(({ learned, bits: [one, other] }) => ({ learned, bits: one + other }))),
    before: qualityOf(await predictions(() => 0)),
    after: qualityOf(await predictions(({ learned }) => learned)),
    files: new Set(files.map(({ path }) => path)).size,
    characters: files.reduce((sum, file) => sum + file.characters, 0),
  };
}

/** The share that suggestions are best with; 0 where they are about as good without anything learned. */
export function bestShare(costs: readonly { readonly learned: number; readonly bits: number }[]): number {
  const best = costs.reduce((least, one) => (one.bits < least.bits ? one : least));
  const asItWas = costs.find(({ learned }) => learned === 0);
  return asItWas !== undefined && asItWas.bits <= best.bits * (1 + indifference) ? 0 : best.learned;
}

/** Files in two parts by a hash of their paths that the split itself does not use; a single file is cut in two. */
export function halves(files: Files, vocabulary: Vocabulary): readonly [Files, Files] {
  const [only] = files;
  if (only !== undefined && files.length === 1) {
    const [first, second] = cutInTwo(only, vocabulary);
    return [[first], [second]];
  }
  const place = ({ path }: CorpusFile): number => pathFraction(`half:${pathInFolder(path)}`);
  const inOrder = [...files].sort((a, b) => place(a) - place(b));
  // Neither part is empty, however few files there are.
  const middle = Math.ceil(inOrder.length / 2);
  return [inOrder.slice(0, middle), inOrder.slice(middle)];
}

function cutInTwo(file: CorpusFile, vocabulary: Vocabulary): [CorpusFile, CorpusFile] {
  const text = bodyOf(file, vocabulary);
  const middle = text.indexOf('\n', text.length / 2) + 1 || text.length;
  const part = (body: string): CorpusFile => ({
    path: file.path,
    tokens: vocabulary.encodeFile(file.path, body),
    characters: countCharacters(body),
  });
  return [part(text.slice(0, middle)), part(text.slice(middle))];
}

async function withBlends<Result>(
  tables: LearnedTables,
  network: ModelFile,
  use: (start: () => ReturnType<LearnedTables['start']>) => Promise<Result>,
): Promise<Result> {
  const model = await openLanguageModel(network, true);
  try {
    return await use(() => tables.start(model.predictor));
  } finally {
    await model.dispose();
  }
}

/** Bits that files cost, a line at a time: what comes next at each place need not be told, so it is quick. */
function bitsOf(
  tables: LearnedTables,
  network: ModelFile,
  files: readonly CorpusFile[],
  signal: AbortSignal,
): Promise<number> {
  return withBlends(tables, network, async (start) => {
    let bits = 0;
    for (const file of files) {
      const blend = start();
      const { header, body } = partsOf(file, blend.vocabulary);
      let before = await blend.read(blend.start({ adapted: blend.lstm?.beginAdapting() }), header, signal);
      for (const line of linesOf(body, blend.vocabulary)) {
        const { context, costs } = await blend.learn(before, line, signal);
        for (const cost of costs) bits += cost;
        before = context;
      }
    }
    return bits;
  });
}

function* linesOf(tokens: Uint8Array, vocabulary: Vocabulary): Generator<Uint8Array> {
  const lineFeed = vocabulary.encode('\n')[0] as number;
  for (let start = 0; start < tokens.length;) {
    const end = tokens.indexOf(lineFeed, start) + 1 || tokens.length;
    yield tokens.subarray(start, end);
    start = end;
  }
}

function predict(tables: LearnedTables, network: ModelFile, files: Files, signal: AbortSignal): Promise<Predictions[]> {
  return withBlends(tables, network, async (start) => {
    const predictions: Predictions[] = [];
    for (const file of files) predictions.push(await blendPredictions(start(), file, signal));
    return predictions;
  });
}

function qualityOf(predictions: readonly Predictions[]): BlendQuality {
  return { bitsPerCharacter: meanBits(predictions) ?? 0, predicted: shareExpected(predictions) ?? 0 };
}
