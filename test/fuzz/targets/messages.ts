import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { chainModel } from '@house-style/model/testing/random-model';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import { InferenceServer } from '../../../inference/inference-server';
import { mutateJson } from '../mutate-json';
import type { SeededDraws } from '@house-style/model/testing/seeded-draws';
import type { Target } from '../target';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
});
const lastId = 1_000_000;

/** Whatever structured clone can carry, beside requests with junk in them; a completion asked for after it is answered. */
export const messages: Target = {
  inputsPerProcess: 60,
  inputsInTests: 90,
  prepare: async (folder) => {
    const model = path.join(folder, 'model.onnx');
    const corpus = path.join(folder, 'corpus.jsonl');
    const { metadata, parameters } = chainModel('qwerty');
    await writeModelFile(model, metadata, parameters);
    await writeFile(
      corpus,
      corpusLine({ path: 'a.ts', text: 'const a = 1;\n'.repeat(20), heldOut: false, modified: 0 }),
    );
    const requests = [...requestsOn(folder, model, corpus)];
    return async (random) => {
      const answered = new Map<number, () => void>();
      const server = new InferenceServer((response: Response) => {
        if ('id' in response) answered.get(response.id)?.();
      });
      const answerTo = async (request: Extract<Request, { id: number }>): Promise<void> =>
        await new Promise((resolve) => {
          answered.set(request.id, resolve);
          server.handle(request);
        });
      for (let count = 1 + random.below(20); count > 0; count--) server.handle(messageOf(requests, random));
      server.handle({ kind: 'open', document: 'last', version: 1, path: 'last.ts', text: 'x = q' });
      await answerTo({ kind: 'complete', id: lastId, document: 'last', version: 1, offset: 5, trigger: 'automatic' });
      await answerTo({ kind: 'load', id: lastId + 1, modelPath: model, device: 'cpu' });
      await answerTo({ kind: 'complete', id: lastId + 2, document: 'last', version: 1, offset: 5, trigger: 'invoke' });
    };
  },
};

function messageOf(requests: readonly Request[], random: SeededDraws): unknown {
  if (random.chance(0.2)) return fc.sample(anything, { numRuns: 1, seed: random.below(2 ** 31) })[0];
  const request = random.of(requests);
  return random.chance(0.4) ? request : mutateJson(request, random);
}

function* requestsOn(folder: string, model: string, corpus: string): Generator<Request> {
  yield { kind: 'load', id: 1, modelPath: model, device: 'cpu', adapt: true };
  yield { kind: 'load', id: 2, modelPath: folder };
  yield { kind: 'workspace', corpusPath: corpus, tablesPath: path.join(folder, 'tables') };
  yield { kind: 'workspace', corpusPath: model, tablesPath: folder, pretrained: { modelPath: model, adapt: true } };
  for (const document of ['a', 'b']) {
    yield { kind: 'open', document, version: 1, path: 'a.ts', text: 'const a = 1;\nx = q' };
    yield { kind: 'edit', document, version: 2, edits: [{ offset: 3, deleted: 2, inserted: 'é\n' }] };
    yield { kind: 'close', document };
    for (const version of [1, 2]) {
      yield {
        kind: 'complete',
        id: 3,
        document,
        version,
        offset: 18,
        trigger: 'automatic',
        preferences: { acceptance: 0.6, multiLine: true },
      };
      yield { kind: 'complete', id: 4, document, version, offset: 18, trigger: 'invoke' };
    }
  }
  yield { kind: 'generate', id: 5, path: 'b.ts', prompt: 'q', faithful: 0.5, seed: 1, maximumCharacters: 50 };
  yield { kind: 'plan', id: 7, path: 'src/b' };
  yield {
    kind: 'where',
    id: 6,
    suggested: { text: 'a = 1', before: 'const ', place: { path: 'b.ts', line: 1, column: 7 } },
  };
  yield { kind: 'reset' };
  yield { kind: 'cancel', id: 3 };
}
