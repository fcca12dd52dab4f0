/** What suggestions come from in a small code base, and what it needs a character in files that nobody has read. */
import { Blend } from '@house-style/model/blend/blend';
import { WorkspaceTables } from '@house-style/model/blend/workspace-tables';
import { openLanguageModel } from '@house-style/model/lstm/language-model';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import type { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { countCharacters } from '@house-style/corpus/character-counts';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';

interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * Bits a character over files, each from the state after the whole code base was learned as the editor learns it, its
 * held-out files with the network.
 *
 * @param folder the code base.
 * @param vocabulary of the network.
 * @param network without it, the contexts predict alone.
 */
export async function bitsPerCharacter(
  folder: string,
  vocabulary: Vocabulary,
  network: ModelFile | undefined,
  reported: readonly Text[],
): Promise<number> {
  const corpus = await loadCorpus(folder, { vocabulary, minimumCharacters: 0 });
  const files = [
    ...corpus.training.map((file) => ({ file, heldOut: false })),
    ...corpus.heldOut.map((file) => ({ file, heldOut: true })),
  ].map(({ file, heldOut }) => ({ path: file.path, text: bodyOf(file, vocabulary), heldOut, modified: 0 }));
  const model = network && (await openLanguageModel(network, true));
  try {
    const tables = await WorkspaceTables.open(vocabulary, files);
    const blend = new Blend(tables.mixing, model?.predictor);
    while (await tables.step(blend));
    blend.settle();
    const learned = tables.mixing.save();
    let [bits, characters] = [0, 0];
    for (const file of reported) {
      blend.restore(learned);
      bits += await bitsOf(blend, file);
      characters += countCharacters(file.text);
    }
    return bits / characters;
  } finally {
    await model?.dispose();
  }
}

/** Of a text that is typed line by line, and learned so. */
async function bitsOf(blend: Blend, { path, text }: Text): Promise<number> {
  const { vocabulary } = blend;
  let before = await blend.read(blend.start({ adapted: blend.lstm?.beginAdapting() }), vocabulary.encodeHeader(path));
  let bits = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const { context, costs } = await blend.learn(before, vocabulary.encode(line));
    for (const cost of costs) bits += cost;
    before = context;
  }
  return bits;
}
