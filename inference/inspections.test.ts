import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLanguageModel } from '@house-style/model/lstm/language-model';
import { modelFileBytes, parseModelFile, writeModelFile } from '@house-style/model/model-file/model-file';
import type { Context } from '@house-style/model/predictor';
import { chainModel } from '@house-style/model/testing/random-model';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import {
  type FoundOf,
  type InspectorWords,
  inspectorWordsSchema,
  type Look,
  trackedQuantities,
} from '@house-style/protocol/inspection';
import { InferenceServer } from './inference-server';
import { Inspections } from './inspections';
import { ModelInUse } from './model-in-use';
import { OpenDocuments } from './open-documents';
import type { SelectedPredictor } from './predictor-selection';
import { widestLimits } from './reading-limits';
import { Scheduler } from './scheduler';

const chain = 'abcdefgh';
/** With a Windows line end, which is read as one character. */
const text = 'abc\r\nabcd😀e';

interface Opened {
  readonly folder: string;
  readonly server: InferenceServer;
  readonly received: Response[];
  readonly ask: (request: Extract<Request, { id: number }>) => Promise<Response>;
  readonly look: <Kind extends Look['kind']>(look: Extract<Look, { kind: Kind }>) => Promise<FoundOf<Kind>>;
}

async function opened(): Promise<Opened> {
  const folder = await mkdtemp(path.join(tmpdir(), 'inspections-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const received: Response[] = [];
  const server = new InferenceServer((response) => received.push(response));
  const modelPath = path.join(folder, 'model.onnx');
  const { metadata, parameters } = chainModel(chain);
  await writeModelFile(modelPath, metadata, parameters);
  const ask: Opened['ask'] = (request) => {
    server.handle(request);
    return vi.waitUntil(() => received.find((one) => 'id' in one && one.id === request.id), { timeout: 20_000 });
  };
  await ask({ kind: 'load', id: 1, modelPath });
  server.handle({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text });
  let id = 100;
  const look: Opened['look'] = async (asked) => {
    const answer = await ask({ kind: 'look', id: ++id, look: asked });
    if (answer.kind !== 'looked') throw new Error(JSON.stringify(answer));
    return answer.found as FoundOf<typeof asked.kind>;
  };
  return { folder, server, received, ask, look };
}

const inspect = { kind: 'inspect', document: 'd', version: 1, selection: { from: 5, to: 8 } } as const;
const unit = { state: 'hidden', layer: 0, unit: 3 } as const;

test('a document is read and looked into, by characters of it', async () => {
  const { ask, look } = await opened();
  const answer = await ask({ ...inspect, id: 2 });
  // The three characters behind the line end, of which the editor counts two.
  expect(answer).toMatchObject({
    kind: 'inspected',
    text: { text: 'abc\nabcd😀e', path: 'a.ts', isWhole: true, states: ['hidden'], firstLine: 1 },
    selection: { from: 4, to: 7 },
  });
  expect((await look({ kind: 'unit', ...unit })).shares).toHaveLength(10);
  const map = await look({ kind: 'heat-map', state: 'hidden', layer: 0, from: 2, to: 5 });
  const { shares } = await look({ kind: 'unit', ...unit });
  expect([...map.shares.subarray(9, 12)]).toEqual([...shares.subarray(2, 5)]);
  const { expected } = await look({ kind: 'expected', from: 0, to: 2 });
  expect(expected.map(([likeliest]) => likeliest?.character)).toEqual(['b', 'c']);
  // Of a network alone, all that suggestions come from is that.
  const blend = await look({ kind: 'blend', from: 1, to: 3 });
  expect(blend.expected.map(([likeliest]) => likeliest?.character)).toEqual(['c', 'd']);
  const { tracked } = await look({ kind: 'tracked' });
  expect(tracked.map(({ quantity }) => quantity)).toEqual(trackedQuantities);
});

test('pictures are written where they are asked for', async () => {
  const { folder, ask } = await opened();
  await ask({ ...inspect, id: 2 });
  const file = path.join(folder, 'a.svg');
  const part = { format: 'svg', unit, from: 0, to: 4 } as const;
  const answer = await ask({ kind: 'export-inspection', id: 3, part, path: file, words: words() });
  expect(answer).toMatchObject({ kind: 'inspection-exported', characters: 4 });
  expect(await readFile(file, 'utf8')).toContain('<svg');
});

test('says what there is not, and holds nothing after its end', async () => {
  const { ask, server, received } = await opened();
  const failed = { kind: 'inspection-failed' };
  const look = { kind: 'unit', ...unit } as const;
  expect(await ask({ kind: 'look', id: 2, look })).toMatchObject({ ...failed, code: 'nothing-to-inspect' });
  expect(await ask({ ...inspect, version: 7, id: 3 })).toMatchObject({ ...failed, code: 'nothing-to-inspect' });
  await ask({ ...inspect, id: 4 });
  expect(await ask({ kind: 'look', id: 5, look: { ...look, unit: 5000 } })).toMatchObject({ code: 'no-such-unit' });
  expect(await ask({ kind: 'look', id: 6, look: { kind: 'expected', from: 3, to: 99 } })).toMatchObject({
    code: 'position-outside-file',
  });
  server.handle({ kind: 'end-inspection' });
  expect(await ask({ kind: 'look', id: 7, look })).toMatchObject({ ...failed, code: 'nothing-to-inspect' });
  expect(received.filter(({ kind }) => kind === 'log')).not.toContainEqual(expect.objectContaining({ level: 'error' }));
});

test('reading waits while a completion is worked on', async () => {
  const { metadata, parameters } = chainModel(chain);
  const file = parseModelFile(modelFileBytes(metadata, parameters), 'm');
  const model = await openLanguageModel(file, false);
  onTestFinished(() => model.dispose());
  const documents = new OpenDocuments<Context>();
  documents.open('d', 'a.ts', 1, text);
  const answer: SelectedPredictor = {
    ...{ source: 'network', predictor: model.predictor, limits: widestLimits },
    ...{ network: new ModelInUse(model, () => undefined), learning: undefined, words: undefined },
  };
  const reader = (scheduler: Scheduler, answers: Response[]): Inspections =>
    new Inspections({ documents, scheduler, now: () => answer, respond: (response) => answers.push(response) });
  const [held, free] = [new Scheduler(() => undefined), new Scheduler(() => undefined)];
  let release = (): void => undefined;
  held.complete(() => new Promise<void>((resolve) => (release = resolve)));
  const [waiting, done]: [Response[], Response[]] = [[], []];
  const reading = reader(held, waiting).handle({ ...inspect, id: 1 });
  // Begun later, and with as much to do.
  await reader(free, done).handle({ ...inspect, id: 2 });
  expect(done).toMatchObject([{ kind: 'inspected' }]);
  expect(waiting).toEqual([]);
  release();
  await reading;
  expect(waiting).toMatchObject([{ kind: 'inspected' }]);
});

/** Every word is itself. */
function words(): InspectorWords {
  const named = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, name]));
  return inspectorWordsSchema.parse({
    ...named(Object.keys(inspectorWordsSchema.shape)),
    states: named(['hidden', 'cell']),
    quantities: named(trackedQuantities),
    exports: named(['html', 'png', 'svg']),
  });
}
