import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCorpus } from '@house-style/corpus/corpus';
import { metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { modelFileBytes, parseModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TrainingEngine } from '../engines/engine';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine';
import { trainingOptions, updateRuleOf } from '../options/options';
import { exportModel } from './export';

const engine = new OnnxRuntimeEngine();
const device = { engine: engine.name, kind: 'cpu', threads: 1 } as const;
const rule = updateRuleOf(trainingOptions({}));
const network = networkOf({ hidden: [12] });
const metadata = metadataFor(network);
const parameters = randomParameters(network);

let folder: string;
let model: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
  model = path.join(folder, 'model.onnx');
  for (let file = 0; file < 12; file++) {
    await writeFile(
      path.join(folder, `file${file}.ts`),
      `export const name${file} = [${file}, 'text'];\n`.repeat(20 + file),
    );
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The corpus in the vocabulary of the model, some of it held out. */
async function corpus() {
  const { vocabulary } = parsed();
  return loadCorpus(folder, { vocabulary, minimumCharacters: 0, heldOutPaths: ['file3.ts', 'file7.ts'] });
}

function parsed() {
  return parseModelFile(modelFileBytes(metadata, parameters), 'model.onnx');
}

/** The same engine, whose losses are off by so many nats. */
function engineOffBy(nats: number): TrainingEngine {
  return {
    name: engine.name,
    devices: () => engine.devices(),
    compile: async (...shapes) => {
      const program = await engine.compile(...shapes);
      return {
        step: (batch, rate) => program.step(batch, rate),
        predict: async (batch) => {
          const { loss, predicted } = await program.predict(batch);
          return { loss: loss + nats, predicted };
        },
        parameters: () => program.parameters(),
        snapshot: () => program.snapshot(),
        restore: (to, state) => program.restore(to, state),
        dispose: () => program.dispose(),
      };
    },
  };
}

describe('an export', () => {
  test('writes a model whose figure is that of its held-out files', async () => {
    const exported = await exportModel(model, metadata, parameters, await corpus(), { engine, device, rule });
    const { metadata: written } = await readModelFile(model);
    expect(exported.largestDifference).toBeLessThan(1e-4);
    expect(exported.bitsPerCharacter).toBeGreaterThan(1);
    expect(written.metrics.bitsPerCharacter).toBe(exported.bitsPerCharacter);
  });

  test.each([0.01, -0.01, NaN])('is refused where the training graph disagrees by %d nats', async (nats) => {
    await writeFile(model, 'the model before');
    const before = (await readdir(folder)).sort();
    await expect(
      exportModel(model, metadata, parameters, await corpus(), { engine: engineOffBy(nats), device, rule }),
    ).rejects.toMatchObject({ code: 'export-differs' });
    expect((await readdir(folder)).sort()).toEqual(before);
    expect(await readFile(model, 'utf8')).toBe('the model before');
  });
});
