import { lexemesOf } from '@house-style/model/surprise/lexemes';
import type { ContextMixing } from '@house-style/model/mixing/context-mixing';
import type { Corpus } from '@house-style/corpus/corpus';
import { learnTraining } from '../mixing/measurement';

/** What the context mixing, which learned the training files, makes of a file's lines as it reads them. */
export class ContextsAlone {
  private constructor(
    private readonly mixing: ContextMixing,
    private readonly learned: Uint8Array,
  ) {}

  static learn(corpus: Corpus): ContextsAlone {
    const { mixing } = learnTraining(corpus);
    return new ContextsAlone(mixing, mixing.save());
  }

  /** By line, bits: of a character on average, and of the lexeme outside comments that costs most. */
  bitsOfLines(path: string, text: string): { readonly mean: number; readonly dearest: number }[] {
    const { mixing } = this;
    mixing.restore(this.learned);
    for (const token of mixing.vocabulary.encodeHeader(path)) mixing.learn(token);
    const lines = text.split('\n').map((line) => ({ bits: 0, characters: line.length + 1, dearest: 0 }));
    for (const { kind, start, end, line } of lexemesOf(path, text)) {
      let bits = 0;
      for (const token of mixing.vocabulary.encode(text.slice(start, end))) bits += mixing.learn(token);
      const own = lines[line];
      if (own === undefined) continue;
      own.bits += bits;
      if (kind !== 'comment') own.dearest = Math.max(own.dearest, bits);
    }
    return lines.map(({ bits, characters, dearest }) => ({ mean: bits / characters, dearest }));
  }
}
