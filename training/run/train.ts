import { stat } from 'node:fs/promises';
import { asCodeFolders, type CodeFolder, foldersInWords, pathInFolder } from '@house-style/protocol/code-folder';
import { asFailure, Failure } from '@house-style/protocol/failure';
import { encodeModelSources, sourcesPath, textDigest } from '@house-style/protocol/model-sources';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { BaseModel } from './base-model';
import { formatVersion, type Metadata } from '@house-style/model/model-file/metadata';
import { modelFileBytes, parseModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import { characterCounts, mostSpelledOut, shareSpelledOut } from '@house-style/model/pretrained/suitability';
import { hasFixedContext, type Network, parameterCount, type Parameters } from '@house-style/model/network';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { lockOutput } from '../checkpoint/lock';
import { CheckpointStore, type FoundCheckpoint } from '../checkpoint/store';
import { bodyOf, bodyStart, type Corpus, type CorpusOptions, loadCorpus } from '@house-style/corpus/corpus';
import { report as corpusReport } from '@house-style/corpus/report';
import { type ChosenEngine, chooseEngine, engineFor, type EngineWish } from '../engines/choose-engine';
import { chooseEngineAgain } from './resumed-engine';
import { type Effort, minutesOf } from '../automatic-choice/candidates';
import { nameOf } from '../automatic-choice/explain';
import type { Settled } from '../automatic-choice/choose';
import { settle } from '../automatic-choice/settle';
import type { Device, TrainingProgram } from '../engines/engine';
import { SurvivingProgram } from '../engines/surviving-program';
import { initialise } from '../network/initialise';
import { budgetOf } from '../trainer/budget';
import { chooseInBlend } from './choose-in-blend';
import { type Exported, exportModel } from './export';
import { interpolate } from './interpolated-weights';
import { newState } from './new-state';
import {
  corpusOptionsOf,
  networkOf,
  type TrainingOptions,
  trainingOptions,
  updateRuleOf,
  windowOf,
} from '../options/options';
import { TrainingStreams } from '../trainer/streams';
import type { TokenFile } from '../trainer/segments';
import { Sampler } from '../trainer/sampler';
import { Trainer, type TrainedNetwork } from '../trainer/trainer';
import { Validation } from '../trainer/validation';
import { RunDevice } from '../trainer/run-device';

export interface TrainingRequest {
  /** Folders to train on, or one of which nothing is hidden. */
  readonly code: string | readonly CodeFolder[];
  /** The model file to write. */
  readonly model: string;
  /** The options that were given; defaults, or those of the checkpoint, fill in the others. */
  readonly options: Partial<TrainingOptions>;
  readonly resume: boolean;
  /** A model file whose weights the training starts from. */
  readonly from?: string;
  /** The same, but taken only where it suits: see {@link startingModel}. */
  readonly pretrained?: string;
  readonly corpus: CorpusOptions;
  readonly engine: EngineWish;
  /** How much the automatic choice may take; `balanced` where not given. */
  readonly effort?: Effort;
  readonly checkpointSeconds: number;
  /** Whether samples are drawn of what the network writes. */
  readonly samples?: boolean;
  readonly productVersion: string;
}

/**
 * The whole of a training: from a folder of code to a model file that was checked.
 *
 * @throws Failure as `docs/errors.md` lists them; whatever happens, an older model file and the last good checkpoint
 *   stay whole.
 */
export async function train(
  request: TrainingRequest,
  report: (event: TrainingEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const effort = request.effort ?? 'balanced';
  const asked = withBudget(request.options, effort);
  trainingOptions(asked);
  if ((await stat(request.model).catch(() => undefined))?.isDirectory()) {
    throw new Failure('output-unwritable', `Cannot write ${request.model}: it is a folder.`);
  }
  const unlock = await lockOutput(request.model);
  try {
    const checkpoints = new CheckpointStore(request.model);
    const found = request.resume ? await checkpoints.read() : undefined;
    if (found?.notice !== undefined) report({ event: 'notice', message: found.notice });
    const resumed = found && resumedOptions(found, request.options);
    const vocabulary = found && new Vocabulary(found.checkpoint.state.vocabulary);
    const load = (from: BaseModel | undefined): Promise<Corpus> =>
      loadCorpus(
        request.code,
        {
          ...request.corpus,
          ...corpusOptionsOf(resumed ?? trainingOptions(from ? from.optionsWith(asked) : asked)),
          ...(vocabulary && { vocabulary }),
          ...(from && { grownFrom: from.vocabulary }),
        },
        signal,
      );
    // A run that is resumed has its base model's weights in its checkpoint.
    let base = found === undefined ? await startingModel(request, asked, report) : undefined;
    let corpus = await load(base);
    if (base !== undefined && base.path === request.pretrained && !suits(base, corpus)) {
      const message =
        'Much of the code is in a script that the pretrained network has not read: training starts from nothing.';
      report({ event: 'notice', message });
      base = undefined;
      corpus = await load(undefined);
    }
    const given = base ? base.optionsWith(asked) : asked;
    report(corpusReport(corpus));
    for (const message of corpus.notices) report({ event: 'notice', message });
    if (found !== undefined) checkSameCorpus(found, corpus, asCodeFolders(request.code));
    else if (await checkpoints.exists()) {
      const message = `The stopped run in ${checkpoints.newest} is given up; --resume would have gone on with it.`;
      report({ event: 'notice', message });
      await checkpoints.remove();
    }
    const chosen =
      found === undefined
        ? await chooseEngine(engineFor(given.cell, request.engine))
        : await chooseEngineAgain(found.checkpoint.state, request.engine, (message) => {
            report({ event: 'notice', message });
          });
    const settled = resumed
      ? { options: resumed, reasons: [], assessments: [], seconds: 0 }
      : await settle(given, effort, corpus, chosen, base !== undefined);
    const { options } = settled;
    const network = networkOf(options, corpus.vocabulary.size);
    report(planEvent(network, chosen, settled));
    const run = {
      ...request,
      options,
      network,
      corpus,
      chosen,
      checkpoints,
      report,
      base,
      secondsSpent: settled.seconds,
    };
    const { stopped, ...trained } = await trainNetwork(run, found, signal);
    const best = await bestInBlend(run, trained);
    if (stopped === undefined) await finish(run, best);
    else {
      await keep(run, best);
      throw stopped;
    }
  } finally {
    await unlock();
  }
}

/** A training whose corpus, network and engine are settled. */
interface Run extends TrainingRequest {
  readonly options: TrainingOptions;
  readonly network: Network;
  readonly corpus: Corpus;
  readonly chosen: ChosenEngine;
  readonly checkpoints: CheckpointStore;
  readonly report: (event: TrainingEvent) => void;
  readonly base: BaseModel | undefined;
  /** What of the budget went into choosing the network. */
  readonly secondsSpent: number;
}

/**
 * The model whose weights a run starts from: the one asked for, or the pretrained one where the run is limited in time, its
 * network was not chosen otherwise and may be as large. Undefined where it starts from nothing.
 */
async function startingModel(
  { from, pretrained, effort }: TrainingRequest,
  asked: Partial<TrainingOptions>,
  report: (event: TrainingEvent) => void,
): Promise<BaseModel | undefined> {
  if (from !== undefined) return BaseModel.read(from);
  const { minutes, lowerCase } = trainingOptions(asked);
  if (pretrained === undefined || minutes === null || lowerCase || effort === 'fast') return undefined;
  try {
    const model = await BaseModel.read(pretrained);
    return model.fits(asked) ? model : undefined;
  } catch (error) {
    report({ event: 'notice', message: `The training starts from nothing: ${asFailure(error).message}` });
    return undefined;
  }
}

/** Whether a network has tokens for what a corpus is written in. */
function suits({ vocabulary }: BaseModel, corpus: Corpus): boolean {
  const texts = [...corpus.training, ...corpus.heldOut].map((file) => bodyOf(file, corpus.vocabulary));
  return shareSpelledOut(vocabulary, characterCounts(texts)) <= mostSpelledOut;
}

/** Where no length was given, that of the effort. */
function withBudget(given: Partial<TrainingOptions>, effort: Effort): Partial<TrainingOptions> {
  const isOpen = given.minutes === undefined && given.epochs === undefined;
  return isOpen ? { ...given, minutes: minutesOf[effort] } : given;
}

async function trainNetwork(
  run: Run,
  found: FoundCheckpoint | undefined,
  signal: AbortSignal,
): Promise<Trained & { readonly stopped?: Failure }> {
  const { options, network, corpus, chosen, checkpoints, report } = run;
  const { engine, device } = chosen;
  const window = windowOf(options);
  const streams = new TrainingStreams(tokenFiles(corpus, 'training'), window, options.seed);
  const heldOut = tokenFiles(corpus, 'heldOut');
  const validation = heldOut.length > 0 ? new Validation(heldOut, corpus.vocabulary, window, options.seed) : undefined;
  const fresh = initialise(network, options.seed, options.outputGain);
  const parameters = run.base?.parametersIn(network, fresh) ?? fresh;
  const compile = (on: Device): Promise<TrainingProgram> =>
    engine.compile(network, window, updateRuleOf(options), on, parameters);
  const runDevice = new RunDevice(device, found?.checkpoint.state.lostDevice);
  const compiled = await compile(device);
  const program =
    device.kind === 'cpu'
      ? compiled
      : await SurvivingProgram.create(
          compiled,
          () => compile(runDevice.lose()),
          (reason) => {
            report({
              event: 'notice',
              message: `The device ${device.kind} was lost (${reason}): training goes on with the CPU from the same step.`,
            });
          },
        );
  try {
    const trainer = new Trainer(
      {
        network,
        program,
        streams,
        validation,
        sampler: run.samples ? samplerOf(run) : undefined,
        budget: budgetOf(options, streams.windowsAnEpoch),
        checkpoints,
        report,
        checkpointSeconds: run.checkpointSeconds,
        runDevice,
      },
      newState(
        {
          ...run,
          corpusDigest: corpus.digest,
          vocabulary: corpus.vocabulary.characters,
          from: run.base?.corpusDigest ?? null,
          device,
        },
        streams,
      ),
    );
    if (found !== undefined) await trainer.restore(found.checkpoint);
    try {
      return { ...(await trainer.run(signal)), device: runDevice.device };
    } catch (thrown) {
      const { soFar } = trainer;
      if (!(thrown instanceof Failure && thrown.code === 'interrupted') || soFar === undefined) throw thrown;
      return { ...soFar, device: runDevice.device, stopped: thrown };
    }
  } finally {
    await program.dispose();
  }
}

/** Weights, and the device that the run ended on. */
type Trained = TrainedNetwork & { readonly device: Device };

/**
 * The network that suggestions are best with, of those between the one that comes with the product, where the run
 * started from that, and the trained one: a training also unlearns. Where nobody can tell, all stays as it was.
 *
 * Whoever stops a training wants what it has learned so far, and waits for this: half a minute at most.
 */
async function bestInBlend(run: Run, trained: Trained): Promise<Trained> {
  const { base, corpus, network, options, report } = run;
  if (base === undefined || base.path !== run.pretrained) return trained;
  const start = base.parametersIn(network, initialise(network, options.seed, options.outputGain));
  const between = { start, end: trained.parameters };
  const weightsAt = (learned: number): Parameters => interpolate(network, between, base.vocabulary.size, learned);
  const draft = draftOf(run, trained);
  const networkAt = (learned: number) => parseModelFile(modelFileBytes(draft, weightsAt(learned)), run.model);
  const choice = await chooseInBlend(corpus, networkAt, new AbortController().signal);
  if (choice === undefined) {
    report({
      event: 'notice',
      message:
        'There is too little code to tell whether the training makes suggestions better: the model holds the network as it was before.',
    });
  } else {
    report({ event: 'compared', ...choice, better: choice.learned > 0 });
  }
  const learned = choice?.learned ?? 0;
  return { ...trained, parameters: weightsAt(learned), ...(learned === 0 && { bestStep: 0 }) };
}

async function finish(run: Run, trained: Trained): Promise<void> {
  const { state } = trained;
  const { bitsPerCharacter, predicted, largestDifference } = await exportTrained(run, trained);
  await run.checkpoints.remove();
  run.report({
    event: 'done',
    model: run.model,
    ...{ bitsPerCharacter, ...(predicted !== null && { predicted }), largestDifference },
    steps: state.step,
    seconds: state.seconds,
    charactersPerSecond: state.trainingSeconds > 0 ? state.characters / state.trainingSeconds : 0,
  });
}

/**
 * Leaves the best weights of a run that was stopped as a model, unless the one that is there is better; its checkpoint
 * stays, from which it can go on.
 */
async function keep(run: Run, trained: Trained): Promise<void> {
  const before = await readModelFile(run.model).then(
    ({ metadata }) => metadata.metrics.bitsPerCharacter,
    () => null,
  );
  const isBetter = (bits: number | null): boolean => bits === null || before === null || bits < before;
  const { bitsPerCharacter, predicted, written } = await exportTrained(run, trained, isBetter);
  run.report({
    event: 'kept',
    model: run.model,
    ...{ bitsPerCharacter, ...(predicted !== null && { predicted }) },
    steps: trained.bestStep,
    better: written,
  });
}

/** Without how well it predicts what is held out, which is measured when it is written. */
function draftOf(run: Run, { bestStep, state, device }: Trained): Metadata {
  const metrics = { bitsPerCharacter: null, steps: bestStep, seconds: state.seconds };
  return metadataOf(run, { device, from: state.from }, metrics);
}

async function exportTrained(
  run: Run,
  trained: Trained,
  accept?: (bitsPerCharacter: number | null) => boolean,
): Promise<Exported> {
  const { corpus, chosen } = run;
  const { parameters, device } = trained;
  const draft = draftOf(run, trained);
  const rule = updateRuleOf(run.options);
  const exported = await exportModel(run.model, draft, parameters, corpus, {
    engine: chosen.engine,
    device,
    rule,
    ...(accept && { accept }),
  });
  if (exported.written) await writeSources(run.model, corpus);
  return exported;
}

/** What a model of this run says about itself. */
function metadataOf(
  { options, network, corpus, chosen, productVersion }: Run,
  { device, from }: { readonly device: Device; readonly from: string | null },
  metrics: Metadata['metrics'],
): Metadata {
  return {
    formatVersion,
    productVersion,
    createdAt: new Date().toISOString(),
    network: { ...network, hidden: [...network.hidden] },
    characters: [...corpus.vocabulary.characters],
    training: {
      ...options,
      hidden: options.hidden.join(','),
      engine: chosen.engine.name,
      device: device.kind,
      from,
    },
    corpus: {
      digest: corpus.digest,
      files: corpus.training.length,
      characters: corpus.characters,
      heldOutFiles: corpus.heldOut.length,
      heldOutCharacters: corpus.heldOutCharacters,
    },
    heldOut: [...new Set(corpus.heldOut.map(({ path }) => pathInFolder(path)))],
    metrics,
  };
}

/** Writes samples of a file that is like those that are held out, by the weights as they would be exported. */
function samplerOf(run: Run): Sampler {
  const { corpus, chosen } = run;
  const [file] = corpus.heldOut.length > 0 ? corpus.heldOut : corpus.training;
  const draft = metadataOf(
    run,
    { device: chosen.device, from: null },
    { bitsPerCharacter: null, steps: 0, seconds: 0 },
  );
  return new Sampler(
    (parameters) => parseModelFile(modelFileBytes(draft, parameters), run.model),
    pathInFolder(file?.path ?? ''),
  );
}

/** Beside the model, so that it can be told of files that it has read and should not have. */
async function writeSources(model: string, { training, vocabulary, digest }: Corpus): Promise<void> {
  const sources = training.map((file) => ({ path: file.path, digest: textDigest(bodyOf(file, vocabulary)) }));
  await writeAtomically(sourcesPath(model), [Buffer.from(encodeModelSources(digest, sources))]);
}

/** The checkpoint's options; what was given beside --resume must agree with them. */
function resumedOptions({ checkpoint, path }: FoundCheckpoint, given: Partial<TrainingOptions>): TrainingOptions {
  const { options } = checkpoint.state;
  for (const [name, value] of Object.entries(given)) {
    const before = options[name as keyof TrainingOptions];
    if (JSON.stringify(before) !== JSON.stringify(value)) {
      throw new Failure(
        'checkpoint-mismatch',
        `The run in ${path} has ${name} ${String(before)}, not ${String(value)}: ` +
          'give the same options or none, or leave out --resume.',
      );
    }
  }
  return options;
}

function checkSameCorpus({ checkpoint, path }: FoundCheckpoint, corpus: Corpus, folders: readonly CodeFolder[]): void {
  if (checkpoint.state.corpusDigest === corpus.digest) return;
  throw new Failure(
    'checkpoint-mismatch',
    `The files in ${foldersInWords(folders)} have changed since ${path} was written, so that run cannot go on: leave out --resume.`,
  );
}

function tokenFiles(corpus: Corpus, part: 'training' | 'heldOut'): TokenFile[] {
  return corpus[part].map((file) => ({ tokens: file.tokens, body: bodyStart(file, corpus.vocabulary) }));
}

function planEvent(network: Network, { engine, device, reasons }: ChosenEngine, settled: Settled): TrainingEvent {
  const { cell, input, embedding, hidden, dropout, vocabulary } = network;
  const layers = hidden.every((units) => units === hidden[0]) ? `${hidden.length}×${hidden[0] ?? 0}` : hidden.join('+');
  return {
    event: 'plan',
    engine: engine.name,
    device: device.kind,
    network:
      `${cell} ${hasFixedContext(network) ? `of ${network.context} characters, ` : ''}${layers}, ` +
      `${input === 'embedding' ? `embedding ${embedding}` : 'one-hot'}, ` +
      `vocabulary ${vocabulary}, dropout ${dropout}`,
    parameters: parameterCount(network),
    reasons: [...reasons, ...settled.reasons],
    candidates: settled.assessments.map(({ candidate, ...assessment }) => ({
      ...assessment,
      network: nameOf(candidate),
    })),
  };
}
