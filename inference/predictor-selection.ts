/** What answers requests, from the first index of the code to the blend: loaded, learned, replaced and reset here. */
import path from 'node:path';
import { Blend } from '@house-style/model/blend/blend';
import { folderOf, pathInFolder } from '@house-style/protocol/code-folder';
import { readCorpusFile } from '@house-style/protocol/corpus-file';
import type { Context, Predictor } from '@house-style/model/predictor';
import { asFailure } from '@house-style/protocol/failure';
import { mostSpelledOut } from '@house-style/model/pretrained/suitability';
import { readModelSources, textDigest } from '@house-style/protocol/model-sources';
import { type LanguageModel, loadLanguageModelOn } from '@house-style/model/lstm/language-model';
import { parameterCount } from '@house-style/model/network';
import type { PrefixLimits } from '@house-style/model/completion/prefix-contexts';
import { OnlineLearning, type Learning } from './online-learning';
import type {
  CompletionOutcome,
  LoadedModel,
  RequestOf,
  Response,
  Source,
} from '@house-style/protocol/inference-messages';
import { takeIn } from './changed-files';
import { CodeHomes, isBelow } from './code-homes';
import { moveToFastestDevice } from './device-timing';
import { learningOfIndex } from './index-learning';
import type { LearningGate } from './learning-gate';
import { textOfFile } from '@house-style/corpus/one-file';
import { goneSources } from './gone-sources';
import { ReadingUnits } from '@house-style/corpus/indentation';
import { type WrittenStyle, writtenStyle } from '@house-style/corpus/written-style';
import { ModelInUse, using } from './model-in-use';
import type { OpenDocument, OpenDocuments } from './open-documents';
import { QuietTime } from './quiet-time';
import { limitsFor, widestLimits } from './reading-limits';
import type { StandingWords } from './standing-words';
import type { Scheduler } from './scheduler';
import { WithdrawnText } from './withdrawn-text';
import { WorkspacePredictors } from './workspace-predictors';

export interface SelectedPredictor {
  readonly source: Source;
  readonly predictor: Predictor;
  readonly limits: PrefixLimits;
  /** The network within it, trained on this code or on other. */
  readonly network: ModelInUse | undefined;
  /** What of it learns from documents. */
  readonly learning: Learning | undefined;
  /** All that may be suggested, where it still knows what is gone. */
  readonly words: StandingWords | undefined;
}

/** What answering may do with the rest of the process. */
export interface PredictorSelectionParts {
  readonly scheduler: Scheduler;
  readonly documents: OpenDocuments<Context>;
  readonly gate: LearningGate;
  readonly respond: (response: Response) => void;
  readonly log: (level: Extract<Response, { kind: 'log' }>['level'], message: string) => void;
  /** Milliseconds without a request after which nobody is taken to be typing, a minute where not given. */
  readonly quietTime?: number;
}

const defaultQuietTime = 60_000;
/** All is learned anew but once in a while where it was read anew before: after so many times that quiet. */
const quietTimesOfLearningAnew = 10;

export class PredictorSelection {
  #now: SelectedPredictor | undefined;
  /** The trained model. */
  #current: ModelInUse | undefined;
  /** Of the trained model. */
  #limits = widestLimits;
  /** A network of other code, while there is no trained model. */
  #pretrained: ModelInUse | undefined;
  #workspace: WorkspacePredictors | undefined;
  /** Whether that is a first part of the workspace, which is not learned. */
  #partial = false;
  #code = CodeHomes.none;
  /** Share of the workspace's code that is learned. */
  #learned = 0;
  /** Texts as they stood when what had been learned of them was forgotten: they are not learned again. */
  #forgotten = new WeakMap<OpenDocument<Context>, string>();
  /** Files whose documents something was learned of, by absolute path. */
  readonly #learnedOf = new Set<string>();
  /** What was learned of documents, to know when it is taken back. */
  readonly #withdrawn: WithdrawnText;
  /** Whether anything is learned of documents. */
  #adapts = true;
  readonly #quiet = new QuietTime();
  /** Whether the tables were read again since the workspace became known. */
  #wasReadAgain = false;
  /** Each change follows the one before, so that the last one asked for is the one that stays. */
  #changes = Promise.resolve();

  constructor(private readonly parts: PredictorSelectionParts) {
    this.#withdrawn = new WithdrawnText(
      (text) => this.#workspace?.hasText(text) === true,
      () => parts.documents.all,
    );
  }

  /** What answers now; undefined while there is nothing. */
  get now(): SelectedPredictor | undefined {
    return this.#now;
  }

  /** Leaves out what says something that was learned, or read once, and stands nowhere any more. */
  standing(outcome: CompletionOutcome, text: string, offset: number): CompletionOutcome {
    if (outcome.kind !== 'shown') return outcome;
    const words = this.#now?.words;
    const candidates = outcome.candidates.filter(
      ({ text: suggestion, replaces }) =>
        words?.allow(text, offset, suggestion, replaces) !== false &&
        this.#withdrawn.allows(text, offset, suggestion, replaces),
    );
    return candidates.length > 0 ? { kind: 'shown', candidates } : { kind: 'quiet', reason: 'unsure' };
  }

  /** To be told of each document that is closed. */
  closed(document: OpenDocument<Context> | undefined): void {
    if (document !== undefined) this.#withdrawn.closed(document);
  }

  /** The files of the code, as they are read. */
  get files(): readonly { readonly path: string; readonly text: string }[] {
    return this.#workspace?.all ?? [];
  }

  /** The files of the code by their names, as they are read and last were saved; undefined while none are known. */
  get readTexts(): ReadonlyMap<string, string> | undefined {
    return this.#partial ? undefined : this.#workspace?.texts;
  }

  /** How a file at a path is to be written. @param like names of files that it is like, the most similar first. */
  async styleOf(path: string, like: readonly string[]): Promise<WrittenStyle> {
    const home = folderOf(this.#code.folders, path);
    if (home === undefined) return { lineEnd: '\n' };
    const beside = like.filter((name) => folderOf(this.#code.folders, name) === home);
    return writtenStyle(home.folder, pathInFolder(path), beside.map(pathInFolder));
  }

  /** Whether there is a model that was trained on this code. */
  get isTrained(): boolean {
    return this.#current !== undefined;
  }

  load(request: RequestOf<'load'>): void {
    this.#change(() => this.#load(request));
  }

  /** Takes in the code of the workspace. What answers already goes on answering until something better can. */
  know(request: RequestOf<'workspace'>): void {
    this.#change(() => this.#know(request));
  }

  /** Forgets what was learned of documents, and all that is stored: the code is learned anew. */
  reset(): void {
    this.#change(() => this.#reset());
  }

  /** Learns what was made or changed, as far as it is part of the code; asks for all to be gathered again where that is much. */
  changed({ paths }: RequestOf<'changed'>): void {
    this.#change(() => this.#takeIn(paths));
  }

  /** Asks for the code to be gathered again where something was learned of what is gone. */
  deleted({ paths }: RequestOf<'deleted'>): void {
    this.#change(() => {
      const wasLearned = (gone: string): boolean =>
        this.#code.namesOf(gone).some((name) => this.#workspace?.holds(name) === true) ||
        [...this.#learnedOf].some((learned) => learned === gone || isBelow(gone, learned));
      if (paths.flatMap((one) => this.#code.pathsOf(one)).some(wasLearned)) {
        this.parts.respond({ kind: 'outdated' });
      }
    });
  }

  /** To be told of each completion that is asked for. */
  noteRequest(): void {
    this.#quiet.noteRequest();
  }

  /** Does a change after those before it. One that fails is told, and keeps no later one from being done. */
  #change(change: () => void | Promise<void>): void {
    this.#changes = this.#changes
      .then(change)
      .catch((error: unknown) => this.parts.log('error', `A change has failed: ${asFailure(error).message}`));
  }

  /** Notes that something was learned of a document, by the file that it lies in; none is known of others. */
  #noteLearned({ name, origin }: OpenDocument<Context>): void {
    if (name === '') return;
    const file = origin && 'folder' in origin ? path.join(origin.folder, pathInFolder(name)) : this.#code.fileOf(name);
    if (file !== undefined) this.#learnedOf.add(file);
  }

  async #load({ id, modelPath, device = 'cpu', adapt = true }: RequestOf<'load'>): Promise<void> {
    const { respond, log } = this.parts;
    const started = performance.now();
    this.#adapts = adapt;
    try {
      const first = device === 'auto' ? 'cpu' : device;
      const { refusal, ...model } = await loadLanguageModelOn(first, modelPath, adapt);
      const limits = await limitsFor(model.predictor);
      this.#replaceModel(new ModelInUse(model, (error) => log('warn', asFailure(error).message)), limits);
      respond({
        kind: 'loaded',
        id,
        model: { ...describe(model), ...(refusal && { deviceRefusal: refusal.message }) },
      });
      if (device === 'auto') void this.#moveToFastestDevice(model);
      const adapts = model.predictor.adapts ? 'It adapts' : 'It does not adapt';
      log(
        'info',
        `Loaded ${modelPath} in ${milliseconds(started)} ms: a window of ${limits.window} characters. ` +
          `${adapts} to the files being edited.`,
      );
      void this.#learnWorkspace();
      void this.#tellGoneSources();
    } catch (error) {
      const { code, message } = asFailure(error);
      respond({ kind: 'load-failed', id, code, message });
    }
  }

  async #moveToFastestDevice(model: LanguageModel): Promise<void> {
    try {
      const sentences = await moveToFastestDevice(model, process.argv[1] ?? '');
      if (sentences.length > 0) this.parts.log('info', sentences.join(' '));
    } catch (error) {
      this.parts.log('warn', asFailure(error).message);
    }
  }

  async #know({
    corpusPath,
    tablesPath,
    partial = false,
    pretrained,
    code,
    adapt,
  }: RequestOf<'workspace'>): Promise<void> {
    const { scheduler, documents, log } = this.parts;
    const started = performance.now();
    this.#adapts = adapt ?? pretrained?.adapt ?? this.#adapts;
    this.#code = await CodeHomes.of(code ?? []);
    try {
      const files = corpusPath === undefined ? [] : await readCorpusFile(corpusPath);
      await this.#leaveWorkspace();
      const units = ReadingUnits.of(files);
      documents.readIn(units);
      this.#workspace = new WorkspacePredictors(files, tablesPath, {
        scheduler,
        near: documents.names,
        units,
        onProgress: (fraction) => this.#tellKnowledge(fraction),
        further: async (one) => {
          const home = folderOf(code ?? [], one);
          return home && (await textOfFile(home, one));
        },
        log,
      });
      this.#answerWithoutMemory();
      log('info', `Indexed ${files.length} files of the workspace in ${milliseconds(started)} ms.`);
      this.#partial = partial;
      if (partial) return;
      if (pretrained === undefined) this.#leavePretrained();
      else await this.#loadPretrained(this.#workspace, pretrained);
      const network = this.#network;
      // Of no code nothing is learned that could be blended with it.
      if (files.length === 0 && network !== undefined) {
        this.#learned = 0;
        this.#answerWithNetwork(network, await limitsFor(network.model.predictor));
      }
      void this.#learnWorkspace();
      void this.#tellGoneSources();
    } catch (error) {
      log('warn', asFailure(error).message);
    }
  }

  /** Lets go of what is known of the code, as of another moment or folder; it may be learned otherwise. */
  async #leaveWorkspace(): Promise<void> {
    const workspace = this.#workspace;
    this.#workspace = undefined;
    this.#learnedOf.clear();
    this.#withdrawn.clear();
    this.#wasReadAgain = false;
    if (workspace === undefined) return;
    this.#now = undefined;
    await workspace.end();
  }

  /** Answers with what needs not be learned. */
  #answerWithoutMemory(): void {
    if (this.#current !== undefined) this.#answerWithNetwork(this.#current, this.#limits);
    else if (this.#workspace !== undefined) this.#answerFromIndex(this.#workspace);
  }

  /** Says which files the trained model has read that no training would read any more. */
  async #tellGoneSources(): Promise<void> {
    const [current, workspace, code] = [this.#current, this.#workspace, this.#code];
    if (current === undefined || workspace === undefined || code.folders.length === 0) return;
    const { path: modelPath, metadata } = current.model.file;
    const sources = await readModelSources(modelPath, metadata.corpus.digest);
    const gone = await goneSources(sources, workspace.all, code.folders);
    if (gone.length === 0 || this.#current !== current) return;
    const [paths, count] = [gone.slice(0, 20), gone.length];
    this.parts.respond({ kind: 'sources-gone', sources: { modelPath, trainedAt: metadata.createdAt, count, paths } });
  }

  /** Takes the network of other code, unless there is a trained model or the workspace is written otherwise. */
  async #loadPretrained(
    workspace: WorkspacePredictors,
    { modelPath, adapt }: NonNullable<RequestOf<'workspace'>['pretrained']>,
  ): Promise<void> {
    if (this.#current !== undefined) return;
    if (this.#pretrained?.model.predictor.adapts === adapt) return;
    const { log } = this.parts;
    this.#leavePretrained();
    try {
      const model = await loadLanguageModelOn('cpu', modelPath, adapt);
      if (workspace.shareWithout(model.predictor.vocabulary) > mostSpelledOut) {
        log('info', 'Much of the code is in a script that the pretrained network has not read: it is left out.');
        await model.dispose();
        return;
      }
      this.#pretrained = new ModelInUse(model, (error) => log('warn', asFailure(error).message));
    } catch (error) {
      log('warn', `Suggestions do without the pretrained network: ${asFailure(error).message}`);
    }
  }

  #leavePretrained(): void {
    this.#pretrained?.replaced();
    this.#pretrained = undefined;
  }

  #answerFromIndex(workspace: WorkspacePredictors): void {
    const index = workspace.index();
    if (index === undefined) return;
    const { predictor, documents } = index;
    const learning = learningOfIndex(
      predictor,
      documents,
      this.parts.gate,
      () => this.#adapts,
      (document) => this.#noteLearned(document),
    );
    this.#answerWith({
      source: 'index',
      predictor,
      limits: widestLimits,
      network: undefined,
      learning,
      words: undefined,
    });
  }

  async #takeIn(paths: readonly string[]): Promise<void> {
    const { respond, scheduler, documents, log } = this.parts;
    const workspace = this.#workspace;
    // A whole that is still to come has them.
    if (workspace === undefined || this.#partial) return;
    const started = performance.now();
    const taken = await takeIn(paths, this.#code, workspace, {
      goesOn: async () => {
        await scheduler.afterCompletions();
        return this.#workspace === workspace;
      },
      isOpen: (name) => documents.names.includes(name),
      onGone: (path, lines) => {
        this.#withdrawn.codeChanged();
        for (const line of lines) this.#withdrawn.gone({ path }, line);
      },
    });
    if (taken === 'too-much') {
      respond({ kind: 'outdated' });
      return;
    }
    if (taken === 0) return;
    const blend = this.#now?.learning === undefined ? undefined : this.#now.predictor;
    if (blend instanceof Blend) {
      await using(this.#now?.network, () => workspace.learnFurther(blend));
    }
    log('info', `Took in ${taken} changed ${taken === 1 ? 'file' : 'files'} in ${milliseconds(started)} ms.`);
  }

  /** Learns the workspace's code in the background, and answers with it as soon as that is done. */
  async #learnWorkspace(): Promise<void> {
    const network = this.#network;
    const workspace = this.#workspace;
    if (workspace === undefined || this.#partial) return;
    try {
      const blend = await using(network, () =>
        workspace.learn(network?.model.predictor, network && identityOf(network.model)),
      );
      if (blend === undefined) return;
      const words = await workspace.standingWords();
      const limits = await this.#limitsOf(blend);
      // Another model or workspace may have come meanwhile, and answers already.
      if (this.#network !== network || this.#workspace !== workspace) return;
      this.#answerWith({
        source: this.isTrained ? 'blend' : 'contexts',
        predictor: blend,
        limits,
        network,
        learning: this.#learning(blend, workspace),
        words,
      });
      if (words !== undefined) this.#forgetWhenQuiet(workspace);
    } catch (error) {
      this.parts.log('warn', `The code of the workspace cannot be learned: ${asFailure(error).message}`);
    }
  }

  /** Once nobody has asked for anything for a while, lets the tables forget what they are kept from saying until then. */
  #forgetWhenQuiet(workspace: WorkspacePredictors): void {
    const { quietTime = defaultQuietTime } = this.parts;
    const outdated = this.#now?.words !== undefined;
    this.#quiet.after(outdated && this.#wasReadAgain ? quietTimesOfLearningAnew * quietTime : quietTime, () => {
      if (this.#workspace !== workspace) return;
      if (outdated) this.#change(() => this.#learnAnew(workspace));
      else if (this.#withdrawn.isAnyGone()) this.#change(() => this.#readAgain(workspace));
      // What stands now may be taken back later on.
      else if (!this.#withdrawn.isEmpty) this.#forgetWhenQuiet(workspace);
    });
  }

  /** What was typed and taken back is not in the tables that are stored; what stands is learned again as it is come by. */
  async #readAgain(workspace: WorkspacePredictors): Promise<void> {
    if (this.#workspace !== workspace || !(await workspace.isStored())) return;
    this.parts.log('info', 'What was typed and taken back is forgotten: the tables are read again.');
    this.#wasReadAgain = true;
    await this.#beginAgain(() => workspace.end());
  }

  async #learnAnew(workspace: WorkspacePredictors): Promise<void> {
    if (this.#workspace !== workspace) return;
    this.parts.log('info', 'Code that is gone is forgotten: the workspace is learned anew.');
    await this.#beginAgain(() => workspace.forget());
  }

  /** Answers without the tables until they are there again, which are to be let go of by `leave`. */
  async #beginAgain(leave: () => Promise<void>): Promise<void> {
    this.#withdrawn.clear();
    this.#answerWithoutMemory();
    try {
      await leave();
    } finally {
      void this.#learnWorkspace();
    }
  }

  /** The network to blend with, the trained one where there is one. */
  get #network(): ModelInUse | undefined {
    return this.#current ?? this.#pretrained;
  }

  /** Those of the trained model were found when it was loaded. */
  async #limitsOf(blend: Blend): Promise<PrefixLimits> {
    return this.isTrained ? this.#limits : limitsFor(blend);
  }

  #learning(blend: Blend, workspace: WorkspacePredictors): Learning {
    const known = (document: OpenDocument<Context>): string =>
      `${workspace.textOf(document.name)}\n${this.#forgotten.get(document) ?? ''}`;
    const learning = new OnlineLearning(
      blend,
      this.parts.gate,
      known,
      (document, line) => {
        this.#withdrawn.learned(document, line);
        this.#forgetWhenQuiet(workspace);
      },
      (message) => this.parts.log('debug', message),
    );
    return {
      predictorIn: (document) => learning.predictorIn(document),
      step: async (document, contexts, offset, signal) => {
        if (!this.#adapts) {
          this.parts.gate.refuse(document);
          return false;
        }
        const learned = await learning.step(document, contexts, offset, signal);
        if (learned) this.#noteLearned(document);
        return learned;
      },
    };
  }

  async #reset(): Promise<void> {
    this.#forgotten = new WeakMap(this.parts.documents.all.map((document) => [document, document.text]));
    this.#learnedOf.clear();
    await this.#beginAgain(async () => {
      await this.#workspace?.forget();
      this.parts.log('info', 'What was learned from editing is forgotten.');
    });
  }

  #replaceModel(next: ModelInUse, limits: PrefixLimits): void {
    const previous = this.#network;
    this.#current = next;
    this.#limits = limits;
    this.#pretrained = undefined;
    this.#answerWithNetwork(next, limits);
    previous?.replaced();
  }

  #answerWithNetwork(network: ModelInUse, limits: PrefixLimits): void {
    const { predictor } = network.model;
    this.#answerWith({ source: 'network', predictor, limits, network, learning: undefined, words: undefined });
  }

  #answerWith(answer: SelectedPredictor): void {
    this.#now = answer;
    this.parts.scheduler.stopIdling();
    this.parts.documents.forgetContexts();
    const learned = answer.source === 'contexts' || answer.source === 'blend';
    this.#tellKnowledge(learned ? 1 : this.#learned);
  }

  #tellKnowledge(learned: number): void {
    this.#learned = learned;
    this.parts.respond({ kind: 'knows', knowledge: { source: this.#now?.source ?? 'nothing', learned } });
  }
}

/** Tells a network from any other one, and from itself after it was trained further. */
function identityOf({ file }: LanguageModel): string {
  return textDigest(JSON.stringify(file.metadata));
}

function describe({ file }: LanguageModel): LoadedModel {
  const { network, metrics, createdAt, corpus } = file.metadata;
  const { predicted } = metrics;
  return {
    path: file.path,
    parameters: parameterCount(network),
    vocabulary: network.vocabulary,
    bitsPerCharacter: metrics.bitsPerCharacter,
    ...(predicted !== undefined && { predicted }),
    files: corpus.files,
    corpus: corpus.digest,
    trainedAt: createdAt,
  };
}

function milliseconds(since: number): number {
  return Math.round(performance.now() - since);
}
