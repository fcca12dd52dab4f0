import { Failure } from '@house-style/model/failure';
import type { TrainingOptions } from '../trainer/options';
import type { Preset } from './preset';

/** What the older set-ups have in common: no tricks that came later. */
const plain = {
  schedule: 'constant',
  warmUp: 0,
  weightDecay: 0,
  averaging: 0,
  patience: 0,
  dropout: 0,
} satisfies Partial<TrainingOptions>;

/** One text, split as nanoGPT splits it. */
const oneText = { split: 'tail' } satisfies Partial<TrainingOptions>;

const charRnn: Preset = {
  name: 'char-rnn',
  title: 'char-rnn’s default: two LSTM layers of 128 units on one-hot characters',
  source:
    'A. Karpathy, char-rnn (2015), train.lua: 2×128, batch 50, sequences of 50, RMSProp 2e-3 with decay 0.95, 50 epochs. ' +
    'Here the gradient’s norm is clipped at 5 in place of its elements, the rate stays constant where theirs falls by ' +
    '3 % an epoch from the tenth on, and the split is nanoGPT’s.',
  text: 'plays',
  options: {
    ...plain,
    ...oneText,
    ...{ cell: 'lstm', input: 'one-hot', hidden: [128, 128], batch: 50, window: 50 },
    ...{ optimiser: 'rmsprop', learningRate: 2e-3, clipNorm: 5, epochs: 50 },
  },
};

const nanoGptCpu: Preset = {
  name: 'nanogpt-cpu',
  title: 'nanoGPT’s character settings for a CPU, with LSTM layers in place of its Transformer’s',
  source:
    'A. Karpathy, nanoGPT (2022), README, “I only have a macbook”: 4 layers of width 128, context 64, batch 12, ' +
    '2,000 iterations of AdamW at 1e-3, no dropout; its Transformer reaches 1.88 nats.',
  text: 'plays',
  options: {
    ...oneText,
    ...{ cell: 'lstm', embedding: 128, hidden: [128, 128, 128, 128], dropout: 0, batch: 12, window: 64 },
    ...{ optimiser: 'adamw', learningRate: 1e-3, schedule: 'cosine', warmUp: 100, weightDecay: 0.1, clipNorm: 1 },
    // 2,000 iterations of 12 windows of 64 characters over the 1,003,854 characters of the text's training part.
    ...{ averaging: 0, patience: 0, epochs: 1.53 },
  },
};

const nanoGpt: Preset = {
  name: 'nanogpt',
  title: 'nanoGPT’s character settings for a GPU, with LSTM layers in place of its Transformer’s',
  source:
    'A. Karpathy, nanoGPT (2022), config/train_shakespeare_char.py: width 384, context 256, batch 64, dropout 0.2, ' +
    '5,000 iterations of AdamW at 1e-3; its Transformer of 6 layers reaches 1.4697 nats on an A100. Two LSTM layers here.',
  text: 'plays',
  options: {
    ...oneText,
    ...{ cell: 'lstm', embedding: 384, hidden: [384, 384], dropout: 0.2, batch: 64, window: 256 },
    ...{ optimiser: 'adamw', learningRate: 1e-3, schedule: 'cosine', warmUp: 100, weightDecay: 0.1, clipNorm: 1 },
    ...{ averaging: 0, patience: 0, epochs: 81.6 },
  },
};

const tinyShakespeare: Preset = {
  name: 'tinyshakespeare',
  title: 'One LSTM layer of 512 units, for a CPU, against the mark that nanoGPT sets on a GPU',
  source:
    'The text and the split of nanoGPT; one LSTM layer of 512 units with dropout 0.5 and an average of the weights ' +
    '(Polyak & Juditsky 1992). The mark to reach is 1.4697 nats.',
  text: 'plays',
  options: {
    ...oneText,
    ...{ cell: 'lstm', embedding: 64, hidden: [512], dropout: 0.5, batch: 32, window: 64 },
    ...{ averaging: 0.999, patience: 0, epochs: 16 },
  },
};

const stackedNovels: Preset = {
  name: 'stacked-novels',
  title: 'A stacked LSTM on one author’s novels, sampled freely',
  source:
    'The set-up of many writings that followed char-rnn: stacked LSTM layers on an author’s collected works. Here two of ' +
    '256 units with dropout 0.2 between them, in sequences of 100.',
  text: 'novels',
  options: {
    ...oneText,
    ...{ cell: 'lstm', embedding: 64, hidden: [256, 256], dropout: 0.2, batch: 64, window: 100 },
    ...{ optimiser: 'adamw', learningRate: 2e-3, patience: 0, epochs: 5 },
  },
};

const lowerCase1000: Preset = {
  name: 'lower-case-1000-800',
  title: 'LSTM layers of 1000 and 800 units, dropout 0.5, on lower-cased text in windows of 100',
  source:
    'After J. Brownlee, “Text Generation With LSTM Recurrent Neural Networks in Python with Keras” (2016): lower case, ' +
    'windows of 100, dropout, only the best checkpoint kept (what validates best is always what is kept here); drawn ' +
    'with a temperature. Predicts every character of the window, not only the one after it.',
  text: 'novel',
  options: {
    ...oneText,
    ...{ lowerCase: true, cell: 'lstm', input: 'one-hot', hidden: [1000, 800], dropout: 0.5, batch: 64, window: 100 },
    ...{ optimiser: 'adamw', learningRate: 1e-3, patience: 0, epochs: 20 },
  },
};

const oneHotRnn: Preset = {
  name: 'one-hot-rnn',
  title: 'A vanilla RNN on one-hot characters, unrolled over the window',
  source:
    'A. Karpathy, min-char-rnn.py (2015): 100 units, sequences of 25. Here 16 sequences are read side by side, and ' +
    'RMSProp takes the place of Adagrad, which is no choice here.',
  text: 'plays',
  options: {
    ...plain,
    ...oneText,
    ...{ cell: 'rnn', input: 'one-hot', hidden: [100], batch: 16, window: 25 },
    ...{ optimiser: 'rmsprop', learningRate: 1e-3, clipNorm: 5, epochs: 3 },
  },
};

const fixedContext = ([3, 8] as const).flatMap((context) =>
  (['sum', 'concatenation'] as const).map((cell): Preset => {
    const joined = cell === 'sum' ? 'added to' : 'put beside';
    return {
      name: `context-${context}-${cell}`,
      title: `Reads ${context} characters, each ${joined} the hidden state, and predicts the next`,
      source:
        'fast.ai, “Practical Deep Learning for Coders” part 1, lesson 6 (Char3Model, CharLoopModel and ' +
        'CharLoopConcatModel): embeddings of 42 numbers, 256 units, Adam at 1e-3.',
      text: 'novel',
      options: {
        ...plain,
        ...oneText,
        ...{ cell, context, embedding: 42, hidden: [256], batch: 32, window: 16 },
        ...{ optimiser: 'adamw', learningRate: 1e-3, clipNorm: 5, epochs: 2 },
      },
    };
  }),
);

const embeddingRnn: Preset = {
  name: 'embedding-rnn',
  title: 'An RNN of 256 units on embeddings, trained 6 epochs',
  source:
    'fast.ai, “Practical Deep Learning for Coders” part 1, lesson 6 (CharRnn): embeddings of 42 numbers, 256 units, ' +
    'sequences of 8, 512 of them side by side, Adam at 1e-3 for four epochs and 1e-4 for two. Here the rate falls to a ' +
    'tenth after three epochs and to a hundredth after four and a half.',
  text: 'novel',
  options: {
    ...plain,
    ...oneText,
    ...{ cell: 'rnn', embedding: 42, hidden: [256], batch: 512, window: 8 },
    ...{ optimiser: 'adamw', learningRate: 1e-3, schedule: 'step', clipNorm: 5, epochs: 6 },
  },
};

const comparisons = (['gru', 'lstm-3'] as const).flatMap((kind) =>
  (['one-hot', 'embedding'] as const).map((input): Preset => {
    const layers = kind === 'gru' ? 'A GRU layer' : 'Three LSTM layers';
    return {
      name: `${kind}-${input}`,
      title: `${layers} of 128 units on ${input === 'one-hot' ? 'one-hot characters' : 'embeddings'}`,
      source:
        'After A. Karpathy, J. Johnson & L. Fei-Fei, “Visualizing and Understanding Recurrent Networks” (2015), which ' +
        'compares cells and depths on prose (War and Peace) and source code (the Linux kernel): sequences of 100, 100 of ' +
        'them side by side, RMSProp 2e-3 with decay 0.95. They read one-hot characters.',
      text: 'prose or code',
      options: {
        ...plain,
        ...{ cell: kind === 'gru' ? 'gru' : 'lstm', input, embedding: 32 },
        ...{ hidden: kind === 'gru' ? [128] : [128, 128, 128], batch: 100, window: 100 },
        ...{ optimiser: 'rmsprop', learningRate: 2e-3, clipNorm: 5, epochs: 10 },
      },
    };
  }),
);

const parentheses: Preset = {
  name: 'parentheses-gru',
  title: 'A GRU of 15 units on nested parentheses, one of which learns to count the depth',
  source:
    'The language is that of H. Strobelt et al., “LSTMVis” (2018): parentheses nested at most four deep, between them ' +
    'digits that name their depth. `housestyle parentheses` writes it, `housestyle units` finds the unit. ' +
    'The options were found in some thirty tries, whose best units correlated with the depth by 0.69 to 0.98.',
  text: 'nested-parentheses',
  options: {
    ...plain,
    ...oneText,
    ...{ cell: 'gru', embedding: 8, hidden: [15], dropout: 0.2, batch: 16, window: 32 },
    ...{ optimiser: 'adamw', learningRate: 1e-2, schedule: 'cosine', warmUp: 20, epochs: 4 },
    // Small weights keep the units from saturating: one then counts, where else several each mark one depth.
    ...{ weightDecay: 1 },
  },
};

export const presets: readonly Preset[] = [
  tinyShakespeare,
  charRnn,
  nanoGptCpu,
  nanoGpt,
  stackedNovels,
  lowerCase1000,
  oneHotRnn,
  ...fixedContext,
  embeddingRnn,
  ...comparisons,
  parentheses,
];

/** @throws Failure `usage` where there is none of this name. */
export function presetNamed(name: string): Preset {
  const preset = presets.find((one) => one.name === name);
  if (preset) return preset;
  throw new Failure('usage', `There is no preset ${name}: \`housestyle presets\` lists them.`);
}
