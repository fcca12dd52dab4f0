import { sampleText } from '@house-style/model/generation/sample-text';
import { Lstm } from '@house-style/model/lstm/lstm';
import { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import type { Parameters } from '@house-style/model/network';

/** Characters of a sample. */
const characters = 200;
/** Draws as the network believes, a little surer: at 1, one slip in a hundred characters leads it astray. */
const temperature = 0.7;
/** One seed for all samples of a run, so that what changes is the network. */
const seed = 1;
/** Part of a run's time that samples may take. */
const share = 0.01;

/**
 * Lets the network in training write, so that people see it learn. It takes at most a hundredth of the run's time: where
 * samples cost more than that, fewer are drawn, but always the first one.
 */
export class Sampler {
  #spent = 0;
  #longest = 0;

  /**
   * @param modelOf a model file of weights, as it would be exported.
   * @param path of the file that the network is to write.
   */
  constructor(
    private readonly modelOf: (parameters: Parameters) => ModelFile,
    private readonly path: string,
  ) {}

  /** @param seconds of the run so far. @returns undefined where it would take too much of them. */
  async draw(parameters: () => Promise<Parameters>, seconds: number): Promise<string | undefined> {
    if (this.#spent > 0 && this.#spent + this.#longest > share * seconds) return undefined;
    const began = performance.now();
    const lstm = await Lstm.load(this.modelOf(await parameters()));
    try {
      let text = '';
      const options = { path: this.path, temperature, seed, maximumCharacters: characters };
      for await (const piece of sampleText(new LstmPredictor(lstm), options)) text += piece;
      return text;
    } finally {
      await lstm.dispose();
      const took = (performance.now() - began) / 1000;
      this.#spent += took;
      this.#longest = Math.max(this.#longest, took);
    }
  }
}
