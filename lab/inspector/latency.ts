/**
 * How long the neuron inspector takes: `npm run -s bench:inspector -- [--model FILE] [--json]`.
 *
 * The inference process is forked as the extension forks it and asked through the extension's own client: to read a file
 * of 2,000 lines of the RxJS sources by the pretrained network or another, and then for one unit after the other. Each time
 * is from the question to the answer in the extension; what the page draws is a screen of characters, whatever the file.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import type { Look, UnitName } from '@house-style/protocol/inspection';
import { percentiles } from '@house-style/training/evaluate/percentiles';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { longFile } from '../editor/long-file';

const lines = 2000;
/** Times that the file is read. */
const openings = 5;
/** Units that are asked for. */
const changes = 200;
const document = 'long.ts';

const { values: options } = parseArgs({
  options: { model: { type: 'string', default: pretrainedModelPath }, json: { type: 'boolean', default: false } },
});

const silent = { trace: nothing, debug: nothing, info: nothing, warn: console.error, error: console.error };
const script = path.resolve(import.meta.dirname, '../../dist/inference-process.cjs');
const client = new InferenceClient(forkInferenceProcess(script), silent);

function nothing(): void {
  // What goes well is not told.
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function read(): Promise<unknown> {
  return client.inspect({ kind: 'inspect', document, version: 1, selection: { from: 0, to: 0 } });
}

function look(asked: Look): Promise<unknown> {
  return client.inspect({ kind: 'look', look: asked });
}

/** Changes from unit to unit, far from each other. */
async function unitChanges(state: UnitName['state'], width: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < changes; index++) {
    const unit = (index * 37) % width;
    times.push(await timed(() => look({ kind: 'unit', state, layer: 0, unit })));
  }
  return times;
}

function told(times: readonly number[]): { p50: number; p95: number; most: number } {
  const { p50, p95 } = percentiles(times);
  return { p50: rounded(p50), p95: rounded(p95), most: rounded(Math.max(...times)) };
}

function rounded(milliseconds: number): number {
  return Number(milliseconds.toFixed(1));
}

client.start();
await client.load(path.resolve(options.model), { device: 'cpu', adapt: false });
const text = await longFile(lines);
client.tell({ kind: 'open', document, version: 1, path: document, text });

const first = await client.inspect({ kind: 'inspect', document, version: 1, selection: { from: 0, to: 0 } });
if (first.kind !== 'inspected') throw new Error(`Answered by ${first.kind}.`);
const { layers, states } = first.text;
const [width = 0] = layers;
const opened: number[] = [];
for (let index = 0; index < openings; index++) opened.push(await timed(read));
// Cell states are computed after a text is opened: once the first one is there all are.
const untilCells = states.includes('cell')
  ? await timed(() => look({ kind: 'unit', state: 'cell', layer: 0, unit: 0 }))
  : 0;
await sleep(500);
const results = {
  ...{ lines, characters: text.length, layers },
  milliseconds: {
    open: told(opened),
    untilCellStates: rounded(untilCells),
    changeOfHiddenUnit: told(await unitChanges('hidden', width)),
    ...(states.includes('cell') && { changeOfCellUnit: told(await unitChanges('cell', width)) }),
    heatMapOf100Characters: rounded(
      await timed(() => look({ kind: 'heat-map', state: 'hidden', layer: 0, from: 5000, to: 5100 })),
    ),
    unitsByWhatTheyTrack: rounded(await timed(() => look({ kind: 'tracked' }))),
  },
};
client.dispose();
if (options.json) console.log(JSON.stringify(results));
else console.log(JSON.stringify(results, undefined, 2));
