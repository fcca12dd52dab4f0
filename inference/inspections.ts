/** The text that the neuron inspector looks into, and what it asks about that. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PrefixContexts } from '@house-style/model/completion/prefix-contexts';
import { likeliest } from '@house-style/model/inspection/expectations';
import { heatMapPng, heatMapSvg } from '@house-style/model/inspection/heat-map-picture';
import { Inspection } from '@house-style/model/inspection/inspection';
import { heatMap, inspectedText, type Range, requireRange, unitShares } from '@house-style/model/inspection/looks';
import { standalonePage } from '@house-style/model/inspection/standalone-page';
import { UnitTracking } from '@house-style/model/inspection/unit-tracking';
import type { Context } from '@house-style/model/predictor';
import { asFailure, Failure } from '@house-style/protocol/failure';
import type { RequestOf, Response } from '@house-style/protocol/inference-messages';
import type { Expectation, Found, Look, Tracking } from '@house-style/protocol/inspection';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { using } from './model-in-use';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { SelectedPredictor } from './predictor-selection';
import type { Scheduler } from './scheduler';
import { steppingAside } from './stepping-aside';

export interface InspectionParts {
  readonly documents: OpenDocuments<Context>;
  readonly scheduler: Scheduler;
  /** What suggestions come from now. */
  readonly now: () => SelectedPredictor | undefined;
  readonly respond: (response: Response) => void;
}

export type InspectionRequest = RequestOf<'inspect' | 'look' | 'export-inspection' | 'end-inspection'>;

/** What is open in the inspector. */
interface Inspected {
  readonly inspection: Inspection;
  readonly answer: SelectedPredictor;
  /** Resolves when cell states are computed. */
  readonly cells: Promise<void>;
  readonly contexts: PrefixContexts<Context>;
  /** Aborted when something else is opened. */
  readonly ended: AbortController;
  tracked?: Promise<Tracking[]>;
}

/** One text at a time, which takes up to some hundred megabytes until the inspector is closed. */
export class Inspections {
  #ended = new AbortController();
  #open: Inspected | undefined;

  constructor(private readonly parts: InspectionParts) {}

  async handle(request: InspectionRequest): Promise<void> {
    if (request.kind === 'end-inspection') {
      this.#end();
      return;
    }
    const { id } = request;
    try {
      this.parts.respond(await this.#answer(request));
    } catch (error) {
      const { code, message } = asFailure(error);
      this.parts.respond({ kind: 'inspection-failed', id, code, message });
    }
  }

  async #answer(request: Exclude<InspectionRequest, RequestOf<'end-inspection'>>): Promise<Response> {
    const { id } = request;
    switch (request.kind) {
      case 'inspect':
        return { kind: 'inspected', id, ...(await this.#read(request)) };
      case 'look':
        return { kind: 'looked', id, found: await this.#look(this.#opened, request.look) };
      case 'export-inspection':
        return { kind: 'inspection-exported', id, characters: await this.#export(this.#opened, request) };
    }
  }

  get #opened(): Inspected {
    if (this.#open !== undefined) return this.#open;
    throw new Failure('nothing-to-inspect', 'Nothing is open in the inspector any more: read the file again.');
  }

  #end(): AbortController {
    this.#ended.abort(new Failure('interrupted', 'Something else was opened in the inspector.'));
    this.#open = undefined;
    this.#ended = new AbortController();
    return this.#ended;
  }

  async #read({ document: name, version, selection }: RequestOf<'inspect'>) {
    const ended = this.#end();
    const document = this.parts.documents.use(name);
    if (document?.version !== version) {
      throw new Failure('nothing-to-inspect', 'The file has changed meanwhile: read it again.');
    }
    const answer = this.parts.now();
    if (answer?.network === undefined) {
      throw new Failure('model-not-found', 'No network is loaded yet: wait for it, or train one.');
    }
    const turn = (): Promise<void> => this.#turn(ended.signal);
    const { text, path, reading } = document;
    const { model } = answer.network;
    const inspection = await Inspection.of(model.file, text, { path, weights: 'fast', turn });
    ended.signal.throwIfAborted();
    const cells = inspection.readCells();
    // Whoever asks for them is told.
    cells.catch(() => undefined);
    this.#open = { inspection, answer, cells, contexts: this.#contexts(answer, document), ended };
    const character = (offset: number): number => Array.from(text.slice(0, reading.place(offset))).length;
    return {
      text: inspectedText(inspection),
      selection: { from: character(selection.from), to: character(selection.to) },
    };
  }

  /** Of the text as it is now, which may change in the document while it is looked into. */
  #contexts({ predictor, learning, limits }: SelectedPredictor, document: OpenDocument<Context>) {
    const own = steppingAside(learning?.predictorIn(document) ?? predictor, this.parts.scheduler);
    return new PrefixContexts(own, document.path, document.text, limits);
  }

  /** Lets completions and messages go first. */
  async #turn(signal: AbortSignal): Promise<void> {
    await this.parts.scheduler.afterCompletions();
    await nextTurn();
    signal.throwIfAborted();
  }

  async #look(opened: Inspected, look: Look): Promise<Found> {
    const { inspection } = opened;
    if ('state' in look && look.state === 'cell') await opened.cells;
    switch (look.kind) {
      case 'unit':
        return unitShares(inspection, look);
      case 'heat-map':
        requireRange(inspection, look);
        return await heatMap(inspection, look, look, () => this.#turn(opened.ended.signal));
      case 'expected': {
        requireRange(inspection, look);
        const length = look.to - look.from;
        const expected = Array.from({ length }, (_, at) => inspection.expectedAfter(look.from + at));
        return { kind: 'expected', expected };
      }
      case 'blend':
        return { kind: 'blend', expected: await this.#blend(opened, look) };
      case 'tracked':
        return { kind: 'tracked', tracked: await this.#tracked(opened) };
    }
  }

  async #blend({ inspection, contexts, answer, ended }: Inspected, range: Range): Promise<Expectation[][]> {
    requireRange(inspection, range);
    const { characters } = inspection;
    let offset = characters.slice(0, range.from).join('').length;
    const expected: Expectation[][] = [];
    for (const character of characters.slice(range.from, range.to)) {
      await this.#turn(ended.signal);
      offset += character.length;
      const context = await using(answer.network, () => contexts.reach(offset, ended.signal));
      expected.push(context ? likeliest(answer.predictor.vocabulary, context.probabilities) : []);
    }
    return expected;
  }

  #tracked(opened: Inspected): Promise<Tracking[]> {
    const { inspection, cells, ended } = opened;
    opened.tracked ??= (async () => {
      await cells;
      const tracking = new UnitTracking();
      await tracking.add(inspection, () => this.#turn(ended.signal));
      return tracking.tracked;
    })();
    return opened.tracked;
  }

  /** @returns how many characters are in the file that was written. */
  async #export(opened: Inspected, { part, path, words }: RequestOf<'export-inspection'>): Promise<number> {
    const { inspection } = opened;
    const { unit } = part;
    const range = { from: part.from, to: part.to };
    const turn = (): Promise<void> => this.#turn(opened.ended.signal);
    if (unit.state === 'cell' || part.format === 'html') await opened.cells;
    if (part.format === 'html') {
      const tracked = await this.#tracked(opened);
      const content = { words, unit, range, tracked };
      const { page, characters } = await standalonePage(inspection, content, turn);
      await writeAtomically(path, [Buffer.from(page)]);
      return characters;
    }
    const picture =
      part.format === 'png'
        ? await heatMapPng(inspection, unit, range, turn)
        : Buffer.from(await heatMapSvg(inspection, unit, range, turn));
    await writeAtomically(path, [picture]);
    return range.to - range.from;
  }
}
