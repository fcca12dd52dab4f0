/**
 * Learns the lines of a document as they are finished, each once: those before the line with the cursor that are new,
 * which the person has typed, pasted or changed. New lines below the cursor are only looked at ({@link TextBelow}).
 */
import type { Predictor } from '../predictor';
import type { PrefixContexts } from '../completion/prefix-contexts';
import type { Blend, BlendContext, OfDocument } from './blend';
import { TextBelow } from './text-below';

/** Lines before the cursor that are looked through. What stands further up was there before, or is learned when saved. */
const linesBack = 400;
/** Tokens left free for the text that is being predicted; with less, nothing is learned any more. */
const tokensKeptFree = 1 << 16;
/** Longer lines are not learned: nobody typed them, and a completion would wait until such a line was done. */
const longestLine = 400;

export class DocumentLearner {
  /** What predicts in this document: the blend, whose network adapts to it, and which sees what stands below. */
  readonly predictor: Predictor<BlendContext>;
  /** Lines that are learned. */
  readonly #known: Set<string>;

  /** @param known text whose lines are learned already: the file as the workspace has it. */
  constructor(
    private readonly blend: Blend,
    known = '',
  ) {
    const saved = new Set(known.split('\n'));
    this.#known = new Set(saved);
    const below = new TextBelow(blend.vocabulary, saved);
    this.predictor = startingWith(blend, { adapted: blend.lstm?.beginAdapting(), below });
  }

  /**
   * Learns the next run of new lines before a place.
   *
   * @param document with contexts of {@link predictor}.
   * @param offset of the cursor, code units.
   * @param signal leaves the step where it is still on its way to the line.
   * @returns whether there may be more to learn.
   */
  async step(document: PrefixContexts<BlendContext>, offset: number, signal?: AbortSignal): Promise<boolean> {
    if (this.blend.mixing.room < tokensKeptFree) return false;
    const line = this.#firstNewLine(document.text, offset);
    if (line === undefined) return false;
    const context = await document.reach(line.start, signal);
    if (context === undefined) return true;
    signal?.throwIfAborted();
    // Never left halfway: what was learned of it would be learned again.
    await this.blend.learn(context, this.blend.vocabulary.encode(`${line.text}\n`));
    this.#known.add(line.text);
    return true;
  }

  #firstNewLine(text: string, offset: number): { readonly start: number; readonly text: string } | undefined {
    let found: { start: number; text: string } | undefined;
    let end = text.lastIndexOf('\n', offset - 1);
    for (let lines = 0; offset > 0 && end >= 0 && lines < linesBack; lines++) {
      const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
      const line = text.slice(start, end);
      if (line.length <= longestLine && !this.#known.has(line)) found = { start, text: line };
      end = start - 1;
    }
    return found;
  }
}

/** The blend for the texts of one document, whose contexts hand on what they share. */
function startingWith(blend: Blend, shared: OfDocument): Predictor<BlendContext> {
  return {
    vocabulary: blend.vocabulary,
    contextBytes: blend.contextBytes,
    start: () => blend.start(shared),
    advance: (contexts, tokens, expected) => blend.advance(contexts, tokens, expected),
    read: (context, tokens, signal) => blend.read(context, tokens, signal),
    lookAround: (text, offset) => shared.below?.update(text, offset),
  };
}
