import * as l10n from '@vscode/l10n';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import type {
  CompletionOutcome,
  GoneSources,
  Knowledge,
  LoadedModel,
  Request,
  Response,
} from '@house-style/protocol/inference-messages';
import { Failure } from '@house-style/protocol/failure';
import type { FilePlan, GeneratedFile } from '@house-style/protocol/generated-file';
import type { Seen, Suggested } from '@house-style/protocol/seen';
import type { SurprisesOutcome } from '@house-style/protocol/surprises';
import type { Log } from '../log';
import { Observable, type Disposable } from '../observable';
import type { InferenceProcess, StartInferenceProcess } from './inference-process';
import { afterAwake } from './awake-time';
import { healthyAfter, restartDelay } from './restart-delay';

export type InferenceState =
  /** Not wanted yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** It ended by itself and is started again after a while. `crashes` counts ends in a row. */
  | { readonly kind: 'restarting'; readonly crashes: number; readonly reason: string }
  | { readonly kind: 'disposed' };

export type CompletionRequest = Omit<Extract<Request, { kind: 'complete' }>, 'kind' | 'id'>;
export type GenerationRequest = Omit<Extract<Request, { kind: 'generate' }>, 'kind' | 'id'>;
export type Message = Extract<
  Request,
  { kind: 'open' | 'edit' | 'close' | 'workspace' | 'changed' | 'deleted' | 'reset' | 'end-inspection' }
>;
export type InspectionRequest =
  | Omit<Extract<Request, { kind: 'inspect' }>, 'id'>
  | Omit<Extract<Request, { kind: 'look' }>, 'id'>
  | Omit<Extract<Request, { kind: 'export-inspection' }>, 'id'>;
export type InspectionAnswer = Extract<Response, { kind: 'inspected' | 'looked' | 'inspection-exported' }>;

/** How a model is to be loaded. */
export interface InferenceSettings {
  /** What completions are to run on. */
  readonly device: DeviceKind | 'auto';
  /** Whether the network adapts to the files being edited. */
  readonly adapt: boolean;
}

export const defaultSettings: InferenceSettings = { device: 'auto', adapt: true };

type Answer = Exclude<Response, { kind: 'ready' | 'log' | 'knows' | 'outdated' | 'sources-gone' }>;

const nothingKnown: Knowledge = { source: 'nothing', learned: 0 };
type Pending = (answer: Answer | { readonly kind: 'process-ended' }) => void;

/** How long answers are waited for, in milliseconds in which this process was awake. */
interface Patience {
  /** A suggestion that comes later than this is for a text that nobody looks at any more. */
  readonly completion: number;
  /** A process that says nothing for so long while it is asked for completions hangs. */
  readonly silence: number;
  /** Reading, checking and compiling the largest model on a slow disk. */
  readonly load: number;
  /** Longest silence while a file is generated. */
  readonly generation: number;
}

const defaultPatience: Patience = { completion: 5_000, silence: 15_000, load: 120_000, generation: 30_000 };

const endedMessage = (): string => l10n.t('The inference process ended; it is being started again.');

/**
 * Talks to the inference process: numbers the requests, gives up on those that take too long, and starts the process
 * again when it ends by itself. What the process must know (documents, model) is told again by whoever listens to
 * {@link onStart}.
 */
export class InferenceClient implements Disposable {
  readonly state = new Observable<InferenceState>({ kind: 'idle' });
  /** What the process that runs now suggests from. */
  readonly knowledge = new Observable<Knowledge>(nothingKnown);
  /** Files that the loaded model has read and no training would read any more. */
  readonly goneSources = new Observable<GoneSources | undefined>(undefined);
  readonly #startListeners = new Set<() => void>();
  readonly #outdatedListeners = new Set<() => void>();
  /** Told when the process is gone that was asked to end. */
  #asked: (() => void) | undefined;
  readonly #pending = new Map<number, Pending>();
  #process: InferenceProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  /** By the clock that nobody sets. */
  #startedAt = 0;
  #crashes = 0;
  /** Runs from the first completion that nothing was heard after. */
  #silence: Disposable | undefined;
  #loads = 0;
  #nextId = 1;

  constructor(
    private readonly startProcess: StartInferenceProcess,
    private readonly log: Log,
    private readonly patience = defaultPatience,
  ) {}

  /** Called after each start, the first one included, before any request of the new process. */
  onStart(listener: () => void): Disposable {
    this.#startListeners.add(listener);
    return { dispose: () => this.#startListeners.delete(listener) };
  }

  /** Called when the workspace's code is no longer what the process was told. */
  onOutdated(listener: () => void): Disposable {
    this.#outdatedListeners.add(listener);
    return { dispose: () => this.#outdatedListeners.delete(listener) };
  }

  /** Ends the process, and with it all that it holds in memory; resolves when it is gone and writes nothing any more. */
  async end(): Promise<void> {
    clearTimeout(this.#restart);
    const process = this.#process;
    if (process !== undefined) {
      await new Promise<void>((resolve) => {
        this.#asked = resolve;
        process.kill();
      });
    } else if (this.state.value.kind === 'restarting') this.state.set({ kind: 'idle' });
  }

  start(): void {
    if (this.#process !== undefined || this.state.value.kind === 'disposed') return;
    clearTimeout(this.#restart);
    this.#startedAt = performance.now();
    this.state.set({ kind: 'starting' });
    this.#process = this.startProcess({
      onResponse: (response) => this.#receive(response),
      onOutput: (line) => this.log.debug(`inference process: ${line}`),
      onEnd: (reason) => this.#ended(reason),
    });
    this.log.info(`Inference process started (pid ${this.#process.pid ?? 'none'}).`);
    for (const listener of this.#startListeners) listener();
  }

  /** Tells the process what it must know. Without a process it is dropped: the next one is told everything again. */
  tell(message: Message): void {
    this.#process?.send(message);
  }

  /** @throws Failure with the process's code when the model is refused, and `internal` when the process ended. */
  load(modelPath: string, settings = defaultSettings): Promise<LoadedModel> {
    this.#loads += 1;
    return new Promise((resolve, reject) => {
      this.#ask({ kind: 'load', modelPath, ...settings }, this.patience.load, undefined, (answer) => {
        this.#loads -= 1;
        if (answer.kind === 'loaded') resolve(answer.model);
        else if (answer.kind === 'load-failed') reject(new Failure(answer.code, answer.message));
        else if (answer.kind === 'timed-out')
          reject(new Failure('internal', l10n.t('Loading the model took too long.')));
        else reject(new Failure('internal', endedMessage()));
        return 'finished';
      });
    });
  }

  /** Never rejects and never waits longer than a few seconds: every way to end is an outcome. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionOutcome> {
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
    this.#watchSilence();
    return new Promise((resolve) => {
      this.#ask({ kind: 'complete', ...request }, this.patience.completion, signal, (answer) => {
        switch (answer.kind) {
          case 'completed':
            resolve(answer.outcome);
            break;
          case 'aborted':
            resolve({ kind: 'cancelled' });
            break;
          case 'timed-out':
            resolve({
              kind: 'failed',
              code: 'internal',
              message: l10n.t('The inference process did not answer in time.'),
            });
            break;
          default:
            resolve({ kind: 'failed', code: 'internal', message: endedMessage() });
        }
        return 'finished';
      });
    });
  }

  /** Never rejects: every way to end is an outcome. */
  surprises(
    request: Omit<Extract<Request, { kind: 'surprises' }>, 'kind' | 'id'>,
    signal: AbortSignal,
  ): Promise<SurprisesOutcome> {
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
    return new Promise((resolve) => {
      // Where the code is first judged, it is sorted and measured before.
      this.#ask({ kind: 'surprises', ...request }, this.patience.load, signal, (answer) => {
        if (answer.kind === 'surprised') resolve(answer.outcome);
        else if (answer.kind === 'aborted' || answer.kind === 'timed-out') resolve({ kind: 'cancelled' });
        else resolve({ kind: 'failed', code: 'internal', message: endedMessage() });
        return 'finished';
      });
    });
  }

  /**
   * Generates a file, handing over its text piece by piece; the whole may still differ from the pieces.
   *
   * @throws Failure when the process refuses or ends.
   */
  generate(
    request: GenerationRequest,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<GeneratedFile | 'cancelled'> {
    if (signal.aborted) return Promise.resolve('cancelled');
    return new Promise((resolve, reject) => {
      this.#ask({ kind: 'generate', ...request }, this.patience.generation, signal, (answer) => {
        switch (answer.kind) {
          case 'generated':
            onText(answer.text);
            return 'more';
          case 'generation-ended':
            resolve(answer.file);
            break;
          case 'aborted':
            resolve('cancelled');
            break;
          case 'generation-failed':
            reject(new Failure(answer.code, answer.message));
            break;
          case 'timed-out':
            reject(new Failure('internal', l10n.t('The inference process did not answer in time.')));
            break;
          default:
            reject(new Failure('internal', endedMessage()));
        }
        return 'finished';
      });
    });
  }

  /** Where a suggestion was seen; nothing where the process does not answer. Never rejects. */
  whereSeen(suggested: Suggested): Promise<Seen | undefined> {
    return new Promise((resolve) => {
      this.#ask({ kind: 'where', suggested }, this.patience.completion, undefined, (answer) => {
        resolve(answer.kind === 'seen' ? answer.seen : undefined);
        return 'finished';
      });
    });
  }

  /** What a file at a path would follow; undefined where the process does not answer. Never rejects. */
  plan(path: string): Promise<FilePlan | undefined> {
    return new Promise((resolve) => {
      this.#ask({ kind: 'plan', path }, this.patience.completion, undefined, (answer) => {
        resolve(answer.kind === 'planned' ? answer.plan : undefined);
        return 'finished';
      });
    });
  }

  /**
   * Asks for what the neuron inspector shows.
   *
   * @throws Failure when the process refuses, does not answer or ends.
   */
  inspect(request: InspectionRequest): Promise<InspectionAnswer> {
    return new Promise((resolve, reject) => {
      this.#ask(request, this.patience.load, undefined, (answer) => {
        if (answer.kind === 'inspected' || answer.kind === 'looked' || answer.kind === 'inspection-exported')
          resolve(answer);
        else if (answer.kind === 'inspection-failed') reject(new Failure(answer.code, answer.message));
        else if (answer.kind === 'timed-out')
          reject(new Failure('internal', l10n.t('The inference process did not answer in time.')));
        else reject(new Failure('internal', endedMessage()));
        return 'finished';
      });
    });
  }

  dispose(): void {
    this.state.set({ kind: 'disposed' });
    clearTimeout(this.#restart);
    this.#heard();
    this.#process?.kill();
    this.#process = undefined;
    this.#asked?.();
    this.#failPending();
    this.state.dispose();
    this.knowledge.dispose();
    this.goneSources.dispose();
    this.#outdatedListeners.clear();
    this.#startListeners.clear();
  }

  #ask(
    request: AnsweredRequest,
    timeout: number,
    signal: AbortSignal | undefined,
    handle: (answer: Parameters<Pending>[0] | { kind: 'timed-out' } | { kind: 'aborted' }) => 'more' | 'finished',
  ): void {
    const id = this.#nextId++;
    const timeOut = (): Disposable => afterAwake(timeout, () => giveUp('timed-out'));
    const settle = (answer: Parameters<typeof handle>[0]): void => {
      timer.dispose();
      if (handle(answer) === 'more') {
        timer = timeOut();
        return;
      }
      this.#pending.delete(id);
      signal?.removeEventListener('abort', abort);
    };
    const giveUp = (kind: 'timed-out' | 'aborted'): void => {
      this.#process?.send({ kind: 'cancel', id });
      settle({ kind });
    };
    const abort = (): void => giveUp('aborted');
    let timer = timeOut();
    signal?.addEventListener('abort', abort, { once: true });
    this.#pending.set(id, settle);
    if (this.#process === undefined) settle({ kind: 'process-ended' });
    else this.#process.send({ ...request, id });
  }

  #receive(response: Response): void {
    this.#heard();
    switch (response.kind) {
      case 'ready':
        this.log.debug('Inference process ready.');
        this.state.set({ kind: 'ready' });
        return;
      case 'log':
        this.log[response.level](response.message);
        return;
      case 'knows':
        this.knowledge.set(response.knowledge);
        return;
      case 'outdated':
        for (const listener of this.#outdatedListeners) listener();
        return;
      case 'sources-gone':
        this.goneSources.set(response.sources);
        return;
      default:
        // An answer to a request that was given up has no one waiting.
        this.#pending.get(response.id)?.(response);
    }
  }

  /** Called at each completion, because one that is cancelled by the next never times out. */
  #watchSilence(): void {
    if (this.#process === undefined || this.#process.debugged) return;
    this.#silence ??= afterAwake(this.patience.silence, () => {
      this.#silence = undefined;
      // A large model may keep the process from answering, and has a limit of its own.
      if (this.#loads > 0) return;
      this.log.warn('The inference process does not answer any more and is ended.');
      this.#process?.kill();
    });
  }

  #heard(): void {
    this.#silence?.dispose();
    this.#silence = undefined;
  }

  #ended(reason: string): void {
    if (this.state.value.kind === 'disposed') return;
    this.#process = undefined;
    this.#heard();
    if (this.#asked !== undefined) {
      this.#crashes = 0;
      this.knowledge.set(nothingKnown);
      this.state.set({ kind: 'idle' });
      this.#failPending();
      this.#asked();
      this.#asked = undefined;
      return;
    }
    this.#crashes = performance.now() - this.#startedAt >= healthyAfter ? 1 : this.#crashes + 1;
    const delay = restartDelay(this.#crashes);
    this.log.warn(`The inference process ended (${reason}); it starts again in ${delay} ms.`);
    this.knowledge.set(nothingKnown);
    this.state.set({ kind: 'restarting', crashes: this.#crashes, reason });
    this.#failPending();
    this.#restart = setTimeout(() => this.start(), delay);
  }

  #failPending(): void {
    for (const settle of [...this.#pending.values()]) settle({ kind: 'process-ended' });
  }
}

type AnsweredRequest =
  | InspectionRequest
  | Omit<Extract<Request, { kind: 'load' }>, 'id'>
  | Omit<Extract<Request, { kind: 'complete' }>, 'id'>
  | Omit<Extract<Request, { kind: 'where' }>, 'id'>
  | Omit<Extract<Request, { kind: 'plan' }>, 'id'>
  | Omit<Extract<Request, { kind: 'surprises' }>, 'id'>
  | Omit<Extract<Request, { kind: 'generate' }>, 'id'>;
