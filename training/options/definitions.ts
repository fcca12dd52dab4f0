/**
 * The one home of training options. Their schema, their defaults, the flags of `housestyle train` with their help, and the
 * page `docs/training-options.md` all come out of this table.
 */
import { splits } from '@house-style/corpus/split';
import { fixedContextNetworkSchema, recurrentNetworkSchema as recurrent } from '@house-style/model/model-file/metadata';
import * as z from 'zod';
import type { Optimiser } from '../network/step';
import { schedules } from './schedule';

export const optimisers = ['adamw', 'rmsprop', 'sgd'] as const satisfies readonly Optimiser['kind'][];

type OptionValue = string | number | boolean | null | readonly number[];

type Schemas = z.ZodType<OptionValue>;

/** What an option is, whatever its default. */
interface Described<Schema extends Schemas> {
  readonly schema: Schema;
  /** What stands for the value in the help; what has none is a switch. */
  readonly placeholder?: string;
  /** What the help says beside flag, choices and default. */
  readonly help: string;
  /** Heading that it stands under in the help. */
  readonly group: 'Options:' | 'Network:' | 'Training:' | 'Corpus:';
  /** Options that cannot be given with it. */
  readonly conflicts?: readonly string[];
  /**
   * Whether a run that is limited in time gets a value chosen for it (`docs/automatic-choice.md`) in place of the default;
   * where defaults go by optimiser, in place of AdamW's.
   */
  readonly isChosen?: boolean;
  /** The default of networks with a fixed context, where it is another. */
  readonly withFixedContext?: z.infer<Schema>;
}

interface OneDefault<Schema extends Schemas> extends Described<Schema> {
  readonly default: z.infer<Schema>;
  /** Where the default comes from, for `docs/training-options.md`. */
  readonly source: string;
}

interface DefaultByOptimiser<Schema extends Schemas> extends Described<Schema> {
  readonly defaults: Readonly<Record<Optimiser['kind'], z.infer<Schema>>>;
  readonly source: string | Readonly<Record<Optimiser['kind'], string>>;
}

export type Definition = OneDefault<Schemas> | DefaultByOptimiser<Schemas>;

/** Holds an option's defaults to its schema. */
function option<Schema extends Schemas, const Value extends z.infer<Schema>>(
  definition: OneDefault<Schema> & { readonly default: Value },
): OneDefault<Schema> & { readonly default: Value };
function option<Schema extends Schemas>(definition: DefaultByOptimiser<Schema>): DefaultByOptimiser<Schema>;
function option(definition: Definition): Definition {
  return definition;
}

/**
 * In the order of the help. Defaults are tuned on the benchmark corpora of `docs/metrics.md` for a run of about ten minutes
 * on two CPU cores; `docs/benchmarks.md` has the figures.
 */
export const definitions = {
  minutes: option({
    schema: z.number().positive().max(100_000).nullable(),
    placeholder: 'minutes',
    help: 'train for so long',
    group: 'Options:',
    conflicts: ['epochs'],
    default: 10,
    source: 'not tuned; `--fast` and `--best` have their own',
  }),
  epochs: option({
    schema: z.number().positive().max(100_000).nullable(),
    placeholder: 'epochs',
    help: 'train for so many passes over the code',
    group: 'Options:',
    default: null,
    source: 'a run is limited in time where nothing is said',
  }),
  seed: option({
    schema: z.int().min(0).max(0xffffffff),
    placeholder: 'seed',
    help: 'for everything random',
    group: 'Options:',
    default: 1,
    source: 'not tuned: it is as good as any other',
  }),
  cell: option({
    schema: z.enum([...recurrent.shape.cell.options, ...fixedContextNetworkSchema.shape.cell.options]),
    placeholder: 'cell',
    help: 'recurrent cell, or how a fixed context is read',
    group: 'Network:',
    default: 'lstm',
    source: 'with forget gate, Gers et al. 2000; its bias starts at one, Jozefowicz et al. 2015',
  }),
  input: option({
    schema: recurrent.shape.input,
    placeholder: 'input',
    help: 'what stands for a character',
    group: 'Network:',
    default: 'embedding',
    source: 'learned vectors, Bengio et al. 2003',
  }),
  context: option({
    schema: fixedContextNetworkSchema.shape.context,
    placeholder: 'characters',
    help: 'that --cell sum and concatenation see',
    group: 'Network:',
    default: 8,
    source: 'not tuned',
  }),
  hidden: option({
    schema: recurrent.shape.hidden,
    placeholder: 'units',
    help: 'units a layer, or of each as 1000,800',
    group: 'Network:',
    default: [512],
    isChosen: true,
    source: 'tuned; one layer, because a second leaves a third of the updates (`docs/benchmarks.md`)',
  }),
  embedding: option({
    schema: z.int().min(1).max(4096),
    placeholder: 'length',
    help: 'numbers that stand for a character',
    group: 'Network:',
    default: 64,
    source: 'of the order of the vocabulary; a look-up costs next to nothing',
  }),
  dropout: option({
    schema: recurrent.shape.dropout,
    placeholder: 'probability',
    help: 'of leaving a unit out while training',
    group: 'Network:',
    default: 0.25,
    withFixedContext: 0,
    isChosen: true,
    source: 'variational, Gal & Ghahramani 2016; the figure tuned',
  }),
  batch: option({
    schema: z.int().min(1).max(4096),
    placeholder: 'streams',
    help: 'texts read side by side',
    group: 'Training:',
    default: 32,
    isChosen: true,
    source: 'tuned',
  }),
  window: option({
    schema: z.int().min(2).max(1024),
    placeholder: 'characters',
    help: 'how far back gradients flow',
    group: 'Training:',
    default: 64,
    source: "char-rnn has 50, nanoGPT's characters 256; state is carried on from window to window",
  }),
  optimiser: option({
    schema: z.enum(optimisers),
    placeholder: 'optimiser',
    help: 'rule that updates the weights',
    group: 'Training:',
    default: 'adamw',
    source: 'Loshchilov & Hutter 2019; β₁ 0.9 and ε 1e-8 as in Kingma & Ba 2015, β₂ 0.99 as in nanoGPT',
  }),
  learningRate: option({
    schema: z.number().positive().max(100),
    placeholder: 'rate',
    help: 'the highest of the run',
    group: 'Training:',
    defaults: { adamw: 4e-3, rmsprop: 2e-3, sgd: 1 },
    isChosen: true,
    source: {
      adamw: 'tuned, with the pretrained network too (`docs/pretraining.md`)',
      rmsprop: 'char-rnn, with its decay of 0.95',
      sgd: 'Zaremba et al. 2014; momentum 0.9 as in Sutskever et al. 2013',
    },
  }),
  schedule: option({
    schema: z.enum(schedules),
    placeholder: 'schedule',
    help: 'of the learning rate',
    group: 'Training:',
    default: 'cosine',
    source: 'Loshchilov & Hutter 2017',
  }),
  warmUp: option({
    schema: z.int().min(0).max(1_000_000),
    placeholder: 'steps',
    help: 'over which the learning rate rises',
    group: 'Training:',
    default: 100,
    source: "nanoGPT's characters; in short runs a twentieth of the run",
  }),
  weightDecay: option({
    schema: z.number().min(0).max(1),
    placeholder: 'factor',
    help: 'by which weight matrices shrink',
    group: 'Training:',
    default: 0.01,
    source: "PyTorch's AdamW; on matrices only",
  }),
  clipNorm: option({
    schema: z.number().positive().max(1e6),
    placeholder: 'norm',
    help: 'longest gradient',
    group: 'Training:',
    default: 1,
    source: 'Pascanu et al. 2013 for clipping by norm; 1 as in nanoGPT',
  }),
  // Adam's and RMSProp's updates are as large whatever the gradient, and the sum over many units grows with each of them
  // alike, so that the rate which suits the recurrent weights is too small for the output's (docs/automatic-choice.md).
  outputGain: option({
    // Runs from before the option was there had 1.
    schema: z.number().positive().max(100).default(1),
    placeholder: 'factor',
    help: "on the output layer's rate and first weights",
    group: 'Training:',
    defaults: { adamw: 4, rmsprop: 4, sgd: 1 },
    withFixedContext: 1,
    source: 'tuned (`docs/automatic-choice.md`); 1 with presets',
  }),
  averaging: option({
    schema: z.number().min(0).lt(1),
    placeholder: 'decay',
    help: 'of the moving average of the weights; 0 for none',
    group: 'Training:',
    default: 0.999,
    source: "Polyak & Juditsky 1992; the decay as TensorFlow's documentation advises",
  }),
  patience: option({
    schema: z.int().min(0).max(1_000_000),
    placeholder: 'validations',
    help: 'without improvement, then stop; 0 to go on',
    group: 'Training:',
    default: 8,
    source: 'a third of the validations of a long run: what does not improve for so long will not',
  }),
  split: option({
    schema: z.enum(splits),
    placeholder: 'split',
    help: 'what is held out: whole files, or every text’s end',
    group: 'Corpus:',
    default: 'files',
    source: 'stays the same while files are edited (`docs/metrics.md`)',
  }),
  lowerCase: option({
    schema: z.boolean(),
    help: 'read all letters in lower case',
    group: 'Corpus:',
    default: false,
    source: 'code tells names apart by their case',
  }),
};

export type OptionName = keyof typeof definitions;

/** Every option in the order of the help. */
export const allDefinitions: readonly (readonly [OptionName, Definition])[] = Object.entries(definitions) as [
  OptionName,
  Definition,
][];

/** The flag that sets an option: `--learning-rate` of `learningRate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The defaults that go together with an optimiser and a kind of network. */
export function defaultsWith(optimiser: Optimiser['kind'], hasFixedContext: boolean): Record<string, OptionValue> {
  return Object.fromEntries(
    allDefinitions.map(([name, definition]) => {
      const usual = 'defaults' in definition ? definition.defaults[optimiser] : definition.default;
      return [name, hasFixedContext ? (definition.withFixedContext ?? usual) : usual];
    }),
  );
}

/** The default in words, or undefined where there is none. */
export function defaultInWords(definition: Definition, isChosen = definition.isChosen ?? false): string | undefined {
  if (!('defaults' in definition)) {
    if (isChosen) return 'chosen';
    const value = definition.default;
    if (typeof value === 'boolean') return value ? 'on' : 'off';
    return value === null ? undefined : String(value);
  }
  const kinds = new Map<string, string[]>();
  for (const kind of optimisers) {
    const said = isChosen && kind === 'adamw' ? 'chosen' : String(definition.defaults[kind]);
    kinds.set(said, [...(kinds.get(said) ?? []), kind]);
  }
  return [...kinds].map(([said, which]) => `${said} with ${which.join(' and ')}`).join(', ');
}
