/**
 * How long the editor waits for a suggestion: `npm run -s bench:completion -- [--model FILE] [--json]`.
 *
 * The inference process is forked as the extension forks it and asked through the extension's own client, in a file of
 * 2,000 lines of the rxjs sources, with a 1×512 network blended with what was learned of those sources. Before that, the
 * time to the first suggestion in a workspace that nothing was ever trained on, from the start of the process on. Latency does not depend on what the weights are, but on how
 * many characters are decoded. Without `--model` the weights are drawn, and so scaled that the network is always sure:
 * every suggestion is decoded to its greatest length, the worst case. With `--model`, decoding stops where that model's
 * confidence ends, as it does for a user.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomNumbers } from '@house-style/model/generation/random';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { edited } from '@house-style/protocol/edit';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { asciiVocabulary, metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { cursorAt, type Cursor, type Given } from '@house-style/protocol/suggestion';
import { typedThrough } from '@house-style/protocol/typed-through';
import { percentiles, type Percentiles } from '@house-style/training/evaluate/percentiles';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { longFile } from './long-file';

const root = path.resolve(import.meta.dirname, '../..');
const code = path.join(root, 'node_modules/rxjs/src');
const lines = 2000;
/** Places in the file where somebody types, and characters typed at each. */
const places = 40;
const keystrokes = 15;
const coldFiles = 25;

const { values: options } = parseArgs({
  options: { model: { type: 'string' }, json: { type: 'boolean', default: false } },
});

/** Milliseconds, to the microsecond. */
function latencies(times: readonly number[]): Pick<Percentiles, 'p50' | 'p95'> {
  const { p50, p95 } = percentiles(times);
  return { p50: Number(p50.toFixed(3)), p95: Number(p95.toFixed(3)) };
}

/** A 1×512 network that is always sure and never ends a line. */
async function writeDrawnModel(file: string): Promise<void> {
  const network = networkOf({ hidden: [512], embedding: 64 });
  const parameters = randomParameters(network, 1, 300);
  const bias = parameters.get('output.bias')?.data;
  const character = (token: number): string | undefined => asciiVocabulary.character(token);
  for (let token = 0; token < asciiVocabulary.size; token++) {
    if (bias && !/\S/.test(character(token) ?? '')) bias[token] = -1e6;
  }
  await writeModelFile(file, metadataFor(network), parameters);
}

const silent: Log = { trace: ignore, debug: ignore, info: ignore, warn: console.error, error: console.error };
function ignore(): void {
  // Nobody reads it here.
}

/** A document as the editor and the inference process both have it. */
class SharedDocument {
  #version = 1;

  constructor(
    private readonly client: InferenceClient,
    readonly name: string,
    public text: string,
  ) {
    client.tell({ kind: 'open', document: name, version: 1, path: 'src/long.ts', text });
  }

  edit(offset: number, deleted: number, inserted: string): void {
    const edit = { offset, deleted, inserted };
    this.text = edited(this.text, edit);
    this.#version += 1;
    this.client.tell({ kind: 'edit', document: this.name, version: this.#version, edits: [edit] });
  }

  complete(offset: number): Promise<CompletionOutcome> {
    const request = { document: this.name, version: this.#version, offset, trigger: 'automatic' } as const;
    return this.client.complete(request, new AbortController().signal);
  }

  cursor(offset: number): Cursor {
    return cursorAt(this.name, this.text, offset);
  }
}

async function timed<Result>(times: number[], run: () => Promise<Result> | Result): Promise<Result> {
  const started = performance.now();
  const result = await run();
  times.push(performance.now() - started);
  return result;
}

async function measure(client: InferenceClient): Promise<Record<string, unknown>> {
  const whole = await longFile(lines);
  const random = randomNumbers(1);
  const times = {
    afterKeystroke: [] as number[],
    typedThrough: [] as number[],
    afterJump: [] as number[],
    cold: [] as number[],
  };
  const lengths: number[] = [];
  const failed = new Set<string>();
  const noteOutcome = (outcome: CompletionOutcome): void => {
    if (outcome.kind === 'shown') lengths.push(outcome.candidates[0]?.text.length ?? 0);
    if (outcome.kind === 'failed' || outcome.kind === 'cancelled') failed.add(JSON.stringify(outcome));
  };

  /** Whoever types the suggestion itself is answered without the model. */
  const typeThrough = (document: SharedDocument, given: Given): void => {
    const { offset } = given.cursor;
    const typed = given.suggestions[0]?.text.slice(0, keystrokes) ?? '';
    for (let index = 1; index < typed.length; index++) {
      document.edit(offset + index - 1, 0, typed.charAt(index - 1));
      const started = performance.now();
      const rest = typedThrough(given, document.cursor(offset + index), (from) =>
        document.text.slice(from, offset + index),
      );
      times.typedThrough.push(performance.now() - started);
      // White space alone is not shown.
      const left = given.suggestions[0]?.text.slice(index) ?? '';
      if (rest.length === 0 && left.trim() !== '') failed.add('A suggestion typed through was not shown.');
    }
  };

  for (let file = 0; file < coldFiles; file++) {
    const end = lineEndNear(whole, Math.floor((0.2 + 0.8 * random()) * whole.length));
    await timed(times.cold, async () => {
      const document = new SharedDocument(client, `cold ${file}`, whole);
      noteOutcome(await document.complete(end));
    });
    client.tell({ kind: 'close', document: `cold ${file}` });
  }

  const document = new SharedDocument(client, 'typed', whole);
  for (let place = 0; place < places; place++) {
    const end = lineEndNear(document.text, Math.floor((0.2 + 0.8 * random()) * document.text.length));
    noteOutcome(await timed(times.afterJump, () => document.complete(end)));
    // What people type there: the line that stands at some other place.
    const other = lineEndNear(whole, Math.floor(random() * (whole.length - 200)));
    const typed = whole.slice(other, other + keystrokes).replaceAll('\n', ' ');
    let given: Given | undefined;
    for (let index = 0; index < typed.length; index++) {
      const offset = end + index + 1;
      const outcome = await timed(times.afterKeystroke, () => {
        document.edit(offset - 1, 0, typed.charAt(index));
        return document.complete(offset);
      });
      noteOutcome(outcome);
      if (outcome.kind === 'shown') given = { cursor: document.cursor(offset), suggestions: outcome.candidates };
    }
    // Whoever types the suggestion itself is answered without the model.
    if (given?.cursor.offset === end + typed.length) typeThrough(document, given);
  }
  if (failed.size > 0) throw new Error([...failed].join('\n'));
  return {
    afterKeystroke: latencies(times.afterKeystroke),
    typedThrough: latencies(times.typedThrough),
    cold: latencies(times.cold),
    afterJump: latencies(times.afterJump),
    shown: {
      count: lengths.length,
      of: coldFiles + places * (1 + keystrokes),
      medianLength: lengths.length === 0 ? 0 : percentiles(lengths).p50,
    },
  };
}

function lineEndNear(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** Milliseconds from asking for the code to be read until something is suggested. */
async function untilFirstSuggestion(client: InferenceClient, corpus: WorkspaceCorpus): Promise<number> {
  const started = performance.now();
  client.start();
  const text = "import { Observable } from '../Observable';\nimport { createOpera";
  const document = new SharedDocument(client, 'first', text);
  const gathered = corpus.gather({ folders: [{ folder: code, exclude: [] }], near: [] });
  for (;;) {
    const outcome = await document.complete(text.length);
    if (outcome.kind === 'shown') break;
    await sleep(5);
  }
  const milliseconds = Math.round(performance.now() - started);
  await gathered;
  client.tell({ kind: 'close', document: 'first' });
  return milliseconds;
}

/** Seconds until all of the code is learned and blended with the model that was loaded. */
async function untilBlended(client: InferenceClient): Promise<number> {
  const started = performance.now();
  while (client.knowledge.value.source !== 'blend') await sleep(50);
  return Number(((performance.now() - started) / 1000).toFixed(1));
}

const folder = await mkdtemp(path.join(tmpdir(), 'house-style-bench-'));
const client = new InferenceClient(forkInferenceProcess(path.join(root, 'dist/inference-process.cjs')), silent);
const storage = trainingStorage(path.join(folder, 'storage'));
const pretrained = { modelPath: path.join(root, 'dist/pretrained.onnx'), adapt: true };
const corpus = new WorkspaceCorpus(client, storage, path.join(root, 'dist/housestyle.cjs'), silent, () => pretrained);
try {
  const drawn = path.join(folder, 'model.onnx');
  if (options.model === undefined) await writeDrawnModel(drawn);
  const firstSuggestionMs = await untilFirstSuggestion(client, corpus);
  await client.load(options.model ?? drawn);
  const learningSeconds = await untilBlended(client);
  const figures = {
    firstSuggestionMs,
    learningSeconds,
    ...(await measure(client)),
    weights: options.model === undefined ? 'drawn' : 'trained',
  };
  console.log(options.json ? JSON.stringify(figures) : JSON.stringify(figures, null, 2));
} finally {
  corpus.dispose();
  client.dispose();
  await rm(folder, { recursive: true });
}
