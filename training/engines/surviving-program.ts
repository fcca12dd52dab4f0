import { asFailure } from '@house-style/protocol/failure';
import type { Parameters } from '@house-style/model/network';
import type { Batch, OptimiserState, Prediction, StepResult, TrainingProgram } from './engine';

/** The state of a program on the host, and the steps done since it was copied. */
interface Copy {
  readonly parameters: Parameters;
  readonly state: OptimiserState;
  readonly since: { readonly batch: Batch; readonly learningRate: number }[];
}

/** Copying may take this part of the time of the steps. */
const copyShare = 0.03;
/** Steps after which a copy is made at the latest, so that repeating them takes seconds. */
const mostSteps = 256;

/**
 * A program on a device that may be lost in the middle of a run: a driver that resets, a graphics card that is taken
 * away. The run then goes on with another program from the very step at which the device was lost.
 *
 * What lies on a lost device is gone, so its state is copied to the host now and then, and the batches since are kept,
 * which are small. The other program repeats those steps from the copy. Validation starts at a batch whose streams all
 * start anew, and is repeated from there.
 */
export class SurvivingProgram implements TrainingProgram {
  #copy: Copy;
  #validation: Batch[] = [];
  #isLost = false;
  #stepSeconds = 0;
  #copySeconds = 0;

  /**
   * @param program on the device, as it was compiled.
   * @param other compiles the same step elsewhere.
   * @param report told once, in words, when the device is lost.
   */
  static async create(
    program: TrainingProgram,
    other: () => Promise<TrainingProgram>,
    report: (reason: string) => void,
  ): Promise<SurvivingProgram> {
    const [parameters, state] = [await program.parameters(), await program.snapshot()];
    return new SurvivingProgram(program, other, report, { parameters, state, since: [] });
  }

  private constructor(
    private program: TrainingProgram,
    private readonly other: () => Promise<TrainingProgram>,
    private readonly report: (reason: string) => void,
    copy: Copy,
  ) {
    this.#copy = copy;
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    if (this.#isLost) return await this.program.step(batch, learningRate);
    this.#validation = [];
    const began = performance.now();
    const result = await this.#surviving((program) => program.step(batch, learningRate));
    this.#stepSeconds += (performance.now() - began) / 1000;
    await this.#remember(batch, learningRate);
    return result;
  }

  async predict(batch: Batch): Promise<Prediction> {
    if (this.#isLost) return await this.program.predict(batch);
    if (batch.carry.every((carry) => carry === 0)) this.#validation = [];
    const result = await this.#surviving((program) => program.predict(batch));
    this.#validation.push(batch);
    return result;
  }

  /** Keeps what repeating a step takes, or what makes repeating it unnecessary. */
  async #remember(batch: Batch, learningRate: number): Promise<void> {
    if (this.#isLost) return;
    this.#copy.since.push({ batch, learningRate });
    const due = this.#copySeconds <= copyShare * this.#stepSeconds || this.#copy.since.length >= mostSteps;
    if (due) await this.snapshot();
  }

  parameters(): Promise<Parameters> {
    return this.#surviving((program) => program.parameters());
  }

  async snapshot(): Promise<OptimiserState> {
    const began = performance.now();
    const parameters = await this.parameters();
    const state = await this.#surviving((program) => program.snapshot());
    if (!this.#isLost) {
      this.#copy = { parameters, state, since: [] };
      this.#copySeconds = (performance.now() - began) / 1000;
      this.#stepSeconds = 0;
    }
    return state;
  }

  async restore(parameters: Parameters, state: OptimiserState): Promise<void> {
    this.#copy = { parameters, state, since: [] };
    await this.#surviving((program) => program.restore(parameters, state));
  }

  dispose(): Promise<void> {
    // A lost program has been disposed of already, or cannot be.
    return this.program.dispose();
  }

  async #surviving<Result>(use: (program: TrainingProgram) => Promise<Result>): Promise<Result> {
    if (this.#isLost) return await use(this.program);
    try {
      return await use(this.program);
    } catch (thrown) {
      this.#isLost = true;
      await this.program.dispose().catch(() => undefined);
      this.program = await this.other();
      const { parameters, state, since } = this.#copy;
      await this.program.restore(parameters, state);
      for (const { batch, learningRate } of since) await this.program.step(batch, learningRate);
      for (const batch of this.#validation) await this.program.predict(batch);
      this.report(asFailure(thrown).message);
      return await use(this.program);
    }
  }
}
