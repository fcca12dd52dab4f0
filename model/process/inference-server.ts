/** Answers the extension's requests. Whatever goes wrong is an answer; nothing that a request does ends the process. */
import { complete } from '../completer';
import type { Predictor } from '../decode/predictor';
import { asFailure, Failure } from '../failure';
import { generate } from '../generator';
import { loadLanguageModelOn, type LanguageModel } from '../language-model';
import type { LstmContext } from '../lstm-predictor';
import { parameterCount } from '../network';
import type { PrefixLimits } from '../prefix-contexts';
import type { CompletionOutcome, LoadedModel, Request, Response } from './messages';
import { OpenDocuments } from './open-documents';
import { Work } from './work';

type RequestOf<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** Text of a generated file goes out no more often than this, milliseconds: a person sees no difference. */
const generatedTextInterval = 40;
/** Reading the window before a cold place may take this long, milliseconds, which leaves time to decode. */
const coldReadingTime = 200;
/** Code units; below, the window says too little, and above, more says hardly anything new. */
const windowRange = { shortest: 600, longest: 4000 };
/** Memory for one document's contexts, bytes. */
const contextMemory = 16 * 2 ** 20;

/** A model while it is the current one or somebody still works with it. */
interface CurrentModel {
  readonly model: LanguageModel;
  readonly limits: PrefixLimits;
  /** Those who work with it. */
  users: number;
  replaced: boolean;
}

export class InferenceServer {
  readonly #documents = new OpenDocuments<LstmContext>();
  readonly #work = new Work();
  /** What can be cancelled, by request. */
  readonly #running = new Map<number, AbortController>();
  #current: CurrentModel | undefined;
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
      const characterTime = await timeOfCharacter(model.predictor);
      const window = Math.round(coldReadingTime / characterTime);
      const limits: PrefixLimits = {
        window: Math.min(windowRange.longest, Math.max(windowRange.shortest, window)),
        memory: contextMemory,
      };
      this.#replace({ model, limits, users: 0, replaced: false });
      this.respond({
        kind: 'loaded',
        id,
        model: { ...describe(model), ...(refusal && { deviceRefusal: refusal.message }) },
      });
      if (device === 'auto') void this.#moveToFastestDevice(model);
      this.log(
        'info',
        `Loaded ${modelPath} in ${milliseconds(started)} ms: ${characterTime.toFixed(3)} ms a character, ` +
          `a window of ${limits.window} characters.`,
      );
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

  #replace(next: CurrentModel): void {
    const previous = this.#current;
    this.#current = next;
    this.#work.stopIdling();
    this.#documents.forgetContexts();
    if (previous === undefined) return;
    previous.replaced = true;
    this.#release(previous);
  }

  #release(current: CurrentModel): void {
    if (current.replaced && current.users === 0) {
      current.model.dispose().catch((error: unknown) => this.log('warn', asFailure(error).message));
    }
  }

  async #using<Result>(current: CurrentModel, run: () => Promise<Result>): Promise<Result> {
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
    const current = this.#current;
    if (current === undefined) return { kind: 'quiet', reason: 'no-model' };
    const document = this.#documents.use(name);
    if (document?.version !== version) return { kind: 'quiet', reason: 'stale-document' };
    const contexts = document.contexts(current.model.predictor, current.limits);
    const outcome = await this.#using(current, () =>
      complete(current.model.predictor, contexts, { offset, trigger, ...(preferences && { preferences }), signal }),
    );
    this.#documents.limitMemory();
    this.#work.whenIdle(() => this.#warm(current, name));
    return outcome;
  }

  /** Reads on in the document that was worked on last, where nothing else is to do. */
  async #warm(current: CurrentModel, name: string): Promise<boolean> {
    const document = this.#documents.use(name);
    if (document === undefined || current.replaced) return false;
    try {
      const contexts = document.contexts(current.model.predictor, current.limits);
      return await this.#using(current, () => contexts.warm());
    } catch (error) {
      this.log('warn', `Reading ahead in ${name}: ${asFailure(error).message}`);
      return false;
    }
  }

  async #generate(request: RequestOf<'generate'>): Promise<void> {
    const { id, path, start, temperature, seed, maximumCharacters } = request;
    const { signal } = this.#cancellable(id);
    const current = this.#current;
    const started = performance.now();
    try {
      if (current === undefined) {
        throw new Failure('model-not-found', 'There is no model yet: train one on this workspace first.');
      }
      const options = { path, start, temperature, seed, maximumCharacters, signal };
      const predictor = steppingAside(current.model.predictor, this.#work);
      const reason = await this.#using(current, async () => {
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
function steppingAside(predictor: Predictor<LstmContext>, work: Work): Predictor<LstmContext> {
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

/** Milliseconds that reading one character of a longer text takes here; the faster of two, as others work here too. */
async function timeOfCharacter(predictor: Predictor<LstmContext>): Promise<number> {
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
