/** What answers requests, from the first index of the code to the blend: loaded, learned, replaced and reset here. */
import type { Blend } from '@house-style/model/blend/blend';
import { readCorpusFile } from '@house-style/protocol/corpus-file';
import type { Context, Predictor } from '@house-style/model/predictor';
import { asFailure } from '@house-style/protocol/failure';
import { type LanguageModel, loadLanguageModelOn } from '@house-style/model/lstm/language-model';
import { parameterCount } from '@house-style/model/network';
import type { PrefixLimits } from '@house-style/model/completion/prefix-contexts';
import { DocumentLearning, type Learning } from './document-learning';
import type { LoadedModel, RequestOf, Response, Source } from '@house-style/protocol/inference-messages';
import { moveToFastestDevice } from './device-timing';
import { ModelInUse, using } from './model-in-use';
import type { OpenDocument, OpenDocuments } from './open-documents';
import { limitsFor, widestLimits } from './reading-limits';
import type { Work } from './work';
import { WorkspaceKnowledge } from './workspace-knowledge';

export interface Answer {
  readonly source: Source;
  readonly predictor: Predictor;
  readonly limits: PrefixLimits;
  /** The network within it, trained on this code or on other. */
  readonly network: ModelInUse | undefined;
  /** What of it learns from documents. */
  readonly learning: Learning | undefined;
}

/** What answering may do with the rest of the process. */
export interface AnsweringParts {
  readonly work: Work;
  readonly documents: OpenDocuments<Context>;
  readonly respond: (response: Response) => void;
  readonly log: (level: Extract<Response, { kind: 'log' }>['level'], message: string) => void;
}

/**
 * Share of characters that a network may have no token for and spells out: each costs several steps, and says little of
 * the network's worth here.
 */
const mostSpelledOut = 0.02;

export class Answering {
  #now: Answer | undefined;
  /** The trained model. */
  #current: ModelInUse | undefined;
  /** A network of other code, while there is no trained model. */
  #pretrained: ModelInUse | undefined;
  #workspace: WorkspaceKnowledge | undefined;
  /** Whether that is a first part of the workspace, which is not learned. */
  #partial = false;
  /** Share of the workspace's code that is learned. */
  #learned = 0;
  /** Texts as they stood when what had been learned of them was forgotten: they are not learned again. */
  #forgotten = new WeakMap<OpenDocument<Context>, string>();
  /** Each change follows the one before, so that the last one asked for is the one that stays. */
  #changes = Promise.resolve();

  constructor(private readonly parts: AnsweringParts) {}

  /** What answers now; undefined while there is nothing. */
  get now(): Answer | undefined {
    return this.#now;
  }

  /** Whether there is a model that was trained on this code. */
  get isTrained(): boolean {
    return this.#current !== undefined;
  }

  load(request: RequestOf<'load'>): void {
    this.#changes = this.#changes.then(() => this.#load(request));
  }

  /** Takes in the code of the workspace. What answers already goes on answering until something better can. */
  know(request: RequestOf<'workspace'>): void {
    this.#changes = this.#changes.then(() => this.#know(request));
  }

  /** Forgets what was learned of documents: the network and the tables are again what training and the code made them. */
  reset(): void {
    this.#changes = this.#changes.then(() => {
      this.#reset();
    });
  }

  async #load({ id, modelPath, device = 'cpu', adapt = true }: RequestOf<'load'>): Promise<void> {
    const { respond, log } = this.parts;
    const started = performance.now();
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

  async #know({ corpusPath, tablesPath, partial = false, pretrained }: RequestOf<'workspace'>): Promise<void> {
    const { work, documents, log } = this.parts;
    const started = performance.now();
    try {
      const files = await readCorpusFile(corpusPath);
      this.#workspace = new WorkspaceKnowledge(files, tablesPath, {
        work,
        near: documents.paths,
        onProgress: (fraction) => this.#tellKnowledge(fraction),
        log,
      });
      if (this.#current === undefined) this.#answerFromIndex(this.#workspace);
      log('info', `Indexed ${files.length} files of the workspace in ${milliseconds(started)} ms.`);
      this.#partial = partial;
      if (partial) return;
      if (pretrained !== undefined) await this.#loadPretrained(this.#workspace, pretrained);
      void this.#learnWorkspace();
    } catch (error) {
      log('warn', asFailure(error).message);
    }
  }

  /** Takes the network of other code, unless there is a trained model or the workspace is written otherwise. */
  async #loadPretrained(
    workspace: WorkspaceKnowledge,
    { modelPath, adapt }: NonNullable<RequestOf<'workspace'>['pretrained']>,
  ): Promise<void> {
    if (this.#current !== undefined || this.#pretrained !== undefined) return;
    const { log } = this.parts;
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

  #answerFromIndex(workspace: WorkspaceKnowledge): void {
    const index = workspace.index();
    if (index === undefined) return;
    const { predictor, documents } = index;
    const learning: Learning = {
      predictorIn: () => predictor,
      step: ({ path, text }, _contexts, offset) => Promise.resolve(documents.update(path, text, offset)),
    };
    this.#answerWith({ source: 'index', predictor, limits: widestLimits, network: undefined, learning });
  }

  /** Learns the workspace's code in the background, and answers with it as soon as that is done. */
  async #learnWorkspace(): Promise<void> {
    const network = this.#network;
    const workspace = this.#workspace;
    if (workspace === undefined || this.#partial) return;
    try {
      const blend = await using(network, () => workspace.learn(network?.model.predictor));
      if (blend === undefined || this.#network !== network || this.#workspace !== workspace) return;
      this.#answerWith({
        source: this.isTrained ? 'blend' : 'contexts',
        predictor: blend,
        limits: await this.#limitsOf(blend),
        network,
        learning: this.#learning(blend, workspace),
      });
    } catch (error) {
      this.parts.log('warn', `The code of the workspace cannot be learned: ${asFailure(error).message}`);
    }
  }

  /** The network to blend with, the trained one where there is one. */
  get #network(): ModelInUse | undefined {
    return this.#current ?? this.#pretrained;
  }

  /** Those of the trained model were found when it was loaded. */
  async #limitsOf(blend: Blend): Promise<PrefixLimits> {
    return this.isTrained && this.#now !== undefined ? this.#now.limits : limitsFor(blend);
  }

  #learning(blend: Blend, workspace: WorkspaceKnowledge): DocumentLearning {
    const known = (document: OpenDocument<Context>): string =>
      `${workspace.textOf(document.path)}\n${this.#forgotten.get(document) ?? ''}`;
    return new DocumentLearning(blend, known, (message) => this.parts.log('debug', message));
  }

  #reset(): void {
    this.#forgotten = new WeakMap(this.parts.documents.all.map((document) => [document, document.text]));
    this.#workspace?.forget();
    if (this.#current !== undefined) this.#answerWithNetwork(this.#current, this.#now?.limits ?? widestLimits);
    else if (this.#workspace !== undefined) this.#answerFromIndex(this.#workspace);
    this.parts.log('info', 'What was learned from editing is forgotten.');
    void this.#learnWorkspace();
  }

  #replaceModel(next: ModelInUse, limits: PrefixLimits): void {
    const previous = this.#network;
    this.#current = next;
    this.#pretrained = undefined;
    this.#answerWithNetwork(next, limits);
    previous?.replaced();
  }

  #answerWithNetwork(network: ModelInUse, limits: PrefixLimits): void {
    const { predictor } = network.model;
    this.#answerWith({ source: 'network', predictor, limits, network, learning: undefined });
  }

  #answerWith(answer: Answer): void {
    this.#now = answer;
    this.parts.work.stopIdling();
    this.parts.documents.forgetContexts();
    const learned = answer.source === 'contexts' || answer.source === 'blend';
    this.#tellKnowledge(learned ? 1 : this.#learned);
  }

  #tellKnowledge(learned: number): void {
    this.#learned = learned;
    this.parts.respond({ kind: 'knows', knowledge: { source: this.#now?.source ?? 'nothing', learned } });
  }
}

function describe({ file }: LanguageModel): LoadedModel {
  const { network, metrics, createdAt } = file.metadata;
  return {
    path: file.path,
    parameters: parameterCount(network),
    vocabulary: network.vocabulary,
    bitsPerCharacter: metrics.bitsPerCharacter,
    trainedAt: createdAt,
  };
}

function milliseconds(since: number): number {
  return Math.round(performance.now() - since);
}
