/** Answers the extension's requests. Whatever goes wrong is an answer; nothing that a request does ends the process. */
import { complete } from '@house-style/model/completion/complete';
import type { Context, Predictor } from '@house-style/model/predictor';
import { asFailure, Failure } from '@house-style/protocol/failure';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { generateFile } from '@house-style/model/generation/generate-file';
import { planFile } from '@house-style/model/generation/plan-file';
import { sampleText } from '@house-style/model/generation/sample-text';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import { type PredictorSelectionParts, type SelectedPredictor, PredictorSelection } from './predictor-selection';
import { asRequest } from '@house-style/protocol/inference-requests';
import { inUnit, unitOfEditor } from '@house-style/corpus/indentation';
import { Inspections } from './inspections';
import { KnownTexts } from './known-texts';
import { LearningGate } from './learning-gate';
import type { CompletionOutcome, Request, RequestOf, Response } from '@house-style/protocol/inference-messages';
import { using } from './model-in-use';
import { type OpenDocument, OpenDocuments } from './open-documents';
import { Scheduler } from './scheduler';
import { steppingAside } from './stepping-aside';
import { SurpriseJudge } from './surprise-judge';

/** Text of a generated file goes out no more often than this, milliseconds: a person sees no difference. */
const generatedTextInterval = 40;
/** Of a file that follows no other. */
const temperatureAlone = 0.5;

export class InferenceServer {
  readonly #documents = new OpenDocuments<Context>();
  readonly #gate = new LearningGate(({ path }) =>
    this.log('debug', `Nothing is learned of ${path === '' ? 'a document outside the workspace' : path}.`),
  );
  readonly #texts = new KnownTexts(this.#documents, this.#gate);
  readonly #scheduler = new Scheduler((error) =>
    this.log('error', `A step of the work failed: ${asFailure(error).message}`),
  );
  /** What can be cancelled, by request. */
  readonly #running = new Map<number, AbortController>();
  readonly #selection: PredictorSelection;
  readonly #inspections: Inspections;
  readonly #surprises: SurpriseJudge;

  constructor(
    private readonly respond: (response: Response) => void,
    options: Pick<PredictorSelectionParts, 'quietTime'> = {},
  ) {
    this.#selection = new PredictorSelection({
      ...options,
      scheduler: this.#scheduler,
      documents: this.#documents,
      gate: this.#gate,
      respond,
      log: (level, message) => this.log(level, message),
    });
    const parts = { documents: this.#documents, scheduler: this.#scheduler, respond };
    this.#inspections = new Inspections({ ...parts, now: () => this.#selection.now });
    this.#surprises = new SurpriseJudge(this.#documents, this.#scheduler, () => this.#selection.readTexts);
  }

  /** Never throws, whatever the message is. */
  handle(message: unknown): void {
    try {
      const request = asRequest(message);
      if (request === undefined) this.log('error', 'A message came that is no request; it is passed over.');
      else this.#dispatch(request);
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
        this.#selection.load(request);
        return;
      case 'workspace':
        this.#gate.reconsider(request.code);
        this.#texts.know(request.corpusPath);
        this.#selection.know(request);
        return;
      case 'open':
        this.#documents.open(request.document, request.path, request.version, request.text, request.origin);
        return;
      case 'edit':
        this.#documents.edit(request.document, request.version, request.edits);
        return;
      case 'close':
        this.#close(request);
        return;
      case 'complete':
        this.#complete(request);
        return;
      case 'generate':
        void this.#generate(request);
        return;
      case 'plan':
        void this.#plan(request);
        return;
      case 'changed':
        this.#selection.changed(request);
        return;
      case 'deleted':
        this.#selection.deleted(request);
        return;
      case 'reset':
        this.#selection.reset();
        return;
      case 'where':
        void this.#whereSeen(request);
        return;
      case 'inspect':
      case 'look':
      case 'export-inspection':
      case 'end-inspection':
        void this.#inspections.handle(request);
        return;
      case 'surprises':
        void this.#judge(request);
        return;
      case 'cancel':
        this.#running.get(request.id)?.abort();
        return;
    }
  }

  #close({ document: name }: RequestOf<'close'>): void {
    const document = this.#documents.close(name);
    this.#texts.keep(document);
    this.#selection.closed(document);
  }

  #complete(request: RequestOf<'complete'>): void {
    const started = performance.now();
    this.#selection.noteRequest();
    const cancellation = this.#cancellable(request.id);
    this.#scheduler.complete(async () => {
      const outcome = await this.#outcomeOf(request, cancellation.signal).catch(failed);
      this.#running.delete(request.id);
      const took = performance.now() - started;
      this.respond({ kind: 'completed', id: request.id, outcome, milliseconds: took });
      this.log('debug', `${request.document}:${request.offset} ${inWords(outcome)}, ${took.toFixed(1)} ms`);
    });
  }

  async #outcomeOf(
    { document: name, version, offset: written, trigger, preferences, indentation }: RequestOf<'complete'>,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> {
    if (signal.aborted) return { kind: 'cancelled' };
    const answer = this.#selection.now;
    if (answer === undefined) return { kind: 'quiet', reason: 'no-model' };
    const document = this.#documents.use(name);
    if (document?.version !== version) return { kind: 'quiet', reason: 'stale-document' };
    document.indentBy(indentation && unitOfEditor(indentation), this.#documents.units);
    const offset = document.reading.place(written);
    const predictor = answer.learning?.predictorIn(document) ?? answer.predictor;
    const contexts = document.contexts(predictor, answer.limits);
    const outcome = await using(answer.network, () =>
      complete(predictor, contexts, { offset, trigger, ...(preferences && { preferences }), signal }),
    );
    this.#documents.limitMemory();
    this.#scheduler.whenIdle((interruption) => this.#idle(answer, name, offset, interruption));
    const standing = this.#selection.standing(outcome, document.text, offset);
    return asWritten(standing, document, written);
  }

  /**
   * Where nothing else is to do: reads on in the document that was worked on last, and learns what was written there.
   *
   * @returns whether there is more to do.
   */
  async #idle(answer: SelectedPredictor, name: string, offset: number, interruption: AbortSignal): Promise<boolean> {
    const document = this.#documents.use(name);
    if (document === undefined || this.#selection.now !== answer) return false;
    const { learning, limits, network } = answer;
    try {
      const contexts = document.contexts(learning?.predictorIn(document) ?? answer.predictor, limits);
      return await using(
        network,
        async () =>
          (await learning?.step(document, contexts, offset, interruption)) === true ||
          (await contexts.warm(interruption)),
      );
    } catch (error) {
      if (interruption.aborted) return true;
      this.log('warn', `Reading ahead in ${name}: ${asFailure(error).message}`);
      return false;
    }
  }

  async #plan({ id, path }: RequestOf<'plan'>): Promise<void> {
    try {
      const plan = planFile(path, this.#selection.files);
      const { lineEnd } = await this.#selection.styleOf(path, plan.follows);
      this.respond({ kind: 'planned', id, plan: { ...plan, lineEnd } });
    } catch (error) {
      this.log('warn', `What ${path} would follow could not be told: ${asFailure(error).message}`);
      this.respond({
        kind: 'planned',
        id,
        plan: { knowsFiles: false, meant: path, follows: [], names: [], lineEnd: '\n' },
      });
    }
  }

  async #generate(request: RequestOf<'generate'>): Promise<void> {
    const { id, path } = request;
    const { signal } = this.#cancellable(id);
    const answer = this.#selection.now;
    const started = performance.now();
    try {
      if (answer === undefined) {
        throw new Failure(
          'model-not-found',
          'Nothing is known yet to write by: open a folder of code, or train a model.',
        );
      }
      // Tables that still know what is gone write nothing: in a text that goes on and on, no word could be left out.
      const writing = answer.words === undefined ? answer.predictor : answer.network?.model.predictor;
      const predictor = steppingAside(writing ?? answer.predictor, this.#scheduler);
      const file = await using(answer.network, () => this.#write(predictor, request, signal));
      this.respond({ kind: 'generation-ended', id, file });
      this.log('debug', `Generated ${path}: ${file.end} after ${milliseconds(started)} ms.`);
    } catch (error) {
      const { code, message } = asFailure(error);
      this.respond({ kind: 'generation-failed', id, code, message });
    } finally {
      this.#running.delete(id);
    }
  }

  /** Sends what is decided of a file as it is decided. */
  async #write(predictor: Predictor, request: RequestOf<'generate'>, signal: AbortSignal): Promise<GeneratedFile> {
    const files = this.#selection.files;
    const { follows } = planFile(request.path, files);
    const like = request.like === undefined ? follows : [request.like];
    const { unit } = await this.#selection.styleOf(request.path, like);
    const units = this.#documents.units.for(request.path, '', unit);
    const given = withLineFeeds(request.prompt);
    const prompt = units === undefined ? given : inUnit(given, units.written, units.read);
    // Where no code is known, what the network has read is all there is.
    const pieces =
      files.length === 0
        ? writeAlone(predictor, { ...request, prompt, signal })
        : generateFile(predictor, files, { ...request, prompt, signal });
    // Pieces are whole lines where there is a unit at all.
    const written = (read: string): string => (units === undefined ? read : inUnit(read, units.read, units.written));
    let text = '';
    let sent = performance.now();
    for (;;) {
      const piece = await pieces.next();
      if (!piece.done) text += written(piece.value);
      if (text !== '' && (piece.done || performance.now() - sent >= generatedTextInterval)) {
        this.respond({ kind: 'generated', id: request.id, text });
        text = '';
        sent = performance.now();
      }
      if (piece.done) return { ...piece.value, text: written(piece.value.text) };
    }
  }

  async #whereSeen({ id, suggested }: RequestOf<'where'>): Promise<void> {
    try {
      this.respond({ kind: 'seen', id, seen: await this.#texts.whereSeen(suggested) });
    } catch (error) {
      this.log('warn', `Where a suggestion was seen could not be told: ${asFailure(error).message}`);
      this.respond({ kind: 'seen', id, seen: { text: '', count: 0, places: [] } });
    }
  }

  async #judge({ id, document, version, lines }: RequestOf<'surprises'>): Promise<void> {
    const { signal } = this.#cancellable(id);
    const started = performance.now();
    const outcome = await this.#surprises.judge({ name: document, version, lines }, signal);
    this.#running.delete(id);
    this.respond({ kind: 'surprised', id, outcome });
    const told = outcome.kind === 'judged' ? `${outcome.lines.length} lines` : outcome.kind;
    this.log('debug', `Surprises in ${document}: ${told} after ${milliseconds(started)} ms.`);
  }

  #cancellable(id: number): AbortController {
    const controller = new AbortController();
    this.#running.set(id, controller);
    return controller;
  }
}

/** What is offered at a place in a document, in its own indentation. */
function asWritten(outcome: CompletionOutcome, document: OpenDocument<Context>, place: number): CompletionOutcome {
  if (outcome.kind !== 'shown') return outcome;
  const candidates = outcome.candidates.map((one) => ({ ...one, text: document.reading.suggestion(one.text, place) }));
  return { kind: 'shown', candidates };
}

/** From the path and what is given, character by character. */
async function* writeAlone(
  predictor: Predictor,
  {
    path,
    prompt,
    seed,
    maximumCharacters,
    signal,
  }: Omit<RequestOf<'generate'>, 'kind'> & { readonly signal: AbortSignal },
): AsyncGenerator<string, GeneratedFile, undefined> {
  const options = { path, start: prompt, temperature: temperatureAlone, seed, maximumCharacters, signal };
  const pieces = sampleText(predictor, options);
  let text = prompt;
  if (prompt !== '') yield prompt;
  for (;;) {
    const piece = await pieces.next();
    if (piece.done) {
      return { text, end: piece.value, follows: null, copying: { longestRun: null, shareInLongRuns: 0 } };
    }
    text += piece.value;
    yield piece.value;
  }
}

function failed(error: unknown): CompletionOutcome {
  const { code, message } = asFailure(error);
  return { kind: 'failed', code, message };
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
