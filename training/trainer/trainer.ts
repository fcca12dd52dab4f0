import { Failure } from '@house-style/protocol/failure';
import type { Network, Parameters } from '@house-style/model/network';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import type { Checkpoint, RunState } from '../checkpoint/checkpoint';
import type { CheckpointStore } from '../checkpoint/store';
import type { TrainingProgram } from '../engines/engine';
import { type Budget, expectedSteps, fractionOf, isSpent, momentOf, secondsLeft } from './budget';
import { divergence, isHealthy, type LossHistory, withLoss } from './divergence';
import { dropoutMasks } from './dropout';
import { rateFactor } from '../options/schedule';
import type { TrainingStreams } from './streams';
import type { Sampler } from './sampler';
import { assumedCostOfWindow, planValidation, type Quality, type Validation } from './validation';
import { averagingInterval, copyOf, WeightAverage } from './weight-average';
import type { RunDevice } from './run-device';

export interface TrainerParts {
  readonly network: Network;
  readonly program: TrainingProgram;
  readonly streams: TrainingStreams;
  /** Absent where nothing is held out. */
  readonly validation: Validation | undefined;
  /** Absent where nobody looks at samples. */
  readonly sampler?: Sampler | undefined;
  readonly budget: Budget;
  readonly checkpoints: CheckpointStore;
  readonly report: (event: TrainingEvent) => void;
  readonly checkpointSeconds: number;
  readonly runDevice: RunDevice;
}

/** What a run ends with. */
export interface TrainedNetwork {
  /** The weights that validated best. */
  readonly parameters: Parameters;
  /** Updates done until these weights. */
  readonly bestStep: number;
  readonly state: RunState;
}

/** Steps after which the time of one is known well enough to plan a run that is limited by time. */
const stepsToTime = 5;
const reportMilliseconds = 500;
/** The rate is then a 32nd of what was asked for. */
const mostRollbacks = 5;

/**
 * The training loop: steps, validates, keeps the best weights, writes checkpoints.
 *
 * All that decides about the weights counts in steps, never in time (but for a budget in minutes), so that a run that
 * was interrupted anywhere ends with the same weights as one that was not.
 */
export class Trainer {
  #state: RunState;
  #average: WeightAverage;
  #best: Parameters = new Map();
  /** Seconds of the run before this process, and when it started here. */
  #secondsBefore: number;
  #started = performance.now();
  #secondsAStep = 0;
  #stepsHere = 0;
  #checkpointed = performance.now();
  #reported = 0;

  /** @param from the checkpoint to go on from, or the state of a new run, whose parameters the program holds. */
  constructor(
    private readonly parts: TrainerParts,
    from: RunState,
  ) {
    this.#state = from;
    this.#average = new WeightAverage(from.options.averaging);
    this.#secondsBefore = from.seconds;
  }

  /** Goes on from a checkpoint, exactly where it was. */
  async restore({ state, arrays }: Checkpoint): Promise<void> {
    const { parameters, moments, carried } = arrays;
    await this.parts.program.restore(parameters, { step: state.optimiserStep, moments, carried });
    this.parts.streams.position = state.position;
    this.#average = new WeightAverage(state.options.averaging, copyOf(arrays.average), state.averageUpdates);
    this.#best = arrays.best;
    this.#state = state;
  }

  /**
   * Trains until the budget is spent or nothing improves any more.
   *
   * @throws Failure `interrupted` after a whole checkpoint, `training-diverged` where no lower rate helped, `disk-full`.
   */
  async run(signal: AbortSignal): Promise<TrainedNetwork> {
    this.#started = performance.now();
    this.#secondsBefore = this.#state.seconds;
    // At the start of a run, so that an output that cannot be written is known now and not in an hour.
    if (this.#state.step === 0) {
      // Until they are validated, which takes a plan.
      if (this.#state.from !== null) this.#best = await this.parts.program.parameters();
      await this.#writeCheckpoint();
    }
    while (!isSpent(this.parts.budget, this.#state, this.#secondsAStep) && !this.#isStuck()) {
      if (signal.aborted) await this.#stop();
      await this.#step();
      await this.#plan();
      const validated = await this.#validateIfDue();
      const sinceCheckpoint = (performance.now() - this.#checkpointed) / 1000;
      const due = validated || sinceCheckpoint >= this.parts.checkpointSeconds;
      if (due && isHealthy(this.#losses())) await this.#writeCheckpoint();
    }
    await this.#finish();
    return { parameters: this.#best, bestStep: this.#state.best?.step ?? this.#state.step, state: this.#state };
  }

  /** What the run would end with if it ended now; undefined where no weights were tried on what is held out. */
  get soFar(): TrainedNetwork | undefined {
    const { best } = this.#state;
    return best === null ? undefined : { parameters: this.#best, bestStep: best.step, state: this.#state };
  }

  async #step(): Promise<void> {
    const { network, program, streams, budget } = this.parts;
    const { options, step, rateScale } = this.#state;
    const moment = momentOf(budget, this.#state, this.#secondsAStep);
    const learningRate = options.learningRate * rateScale * rateFactor(options.schedule, options.warmUp, moment);
    const began = performance.now();
    const { counted, ...arrays } = streams.next();
    const masks = dropoutMasks(network, options.batch, options.seed, step);
    const result = await program.step({ ...arrays, masks }, learningRate);
    const trouble = divergence(result, this.#losses());
    if (trouble !== undefined) {
      await this.#rollBack(trouble);
      return;
    }
    if (this.#average.enabled && (step + 1) % averagingInterval === 0) this.#average.update(await program.parameters());
    const seconds = (performance.now() - began) / 1000;
    this.#stepsHere += 1;
    this.#secondsAStep = this.#stepsHere <= 2 ? seconds : 0.9 * this.#secondsAStep + 0.1 * seconds;
    const { smoothed, lowest } = withLoss(this.#losses(), result.loss);
    this.#state = {
      ...this.#state,
      step: step + 1,
      seconds: this.#seconds,
      trainingSeconds: this.#state.trainingSeconds + seconds,
      characters: this.#state.characters + counted,
      smoothedLoss: smoothed,
      lowestLoss: lowest,
      averageUpdates: this.#average.updates,
      position: streams.position,
    };
    this.#reportStep(learningRate, counted / this.#secondsAStep);
  }

  /** Of the run so far. */
  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  /** Fixes how often and on how much to validate, as soon as the run's length in steps is known. */
  async #plan(): Promise<void> {
    const { validation, budget, program } = this.parts;
    if (validation === undefined || this.#state.validationPlan !== null) return;
    if (budget.kind === 'time' && this.#state.step < stepsToTime) return;
    const steps = expectedSteps(budget, this.#state, this.#secondsAStep);
    const readings = this.#average.enabled ? 2 : 1;
    // A run of so many steps must plan the same each time; one that is limited in time never repeats exactly.
    const cost =
      budget.kind === 'time' ? (await validation.secondsAWindow(program)) / this.#secondsAStep : assumedCostOfWindow;
    const validationPlan = planValidation(steps, validation.available, cost * readings);
    this.#state = { ...this.#state, validationPlan };
    await this.#validateFirst(validation, validationPlan.windows);
  }

  /**
   * Weights that are a model's are the first that training has to be better than: what only makes them worse ends with
   * them as they were.
   */
  async #validateFirst(validation: Validation, windows: number): Promise<void> {
    const { from, best } = this.#state;
    if (from === null || best !== null || this.#best.size === 0) return;
    const quality = await this.#validateOthers(this.#best, validation, windows);
    this.#state = { ...this.#state, best: { ...quality, step: 0, averaged: false } };
    this.parts.report({ event: 'validation', ...this.#progress(), step: 0, ...quality, best: true });
  }

  async #validateIfDue(): Promise<boolean> {
    const { validationPlan, step } = this.#state;
    if (validationPlan === null || step % validationPlan.everySteps !== 0) return false;
    await this.#validate();
    return true;
  }

  /** Validates the weights and their average, and keeps whichever is better than all before. */
  async #validate(): Promise<void> {
    const { validation, program, report } = this.parts;
    if (validation === undefined) return;
    const windows = this.#state.validationPlan?.windows ?? validation.available;
    const current = await validation.measure(program, windows);
    const ofAverage =
      this.#average.updates > 0 ? await this.#validateOthers(this.#average.parameters, validation, windows) : undefined;
    const averaged = ofAverage !== undefined && ofAverage.bitsPerCharacter < current.bitsPerCharacter;
    const { bitsPerCharacter, predicted } = averaged ? ofAverage : current;
    const best = bitsPerCharacter < (this.#state.best?.bitsPerCharacter ?? Infinity);
    if (best) this.#best = averaged ? copyOf(this.#average.parameters) : await program.parameters();
    this.#state = {
      ...this.#state,
      ...(best && { best: { bitsPerCharacter, predicted, step: this.#state.step, averaged } }),
      validationsSinceBest: best ? 0 : this.#state.validationsSinceBest + 1,
    };
    report({ event: 'validation', ...this.#progress(), bitsPerCharacter, predicted, best });
    await this.#sample();
  }

  /** Of the weights that are being trained, also where others are kept: it is they that change. */
  async #sample(): Promise<void> {
    const { sampler, program, report } = this.parts;
    const text = await sampler?.draw(() => program.parameters(), this.#seconds);
    if (text !== undefined) report({ event: 'sample', step: this.#state.step, text });
  }

  /** Validates other weights than those that are being trained. */
  async #validateOthers(others: Parameters, validation: Validation, windows: number): Promise<Quality> {
    const { program } = this.parts;
    const [parameters, state] = [await program.parameters(), await program.snapshot()];
    await program.restore(others, state);
    const quality = await validation.measure(program, windows);
    await program.restore(parameters, state);
    return quality;
  }

  /** Whether validation has not improved for as long as the options' patience. */
  #isStuck(): boolean {
    const { options, validationsSinceBest } = this.#state;
    return options.patience > 0 && validationsSinceBest >= options.patience;
  }

  async #finish(): Promise<void> {
    const { validationPlan, step } = this.#state;
    const justValidated = validationPlan !== null && step % validationPlan.everySteps === 0;
    if (this.parts.validation === undefined) this.#best = await this.parts.program.parameters();
    else if (!justValidated) await this.#validate();
    await this.#writeCheckpoint();
  }

  async #stop(): Promise<never> {
    await this.#writeCheckpoint();
    throw new Failure(
      'interrupted',
      `Training was stopped after ${this.#state.step} steps; the same command with --resume goes on from there.`,
    );
  }

  /** Goes back to the last checkpoint, from where the run goes on at half the rate. */
  async #rollBack(trouble: string): Promise<void> {
    const rollbacks = this.#state.rollbacks + 1;
    const rateScale = this.#state.rateScale / 2;
    const at = this.#state.step;
    if (rollbacks > mostRollbacks) {
      throw new Failure(
        'training-diverged',
        `Training diverged ${rollbacks} times (${trouble}), however low the learning rate: try a lower --learning-rate.`,
      );
    }
    const { checkpoint } = await this.parts.checkpoints.read();
    await this.restore({ ...checkpoint, state: { ...checkpoint.state, rollbacks, rateScale } });
    this.parts.report({
      event: 'notice',
      message:
        `At step ${at} ${trouble}: training went back to step ${this.#state.step} ` +
        `and goes on at ${rateScale} times the learning rate.`,
    });
  }

  #losses(): LossHistory {
    return { smoothed: this.#state.smoothedLoss, lowest: this.#state.lowestLoss };
  }

  async #writeCheckpoint(): Promise<void> {
    const { program, streams, checkpoints, report } = this.parts;
    const { step: optimiserStep, moments, carried } = await program.snapshot();
    const state = { ...this.#state, ...this.parts.runDevice.state, optimiserStep, position: streams.position };
    const parameters = await program.parameters();
    const average = this.#average.parameters;
    await checkpoints.write({ state, arrays: { parameters, moments, carried, best: this.#best, average } });
    this.#checkpointed = performance.now();
    report({ event: 'checkpoint', step: state.step, path: checkpoints.newest });
  }

  #progress() {
    const { streams, budget } = this.parts;
    const { step, options } = this.#state;
    return {
      step,
      fraction: fractionOf(budget, this.#state),
      epoch: (step * options.batch) / streams.windowsAnEpoch,
      secondsLeft: secondsLeft(budget, this.#state, this.#secondsAStep),
    };
  }

  #reportStep(learningRate: number, charactersPerSecond: number): void {
    const now = performance.now();
    if (now - this.#reported < reportMilliseconds) return;
    this.#reported = now;
    const bitsPerCharacter = (this.#state.smoothedLoss ?? 0) / Math.LN2;
    this.parts.report({ event: 'step', ...this.#progress(), bitsPerCharacter, charactersPerSecond, learningRate });
  }
}
