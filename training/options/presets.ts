import { Failure } from '@house-style/protocol/failure';
import type { TrainingOptions } from './options';
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
    '[A. Karpathy, char-rnn (2015), train.lua](https://github.com/karpathy/char-rnn): 2×128, batch 50, sequences of 50, ' +
    'RMSProp 2e-3 with decay 0.95, 50 epochs. Here the gradient’s norm is clipped at 5 in place of its elements, the ' +
    'rate stays constant where theirs falls by 3 % an epoch from the tenth on, and the split is nanoGPT’s where theirs ' +
    'trains on 95 %.',
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
    '[A. Karpathy, nanoGPT (2022)](https://github.com/karpathy/nanoGPT), README, “I only have a macbook”: 4 layers of ' +
    'width 128, context 64, batch 12, 2,000 iterations of AdamW at 1e-3, no dropout; its Transformer reaches 1.88 nats. ' +
    'Here the rate falls to nothing where theirs ends at a tenth. Four stacked LSTM layers are slow to start, and 2,000 ' +
    'small updates are over before they are as far as the Transformer.',
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
    '[A. Karpathy, nanoGPT (2022)](https://github.com/karpathy/nanoGPT), config/train_shakespeare_char.py: width 384, ' +
    'context 256, batch 64, dropout 0.2, 5,000 iterations of AdamW at 1e-3 that falls to 1e-4; its Transformer of 6 ' +
    'layers reaches 1.4697 nats on an A100. Two LSTM layers here, and a rate that falls to nothing. The published ' +
    'length takes many hours on a CPU: what stands below is a trial of the set-up, not a result.',
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
    'After J. Brownlee, “Text Generation With LSTM Recurrent Neural Networks in Python with Keras” (2016), whose larger ' +
    'network has two layers of 256 units with dropout 0.2: lower case, windows of 100, batches of 64, Adam, only the best ' +
    'checkpoint kept (what validates best is always what is kept here). Here as in the larger networks that others made ' +
    'of it, drawn from with a temperature, and every character of the window is predicted, not only the one after it. ' +
    'Its ten million weights take many hours on a CPU: what stands below is a trial of the set-up, not a result.',
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
    '[A. Karpathy, min-char-rnn.py (2015)](https://gist.github.com/karpathy/d4dee566867f8291f086): 100 units, sequences ' +
    'of 25, one at a time, Adagrad at 0.1. Here 16 sequences are read side by side, and RMSProp at 1e-3 takes the place ' +
    'of Adagrad, which is no choice here.',
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
        'fast.ai, “Practical Deep Learning for Coders” (2018), part 1, ' +
        '[lesson6-rnn.ipynb](https://github.com/fastai/fastai): Char3Model and CharLoopModel add, ' +
        'CharLoopConcatModel concatenates; embeddings of 42 numbers, 256 units, 512 predictions an update, Adam at 1e-2 ' +
        '(concatenation: 1e-3) for one epoch and at a tenth of that for another, on Nietzsche. Here the rate falls once ' +
        'more, half-way through the second epoch.',
      text: 'novel',
      options: {
        ...plain,
        ...oneText,
        ...{ cell, context, embedding: 42, hidden: [256], batch: 32, window: 16 },
        ...{ optimiser: 'adamw', learningRate: cell === 'sum' ? 1e-2 : 1e-3, schedule: 'step', clipNorm: 5, epochs: 2 },
      },
    };
  }),
);

const embeddingRnn: Preset = {
  name: 'embedding-rnn',
  title: 'An RNN of 256 units on embeddings, trained 6 epochs',
  source:
    'fast.ai, “Practical Deep Learning for Coders” (2018), part 1, ' +
    '[lesson6-rnn.ipynb](https://github.com/fastai/fastai) (CharRnn): embeddings of 42 numbers, 256 units, sequences of 8, ' +
    '512 of them side by side, Adam at 1e-3 for four epochs and 1e-4 for two; predicts the character after each sequence, ' +
    'from an empty state. Here each character of a sequence is predicted and the state is carried on; the rate falls to ' +
    'a tenth after three epochs and to a hundredth after four and a half.',
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
        'After A. Karpathy, J. Johnson & L. Fei-Fei, “Visualizing and Understanding Recurrent Networks” ' +
        '([arXiv:1506.02078](https://arxiv.org/abs/1506.02078), 2015), which compares cells and depths on prose (War and ' +
        'Peace) and source code (the Linux kernel): sequences of 100, 100 of them side by side, RMSProp 2e-3 with decay ' +
        '0.95, 50 epochs with a rate that falls after the tenth. They read one-hot characters; here 10 epochs at one rate.',
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
    'The language is after that of H. Strobelt et al., “LSTMVis” ([arXiv:1606.07461](https://arxiv.org/abs/1606.07461), ' +
    '2018): parentheses nested at most four deep, between them digits that name their depth. `housestyle parentheses` ' +
    'writes it, `housestyle units` finds the unit. ' +
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
