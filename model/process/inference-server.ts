/** Answers the extension's requests. Whatever goes wrong is an answer; nothing that a request does ends the process. */
import type { Blend, BlendContext } from '../blend/blend';
import { readCorpusFile } from '../blend/corpus-file';
import { DocumentLearner } from '../blend/document-learner';
import { complete } from '../completer';
import type { Context, Predictor } from '../decode/predictor';
import { asFailure, Failure } from '../failure';
import { generate } from '../generator';
import { loadLanguageModelOn, type LanguageModel } from '../language-model';
import { parameterCount } from '../network';
import type { PrefixContexts, PrefixLimits } from '../prefix-contexts';
import type { CompletionOutcome, LoadedModel, Request, Response, Source } from './messages';
import { type OpenDocument, OpenDocuments } from './open-documents';
import { Work } from './work';
import { WorkspaceKnowledge } from './workspace-knowledge';

type RequestOf<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** Text of a generated file goes out no more often than this, milliseconds: a person sees no difference. */
const generatedTextInterval = 40;
/** Reading the window before a cold place may take this long, milliseconds, which leaves time to decode. */
const coldReadingTime = 120;
/** Code units; below, the window says too little, and above, more says hardly anything new. */
const windowRange = { shortest: 600, longest: 4000 };
/** Memory for one document's contexts, bytes. */
const contextMemory = 16 * 2 ** 20;

/** A model while it is the current one or somebody still works with it. */
interface CurrentModel {
  readonly model: LanguageModel;
  /** Those who work with it. */
  users: number;
  replaced: boolean;
}

/** What answers. */
interface Answering {
  readonly source: Source;
  readonly predictor: Predictor;
  readonly limits: PrefixLimits;
  /** The trained network within it. */
  readonly current: CurrentModel | undefined;
  /** What of it learns from documents. */
  readonly learning:
    { readonly blend: Blend; readonly learners: WeakMap<OpenDocument<Context>, DocumentLearner> } | undefined;
}

export class InferenceServer {
  readonly #documents = new OpenDocuments<Context>();
  readonly #work = new Work();
  /** What can be cancelled, by request. */
  readonly #running = new Map<number, AbortController>();
  #current: CurrentModel | undefined;
  #workspace: WorkspaceKnowledge | undefined;
  #answering: Answering | undefined;
  #learned = 0;
  /** Loads follow one another, so that the last one asked for is the one that stays. */
  #loading = Promise.resolve();

  constructor(private readonly respond: (response: Response) => void) {}

  /** Never throws. */
  handle(request: Request): void {
    try {
      this.#dispatch(request);
    } catch (error) {
      this.log('error', `A request could not be read: ${asFailure(error).message}`);
    }
  }

  log(level: Extract<Response, { kind: 'log' }>['level'], message: string): void {
    this.respond({ kind: 'log', level, message });
  }

  #dispatch(request: Request): void {
    switch (request.kind) {
      case 'load':
        this.#loading = this.#loading.then(() => this.#load(request));
        return;
      case 'workspace':
        this.#loading = this.#loading.then(() => this.#know(request));
        return;
      case 'open':
        this.#documents.open(request.document, request.path, request.version, request.text);
        return;
      case 'edit':
        this.#documents.edit(request.document, request.version, request.edits);
        return;
      case 'close':
        this.#documents.close(request.document);
        return;
      case 'complete':
        this.#complete(request);
        return;
      case 'generate':
        void this.#generate(request);
        return;
      case 'cancel':
        this.#running.get(request.id)?.abort();
        return;
    }
  }

  async #load({ id, modelPath, device = 'cpu' }: RequestOf<'load'>): Promise<void> {
    const started = performance.now();
    try {
      const { refusal, ...model } = await loadLanguageModelOn(device === 'auto' ? 'cpu' : device, modelPath);
      const limits = await limitsFor(model.predictor);
      this.#replaceModel({ model, users: 0, replaced: false }, limits);
      this.respond({
        kind: 'loaded',
        id,
        model: { ...describe(model), ...(refusal && { deviceRefusal: refusal.message }) },
      });
      if (device === 'auto') void this.#moveToFastestDevice(model);
      this.log('info', `Loaded ${modelPath} in ${milliseconds(started)} ms: a window of ${limits.window} characters.`);
      void this.#learnWorkspace();
    } catch (error) {
      const { code, message } = asFailure(error);
      this.respond({ kind: 'load-failed', id, code, message });
    }
  }

  async #moveToFastestDevice(model: LanguageModel): Promise<void> {
    try {
      const sentences = await model.moveToFastestDevice(process.argv[1] ?? '');
      if (sentences.length > 0) this.log('info', sentences.join(' '));
    } catch (error) {
      this.log('warn', asFailure(error).message);
    }
  }

  /** Takes in the code of the workspace. What answers already goes on answering until something better can. */
  async #know({ corpusPath, tablesPath }: RequestOf<'workspace'>): Promise<void> {
    const started = performance.now();
    try {
      const files = await readCorpusFile(corpusPath);
      const workspace = new WorkspaceKnowledge(files, tablesPath, {
        work: this.#work,
        near: this.#documents.paths,
        onProgress: (fraction) => this.#tellKnowledge(fraction),
        log: (level, message) => this.log(level, message),
      });
      this.#workspace = workspace;
      const index = this.#current === undefined ? workspace.index() : undefined;
      if (index !== undefined) {
        const limits = { window: windowRange.longest, memory: contextMemory };
        this.#answerWith({ source: 'index', predictor: index, limits, current: undefined, learning: undefined });
      }
      this.log('info', `Indexed ${files.length} files of the workspace in ${milliseconds(started)} ms.`);
      void this.#learnWorkspace();
    } catch (error) {
      this.log('warn', asFailure(error).message);
    }
  }

  /** Learns the workspace's code in the background, and answers with it as soon as that is done. */
  async #learnWorkspace(): Promise<void> {
    const current = this.#current;
    const workspace = this.#workspace;
    if (workspace === undefined) return;
    try {
      const learn = (): Promise<Blend | undefined> => workspace.learn(current?.model.predictor);
      const blend = await (current === undefined ? learn() : this.#using(current, learn));
      if (blend === undefined || this.#current !== current || this.#workspace !== workspace) return;
      this.#answerWith({
        source: current === undefined ? 'contexts' : 'blend',
        predictor: blend,
        limits: this.#answering?.limits ?? (await limitsFor(blend)),
        current,
        learning: { blend, learners: new WeakMap() },
      });
    } catch (error) {
      this.log('warn', `The code of the workspace cannot be learned: ${asFailure(error).message}`);
    }
  }

  #replaceModel(next: CurrentModel, limits: PrefixLimits): void {
    const previous = this.#current;
    this.#current = next;
    this.#answerWith({
      source: 'network',
      predictor: next.model.predictor,
      limits,
      current: next,
      learning: undefined,
    });
    if (previous === undefined) return;
    previous.replaced = true;
    this.#release(previous);
  }

  #answerWith(answering: Answering): void {
    this.#answering = answering;
    this.#work.stopIdling();
    this.#documents.forgetContexts();
    this.#tellKnowledge(answering.learning === undefined ? this.#learned : 1);
  }

  #tellKnowledge(learned: number): void {
    this.#learned = learned;
    this.respond({ kind: 'knows', knowledge: { source: this.#answering?.source ?? 'nothing', learned } });
  }

  #release(current: CurrentModel): void {
    if (current.replaced && current.users === 0) {
      current.model.dispose().catch((error: unknown) => this.log('warn', asFailure(error).message));
    }
  }

  async #using<Result>(current: CurrentModel | undefined, run: () => Promise<Result>): Promise<Result> {
    if (current === undefined) return await run();
    current.users += 1;
    try {
      return await run();
    } finally {
      current.users -= 1;
      this.#release(current);
    }
  }

  #complete(request: RequestOf<'complete'>): void {
    const started = performance.now();
    const cancellation = this.#cancellable(request.id);
    this.#work.complete(async () => {
      const outcome = await this.#outcomeOf(request, cancellation.signal);
      this.#running.delete(request.id);
      const took = performance.now() - started;
      this.respond({ kind: 'completed', id: request.id, outcome, milliseconds: took });
      this.log('debug', `${request.document}:${request.offset} ${inWords(outcome)}, ${took.toFixed(1)} ms`);
    });
  }

  async #outcomeOf(
    { document: name, version, offset, trigger, preferences }: RequestOf<'complete'>,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> {
    if (signal.aborted) return { kind: 'cancelled' };
    const answering = this.#answering;
    if (answering === undefined) return { kind: 'quiet', reason: 'no-model' };
    const document = this.#documents.use(name);
    if (document?.version !== version) return { kind: 'quiet', reason: 'stale-document' };
    const { predictor, limits, current } = answering;
    const contexts = document.contexts(predictor, limits);
    const outcome = await this.#using(current, () =>
      complete(predictor, contexts, { offset, trigger, ...(preferences && { preferences }), signal }),
    );
    this.#documents.limitMemory();
    this.#work.whenIdle(() => this.#idle(answering, name, offset));
    return outcome;
  }

  /**
   * Where nothing else is to do: reads on in the document that was worked on last, and learns what was written there.
   *
   * @returns whether there is more to do.
   */
  async #idle(answering: Answering, name: string, offset: number): Promise<boolean> {
    const document = this.#documents.use(name);
    if (document === undefined || this.#answering !== answering) return false;
    const { predictor, limits, current, learning } = answering;
    try {
      const contexts = document.contexts(predictor, limits);
      return await this.#using(current, async () => {
        if (learning !== undefined && offset <= contexts.text.length) {
          const learner = learning.learners.get(document) ?? this.#learnerFor(learning.blend, document);
          learning.learners.set(document, learner);
          if (await learner.step(contexts as PrefixContexts<BlendContext>, offset)) {
            this.#workspace?.learnedMore();
            return true;
          }
        }
        return await contexts.warm();
      });
    } catch (error) {
      this.log('warn', `Reading ahead in ${name}: ${asFailure(error).message}`);
      return false;
    }
  }

  #learnerFor(blend: Blend, { path }: OpenDocument<Context>): DocumentLearner {
    return new DocumentLearner(blend, this.#workspace?.textOf(path));
  }

  async #generate(request: RequestOf<'generate'>): Promise<void> {
    const { id, path, start, temperature, seed, maximumCharacters } = request;
    const { signal } = this.#cancellable(id);
    const answering = this.#answering;
    const started = performance.now();
    try {
      if (answering?.current === undefined) {
        throw new Failure('model-not-found', 'There is no model yet: train one on this workspace first.');
      }
      const options = { path, start, temperature, seed, maximumCharacters, signal };
      const predictor = steppingAside(answering.predictor, this.#work);
      const reason = await this.#using(answering.current, async () => {
        const pieces = generate(predictor, options);
        let text = '';
        let sent = performance.now();
        for (;;) {
          const piece = await pieces.next();
          if (!piece.done) text += piece.value;
          if (text !== '' && (piece.done || performance.now() - sent >= generatedTextInterval)) {
            this.respond({ kind: 'generated', id, text });
            text = '';
            sent = performance.now();
          }
          if (piece.done) return piece.value;
        }
      });
      this.respond({ kind: 'generation-ended', id, reason });
      this.log('debug', `Generated ${path}: ${reason} after ${milliseconds(started)} ms.`);
    } catch (error) {
      const { code, message } = asFailure(error);
      this.respond({ kind: 'generation-failed', id, code, message });
    } finally {
      this.#running.delete(id);
    }
  }

  #cancellable(id: number): AbortController {
    const controller = new AbortController();
    this.#running.set(id, controller);
    return controller;
  }
}

/** The same predictor, but each step waits until nobody waits for a completion. */
function steppingAside(predictor: Predictor, work: Work): Predictor {
  return {
    vocabulary: predictor.vocabulary,
    contextBytes: predictor.contextBytes,
    start: () => predictor.start(),
    advance: async (contexts, tokens) => {
      await work.afterCompletions();
      return predictor.advance(contexts, tokens);
    },
    read: async (context, tokens, signal) => {
      await work.afterCompletions();
      return predictor.read(context, tokens, signal);
    },
  };
}

/** How much text a predictor can read here before a cold place. */
async function limitsFor(predictor: Predictor): Promise<PrefixLimits> {
  const window = Math.round(coldReadingTime / (await timeOfCharacter(predictor)));
  return {
    window: Math.min(windowRange.longest, Math.max(windowRange.shortest, window)),
    memory: contextMemory,
  };
}

/** Milliseconds that reading one character of a longer text takes here; the faster of two, as others work here too. */
async function timeOfCharacter(predictor: Predictor): Promise<number> {
  const tokens = new Uint8Array(128).fill(predictor.vocabulary.endOfFile);
  let fastest = Infinity;
  for (let round = 0; round < 2; round++) {
    const started = performance.now();
    await predictor.read(predictor.start(), tokens);
    fastest = Math.min(fastest, (performance.now() - started) / tokens.length);
  }
  return fastest;
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

function inWords(outcome: CompletionOutcome): string {
  switch (outcome.kind) {
    case 'shown':
      return `shown ${outcome.candidates.map(({ text }) => JSON.stringify(text)).join(' or ')}`;
    case 'quiet':
      return `quiet: ${outcome.reason}`;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${outcome.code}, ${outcome.message}`;
  }
}

function milliseconds(since: number): number {
  return Math.round(performance.now() - since);
}
