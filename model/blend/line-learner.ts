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
/** Text before a line that is looked at for what may not be learned: as much as is kept of what was passed. */
const lookedBack = 1 << 15;
/** The same after it, which only tells what the line is part of; and how much text is looked at together. */
const lookedOn = 1 << 13;
/** Of a text with such a thing in it, so much is read before a line that is learned, code units. */
const readBefore = 2000;
/** Longer lines are not learned: nobody typed them, and a completion would wait until such a line was done. */
const longestLine = 400;

/**
 * Gives a text as it may be learned: line for line, without what may not; undefined where nothing of it may.
 *
 * @throws what the signal gives as its reason, once it is aborted.
 */
type Learnable = (text: string, signal: AbortSignal | undefined) => Promise<string | undefined>;

/** Learns the lines of a text that nobody need ask about, such as one that is only measured with. */
const everything: Learnable = (text) => Promise.resolve(text);

export class LineLearner {
  /** What predicts in this document: the blend, whose network adapts to it, and which sees what stands below. */
  readonly predictor: Predictor<BlendContext>;
  /** Lines that are learned. */
  readonly #known: Set<string>;
  readonly #shared: OfDocument;

  /** @param known text whose lines are learned already: the file as the workspace has it. */
  constructor(
    private readonly blend: Blend,
    known = '',
    private readonly learnable = everything,
    /** Told of each line when it is learned. */
    private readonly onLearned: (line: string) => void = () => undefined,
  ) {
    const saved = new Set(known.split('\n'));
    this.#known = new Set(saved);
    const below = new TextBelow(blend.vocabulary, saved);
    this.#shared = { adapted: blend.lstm?.beginAdapting(), below };
    this.predictor = startingWith(blend, this.#shared);
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
    const { text } = document;
    const around = textAround(text, line.start);
    const learnable = await this.learnable(around.text, signal);
    signal?.throwIfAborted();
    // Edited meanwhile.
    if (document.text !== text) return true;
    if (learnable === undefined) return false;
    const start = startOfLine(learnable, around.line);
    const end = learnable.indexOf('\n', start);
    const before = learnable.slice(0, start);
    const context = text.slice(0, line.start).endsWith(before)
      ? await document.reach(line.start, signal)
      : await this.#contextAfter(document.path, before.slice(-readBefore), signal);
    if (context === undefined) return true;
    signal?.throwIfAborted();
    // Never left halfway: what was learned of it would be learned again.
    await this.blend.learn(context, this.blend.vocabulary.encode(`${learnable.slice(start, end)}\n`));
    this.#known.add(line.text);
    this.onLearned(line.text);
    return true;
  }

  /**
   * Reads a text that stands nowhere, as there is something in the document that must not even be remembered as the
   * surroundings of what is learned.
   */
  async #contextAfter(path: string, text: string, signal?: AbortSignal): Promise<BlendContext> {
    const { vocabulary } = this.blend;
    const header = await this.blend.read(this.blend.start(this.#shared), vocabulary.encodeHeader(path), signal);
    return this.blend.read(header, vocabulary.encode(text), signal);
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

/**
 * Whole lines around one that ends with a line feed, and which of them it is. They are the same for all lines of a block,
 * so that whoever judges them judges once for many lines.
 */
function textAround(text: string, lineStart: number): { readonly text: string; readonly line: number } {
  const block = lineStart - (lineStart % lookedOn);
  const from = block <= lookedBack ? 0 : text.indexOf('\n', block - lookedBack - 1) + 1;
  const to = text.indexOf('\n', Math.min(text.length - 1, block + 2 * lookedOn));
  let line = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < lineStart; at = text.indexOf('\n', at + 1)) line += 1;
  return { text: text.slice(from, to < 0 ? text.length : to + 1), line };
}

function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let passed = 0; passed < line; passed++) at = text.indexOf('\n', at) + 1;
  return at;
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
