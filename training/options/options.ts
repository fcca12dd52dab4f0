import { Failure } from '@house-style/protocol/failure';
import type { Metadata } from '@house-style/model/model-file/metadata';
import type { FixedContextCell, Network } from '@house-style/model/network';
import * as z from 'zod';
import type { Optimiser, UpdateRule, Window } from '../network/step';
import { allDefinitions, defaultsWith, definitions, flagOf, type OptionName } from './definitions';

type Shape = { [Name in OptionName]: (typeof definitions)[Name]['schema'] };

/**
 * Every choice that changes the weights that come out. Equal options, seed, corpus and thread count give equal weights
 * on the CPU when the budget is counted in epochs.
 */
export const trainingOptionsSchema = z.strictObject(
  Object.fromEntries(allDefinitions.map(([name, { schema }]) => [name, schema])) as Shape,
);

export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;

/**
 * Full options from those given.
 *
 * @throws Failure `usage` with a sentence that names the option, where one is out of its range.
 */
export function trainingOptions(given: Partial<TrainingOptions>): TrainingOptions {
  const { optimiser, minutes } = definitions;
  const options = {
    ...defaultsWith(given.optimiser ?? optimiser.default, isFixedContext(given.cell)),
    // The run's length is passes over the corpus or wall-clock minutes: exactly one of them is a number.
    minutes: given.epochs === undefined ? minutes.default : null,
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
  return `${flagOf(name)} cannot be ${String(options[name])}: ${issue?.message ?? 'out of range'}.`;
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
  const defaults = { split: definitions.split.default, lowerCase: definitions.lowerCase.default };
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
