/**
 * How much of what a training learned makes suggestions better, by what they come from: the blend as the editor has it,
 * over held-out files. The network alone says too little: what it has learned of this code the contexts know too, and
 * what it has unlearned of other code nobody else knows.
 *
 * One half of what is held out chooses, the other one tells what it brought: a figure of the files that it was chosen on
 * would flatter.
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

/** Characters that the contexts learn for it, and that choose and tell, at most: half a minute's work together. */
const limits = { learned: 600_000, chosenOn: 16_000, told: 12_000 };

/** Shares of the way from the weights before the training to those after it. */
const shares = [0, 0.25, 0.5, 0.75, 1];

interface BlendQuality {
  readonly bitsPerCharacter: number;
  /** Share of the characters that were thought likeliest, 0 to 1. */
  readonly predicted: number;
}

export interface Choice {
  /** How much of what was learned is best kept, 0 to 1. */
  readonly learned: number;
  /** Of suggestions with the network as it was, and with the chosen one. */
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
  const { choosing, telling } = halves(corpus.heldOut, corpus.vocabulary);
  if (![choosing, telling].every((part) => part.some(({ characters }) => characters > 0))) return undefined;
  const tables = await LearnedTables.learn(
    corpus.vocabulary,
    chooseFiles(corpus.training, { characters: limits.learned }),
    () => undefined,
    signal,
  );
  const [chosenOn, told] = [
    chooseFiles(choosing, { characters: limits.chosenOn }),
    chooseFiles(telling, { characters: limits.told }),
  ];
  const costs: { readonly learned: number; readonly bits: number }[] = [];
  for (const learned of shares) {
    costs.push({ learned, bits: await bitsOf(tables, networkAt(learned), chosenOn, signal) });
  }
  const { learned } = cheapest(costs);
  const before = await qualityOf(tables, networkAt(0), told, signal);
  return {
    learned,
    before,
    after: learned === 0 ? before : await qualityOf(tables, networkAt(learned), told, signal),
    files: told.length,
    characters: told.reduce((sum, file) => sum + file.characters, 0),
  };
}

/** Of equal costs the one that changes least. */
export function cheapest(costs: readonly { readonly learned: number; readonly bits: number }[]): {
  readonly learned: number;
} {
  return costs.reduce((best, one) => (one.bits < best.bits ? one : best));
}

/** Files in two parts by a hash of their paths that the split itself does not use; a single file is cut in two. */
export function halves(
  files: readonly CorpusFile[],
  vocabulary: Vocabulary,
): { readonly choosing: readonly CorpusFile[]; readonly telling: readonly CorpusFile[] } {
  const [only] = files;
  if (only !== undefined && files.length === 1) {
    const [choosing, telling] = cutInTwo(only, vocabulary);
    return { choosing: [choosing], telling: [telling] };
  }
  const place = ({ path }: CorpusFile): number => pathFraction(`telling:${pathInFolder(path)}`);
  const inOrder = [...files].sort((a, b) => place(a) - place(b));
  // Neither part is empty, however few files there are.
  const middle = Math.ceil(inOrder.length / 2);
  return { choosing: inOrder.slice(0, middle), telling: inOrder.slice(middle) };
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

function qualityOf(
  tables: LearnedTables,
  network: ModelFile,
  files: readonly CorpusFile[],
  signal: AbortSignal,
): Promise<BlendQuality> {
  return withBlends(tables, network, async (start) => {
    const predictions: Predictions[] = [];
    for (const file of files) predictions.push(await blendPredictions(start(), file, signal));
    return { bitsPerCharacter: meanBits(predictions) ?? 0, predicted: shareExpected(predictions) ?? 0 };
  });
}
