import { Failure } from '@house-style/protocol/failure';
import { type ModelFile, parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import {
  hasFixedContext,
  type Network,
  type Parameter,
  type Parameters,
  parameterShapes,
} from '@house-style/model/network';
import type { TrainingOptions } from '../options/options';

/** Options that a network is made of; a base model brings its own. */
type NetworkOptions = Partial<Pick<TrainingOptions, 'cell' | 'input' | 'context' | 'embedding' | 'hidden'>>;

/** Peak rate of fine-tuning with AdamW (lab/pretraining/README.md). */
const fineTuningRate = 4e-3;

/** The model that a training starts from. */
export class BaseModel {
  /** @throws Failure as {@link readModelFile} does. */
  static async read(path: string): Promise<BaseModel> {
    return new BaseModel(await readModelFile(path));
  }

  private constructor(private readonly file: ModelFile) {}

  get path(): string {
    return this.file.path;
  }

  /** Characters that keep their tokens. */
  get vocabulary() {
    return this.file.vocabulary;
  }

  /** Which corpus it was trained on. */
  get corpusDigest(): string {
    return this.file.metadata.corpus.digest;
  }

  /**
   * The options of a training that goes on from here.
   *
   * @throws Failure `usage` where one of those given is not the base network's.
   */
  optionsWith(given: Partial<TrainingOptions>): Partial<TrainingOptions> {
    for (const { name, wanted, value } of this.#contradictions(given)) {
      throw new Failure(
        'usage',
        `--${name} ${wanted} contradicts ${this.path}, which has ${value}: leave one of them out.`,
      );
    }
    const isAdam = (given.optimiser ?? 'adamw') === 'adamw';
    return { ...(isAdam && { learningRate: fineTuningRate }), ...given, ...this.#networkOptions() };
  }

  /** Whether what was given asks for no other network than this one. */
  fits(given: Partial<TrainingOptions>): boolean {
    return this.#contradictions(given).length === 0;
  }

  #contradictions(given: Partial<TrainingOptions>): { name: string; wanted: string; value: string }[] {
    return Object.entries(this.#networkOptions()).flatMap(([name, value]) => {
      const wanted = given[name as keyof NetworkOptions];
      const agrees = wanted === undefined || String(wanted) === String(value);
      return agrees ? [] : [{ name, wanted: String(wanted), value: String(value) }];
    });
  }

  #networkOptions(): NetworkOptions {
    const { network } = this.file.metadata;
    return {
      cell: network.cell,
      input: network.input,
      hidden: [...network.hidden],
      ...(network.input === 'embedding' && { embedding: network.embedding }),
      ...(hasFixedContext(network) && { context: network.context }),
    };
  }

  /**
   * The base model's weights in a network with a larger vocabulary: tokens of the base keep their rows, those of new
   * characters take theirs from `fresh`.
   *
   * @param fresh initial weights of the grown network.
   */
  parametersIn(network: Network, fresh: Parameters): Parameters {
    return grow(parametersOf(this.file), network, fresh);
  }
}

/**
 * Copies weights into a network that differs by further tokens at the vocabulary's end.
 *
 * @throws RangeError where they differ otherwise.
 */
export function grow(base: Parameters, network: Network, fresh: Parameters): Parameters {
  const grown = new Map<string, Parameter>();
  for (const { name, shape } of parameterShapes(network)) {
    const [from, into] = [base.get(name), fresh.get(name)];
    if (from === undefined || into === undefined) throw new RangeError(`The base model has no ${name}.`);
    const data = into.data.slice();
    const [rows = 0, columns = 1] = from.shape;
    const newColumns = shape[1] ?? 1;
    // Tokens are the rows of embedding and output, and the columns of a one-hot input.
    if (rows > (shape[0] ?? 0) || columns > newColumns) throw new RangeError(`The base model's ${name} is larger.`);
    for (let row = 0; row < rows; row++) {
      data.set(from.data.subarray(row * columns, (row + 1) * columns), row * newColumns);
    }
    grown.set(name, { name, shape, data });
  }
  return grown;
}
