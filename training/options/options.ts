import { Failure } from '@house-style/protocol/failure';
import {
  fixedContextNetworkSchema,
  type Metadata,
  recurrentNetworkSchema as recurrent,
} from '@house-style/model/model-file/metadata';
import type { FixedContextCell, Network } from '@house-style/model/network';
import { z } from 'zod';
import { splits } from '@house-style/corpus/split';
import type { Optimiser, UpdateRule, Window } from '../network/step';
import { schedules } from './schedule';

/**
 * Every choice that changes the weights that come out. Equal options, seed, corpus and thread count give equal weights
 * on the CPU when the budget is counted in epochs.
 */
export const trainingOptionsSchema = z.strictObject({
  seed: z.int().min(0).max(0xffffffff),
  /** What is held out of training. */
  split: z.enum(splits),
  /** Whether the text is read in lower case. */
  lowerCase: z.boolean(),
  /** The run's length: passes over the corpus, or wall-clock minutes; exactly one is a number. */
  epochs: z.number().positive().max(100_000).nullable(),
  minutes: z.number().positive().max(100_000).nullable(),
  cell: z.enum([...recurrent.shape.cell.options, ...fixedContextNetworkSchema.shape.cell.options]),
  input: recurrent.shape.input,
  /** Characters that a network with a fixed context predicts from; others have no use for it. */
  context: fixedContextNetworkSchema.shape.context,
  embedding: z.int().min(1).max(4096),
  /** Units of each layer, first layer first. */
  hidden: recurrent.shape.hidden,
  dropout: recurrent.shape.dropout,
  batch: z.int().min(1).max(4096),
  window: z.int().min(2).max(1024),
  optimiser: z.enum(['adamw', 'rmsprop', 'sgd']),
  learningRate: z.number().positive().max(100),
  schedule: z.enum(schedules),
  /** Updates over which the learning rate rises at the start. */
  warmUp: z.int().min(0).max(1_000_000),
  weightDecay: z.number().min(0).max(1),
  /** Global norm that gradients are clipped to. */
  clipNorm: z.number().positive().max(1e6),
  /** What the output layer's first weights and its learning rate are multiplied by. Runs from before it was had 1. */
  outputGain: z.number().positive().max(100).default(1),
  /** Decay a step of the exponential moving average of the weights; 0 keeps none. */
  averaging: z.number().min(0).lt(1),
  /** Validations without improvement after which the run ends early; 0 never ends it early. */
  patience: z.int().min(0).max(1_000_000),
});

export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;

/**
 * What is used where nothing is said, tuned on the benchmark corpora of `docs/metrics.md` for a run of about ten
 * minutes on two CPU cores; `docs/benchmarks.md` has the figures, `docs/training-options.md` says of each value where it
 * comes from.
 */
const defaults = {
  seed: 1,
  split: 'files',
  lowerCase: false,
  cell: 'lstm',
  input: 'embedding',
  context: 8,
  embedding: 64,
  hidden: [512],
  dropout: 0.25,
  batch: 32,
  window: 64,
  optimiser: 'adamw',
  schedule: 'cosine',
  warmUp: 100,
  weightDecay: 0.01,
  // Usual for character LSTMs since Pascanu et al. 2013.
  clipNorm: 1,
  averaging: 0.999,
  patience: 8,
} satisfies Partial<TrainingOptions>;

/** Peak rates that go with each optimiser; char-rnn has 2e-3 for RMSprop. */
const defaultLearningRates = { adamw: 4e-3, rmsprop: 2e-3, sgd: 1 } satisfies Record<Optimiser['kind'], number>;

/**
 * Gains of the output layer. Adam's and RMSProp's updates are as large whatever the gradient, and the sum over many units
 * grows with each of them alike, so that the rate which suits the recurrent weights is too small for the output's
 * (docs/automatic-choice.md).
 */
const defaultOutputGains = { adamw: 4, rmsprop: 4, sgd: 1 } satisfies Record<Optimiser['kind'], number>;

const defaultMinutes = 10;

/**
 * Full options from those given.
 *
 * @throws Failure `usage` with a sentence that names the option, where one is out of its range.
 */
export function trainingOptions(given: Partial<TrainingOptions>): TrainingOptions {
  const optimiser = given.optimiser ?? defaults.optimiser;
  const options = {
    ...defaults,
    learningRate: defaultLearningRates[optimiser],
    outputGain: isFixedContext(given.cell) ? 1 : defaultOutputGains[optimiser],
    epochs: null,
    minutes: given.epochs === undefined ? defaultMinutes : null,
    ...(isFixedContext(given.cell) && { dropout: 0 }),
    ...given,
  };
  const parsed = trainingOptionsSchema.safeParse(options);
  if (!parsed.success) throw new Failure('usage', sentenceOf(parsed.error, options));
  if ((parsed.data.epochs === null) === (parsed.data.minutes === null)) {
    throw new Failure('usage', 'Give either --epochs or --minutes, not both.');
  }
  checkFixedContext(parsed.data);
  return parsed.data;
}

function isFixedContext(cell: TrainingOptions['cell'] | undefined): cell is FixedContextCell {
  return cell === 'sum' || cell === 'concatenation';
}

/** @throws Failure `usage` for what a network with a fixed context cannot have. */
function checkFixedContext({ cell, input, hidden, dropout }: TrainingOptions): void {
  if (!isFixedContext(cell)) return;
  const has = `A network with --cell ${cell} has`;
  if (input !== 'embedding') throw new Failure('usage', `${has} embeddings: leave out --input.`);
  if (hidden.length !== 1) throw new Failure('usage', `${has} one hidden layer, not ${hidden.length}.`);
  if (dropout !== 0) throw new Failure('usage', `${has} no dropout: leave out --dropout.`);
}

function sentenceOf(error: z.ZodError, options: Readonly<Record<string, unknown>>): string {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'option');
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${flag} cannot be ${String(options[name])}: ${issue?.message ?? 'out of range'}.`;
}

export function networkOf(options: TrainingOptions, vocabulary: number): Network {
  const { cell, input, context, embedding, hidden, dropout } = options;
  if (isFixedContext(cell)) return { cell, input: 'embedding', context, vocabulary, embedding, hidden, dropout: 0 };
  return { cell, input, vocabulary, embedding: input === 'embedding' ? embedding : 0, hidden, dropout };
}

/** The part of the options that decides what the corpus is. */
export function corpusOptionsOf({ split, lowerCase }: Pick<TrainingOptions, 'split' | 'lowerCase'>) {
  return { split, lowerCase };
}

/** The same from a model file's record of its training; models from before the options were there have their defaults. */
export function corpusOptionsIn(training: Metadata['training']): ReturnType<typeof corpusOptionsOf> {
  const { split, lowerCase } = trainingOptionsSchema.shape;
  const parsed = z.object({ split, lowerCase }).safeParse(training);
  return corpusOptionsOf(parsed.success ? parsed.data : defaults);
}

export function windowOf({ window, batch }: TrainingOptions): Window {
  return { time: window, batch };
}

export function updateRuleOf({ optimiser, weightDecay, clipNorm, outputGain }: TrainingOptions): UpdateRule {
  return { optimiser: optimiserOf(optimiser, weightDecay), clipNorm, outputGain };
}

function optimiserOf(kind: Optimiser['kind'], weightDecay: number): Optimiser {
  switch (kind) {
    case 'adamw':
      // The second moment's 0.99 in place of 0.999 suits runs of a few thousand steps, as in nanoGPT's character model.
      return { kind, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay };
    case 'rmsprop':
      // char-rnn's decay.
      return { kind, decay: 0.95, epsilon: 1e-8, weightDecay };
    case 'sgd':
      return { kind, momentum: 0.9, weightDecay };
  }
}
