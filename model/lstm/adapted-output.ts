import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import type { OutputLayer } from './adaptable-graph';
import { type AdaptationStep, stepTokens } from './adaptation-step';

/**
 * The output layer as it adapts to one document: trained at first, then learning each line that is finished. Whoever
 * lets go of it is back at the trained network, to the last bit.
 */
export class AdaptedOutput {
  /** Raised whenever the layer changes: what was predicted before is out of date. */
  revision = 0;
  #layer: OutputLayer;
  /** What was read before each of the tokens that no step has learned yet. */
  readonly #features: Float32Array;
  #tokens: Token[] = [];
  readonly #lineEnd: Token | undefined;

  constructor(
    private readonly step: AdaptationStep,
    vocabulary: Vocabulary,
  ) {
    this.#layer = step.trained;
    this.#features = new Float32Array(stepTokens * step.hidden);
    [this.#lineEnd] = vocabulary.encode('\n');
  }

  get layer(): OutputLayer {
    return this.#layer;
  }

  /**
   * Learns what came after a place: at the end of each line, and within long lines. Some milliseconds a line.
   *
   * @param features what the layer read before each token, `[tokens, hidden]`.
   */
  async learn(features: Float32Array, tokens: ArrayLike<Token>): Promise<void> {
    const { hidden } = this.step;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index] as Token;
      this.#features.set(features.subarray(index * hidden, (index + 1) * hidden), this.#tokens.length * hidden);
      this.#tokens.push(token);
      if (token === this.#lineEnd || this.#tokens.length === stepTokens) await this.#learnLine();
    }
  }

  async #learnLine(): Promise<void> {
    const tokens = this.#tokens;
    this.#tokens = [];
    const features = this.#features.subarray(0, tokens.length * this.step.hidden);
    this.#layer = await this.step.run(this.#layer, features, tokens);
    this.revision += 1;
  }

  /** Unnormalised log probabilities of the next token. @param features `[hidden]`. */
  logits(features: Float32Array): Float32Array {
    const weights = this.#layer['output.W'].data as Float32Array;
    const logits = Float32Array.from(this.#layer['output.B'].data as Float32Array);
    const { length } = logits;
    for (const [unit, value] of features.entries()) {
      const row = unit * length;
      for (let token = 0; token < length; token++) {
        logits[token] = (logits[token] as number) + value * (weights[row + token] as number);
      }
    }
    return logits;
  }
}
