/**
 * One corpus of `bench:linearity`, in a process of its own: reads the folder it is given as `housestyle train` reads it,
 * then trains a small network on it, a turn of steps each time it is told to.
 */
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { bodyStart, loadCorpus } from '@house-style/corpus/corpus';
import { OnnxRuntimeEngine } from '@house-style/training/engines/onnxruntime/engine';
import { initialise } from '@house-style/training/network/initialise';
import { networkOf, trainingOptions, updateRuleOf, windowOf } from '@house-style/training/options/options';
import { TrainingStreams } from '@house-style/training/trainer/streams';
import { rounded, warmUpSteps } from './setting';

/** Told once, when the corpus is read. */
export interface CorpusRead {
  readonly characters: number;
  readonly readNanosecondsACharacter: number;
}

/**
 * Told after each turn, for an epoch in which every step takes as long as those of this turn. Processor time is what the
 * work took, also while others use the same cores.
 */
export interface Turn {
  readonly processorMicrosecondsACharacter: number;
  readonly microsecondsACharacter: number;
  /** The most so far. */
  readonly residentMegabytes: number;
}

const stepsATurn = 16;
const options = trainingOptions({ hidden: [128], batch: 32, epochs: 1, dropout: 0 });

const [folder = ''] = process.argv.slice(2);
const began = process.cpuUsage();
// The same tokens for all sizes: more text has more characters that occur often enough for a token of their own, and the
// network that reads them would be a larger one.
const corpus = await loadCorpus(folder, { vocabulary: Vocabulary.fromCounts(new Map()) });
const characters = corpus.characters + corpus.heldOutCharacters;
const files = corpus.training.map((file) => ({ tokens: file.tokens, body: bodyStart(file, corpus.vocabulary) }));
const streams = new TrainingStreams(files, windowOf(options), options.seed);
// Of the whole epoch: how full a few steps' windows are depends on which files they happen to read.
const charactersAStep = (corpus.characters * options.batch) / streams.windowsAnEpoch;
const read: CorpusRead = {
  characters,
  readNanosecondsACharacter: Math.round((1e3 * processorTime(began)) / characters),
};

const network = networkOf(options, corpus.vocabulary.size);
const engine = new OnnxRuntimeEngine();
// One thread: a second one would wait for the first by spinning, and count that as work.
const device = { engine: engine.name, kind: 'cpu', threads: 1 } as const;
const parameters = initialise(network, options.seed);
const program = await engine.compile(network, windowOf(options), updateRuleOf(options), device, parameters);
for (let step = 0; step < warmUpSteps; step++) await train();

process.on('message', () => void turn());
process.send?.(read);

async function turn(): Promise<void> {
  const [processor, wall] = [process.cpuUsage(), performance.now()];
  for (let step = 0; step < stepsATurn; step++) await train();
  const characters = stepsATurn * charactersAStep;
  const figures: Turn = {
    processorMicrosecondsACharacter: rounded(processorTime(processor) / characters),
    microsecondsACharacter: rounded((1e3 * (performance.now() - wall)) / characters),
    residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
  };
  process.send?.(figures);
}

async function train(): Promise<void> {
  const { inputs, targets, weights, carry } = streams.next();
  await program.step({ inputs, targets, weights, carry, masks: [] }, 1e-3);
}

/** Microseconds of all threads since then. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}
