import { bodyStart, type Corpus } from '@house-style/corpus/corpus';
import type { ChosenEngine } from '../engines/choose-engine';
import { initialise } from '../network/initialise';
import { dropoutMasks } from '../trainer/dropout';
import { networkOf, type TrainingOptions, updateRuleOf, windowOf } from '../options/options';
import { TrainingStreams } from '../trainer/streams';

const warmUpSteps = 1;
const leastSteps = 3;
const leastSeconds = 0.3;

/** Seconds of one training step of a network with these options, on real text: the fastest of a few. */
export async function secondsAStep(
  options: TrainingOptions,
  corpus: Corpus,
  { engine, device }: ChosenEngine,
): Promise<number> {
  const network = networkOf(options, corpus.vocabulary.size);
  const window = windowOf(options);
  const files = corpus.training.map((file) => ({ tokens: file.tokens, body: bodyStart(file, corpus.vocabulary) }));
  const streams = new TrainingStreams(files, window, options.seed);
  const program = await engine.compile(
    network,
    window,
    updateRuleOf(options),
    device,
    initialise(network, options.seed, options.outputGain),
  );
  try {
    let [fastest, total] = [Infinity, 0];
    for (let step = -warmUpSteps; step < leastSteps || total < leastSeconds; step++) {
      const { inputs, targets, weights, carry } = streams.next();
      const masks = dropoutMasks(network, options.batch, options.seed, Math.max(0, step));
      const began = performance.now();
      await program.step({ inputs, targets, weights, carry, masks }, 0);
      const seconds = (performance.now() - began) / 1000;
      if (step < 0) continue;
      fastest = Math.min(fastest, seconds);
      total += seconds;
    }
    return fastest;
  } finally {
    await program.dispose();
  }
}
