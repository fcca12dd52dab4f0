/** Which network a training starts from. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { someCode } from '@house-style/corpus/testing/write-folder';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { train } from './train';

// Real trainings, which a busy machine slows down.
vi.setConfig({ testTimeout: 180_000 });

async function trainedFrom(comment: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'starting-model-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const model = path.join(folder, 'model.onnx');
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const [index, name] of names.entries()) {
    await writeFile(path.join(folder, `${name}.ts`), comment.repeat(20) + someCode(index));
  }
  const notices: string[] = [];
  await train(
    {
      ...{ code: folder, model, resume: false, corpus: {}, checkpointSeconds: 600, productVersion: '1.2.3' },
      ...{ pretrained: pretrainedModelPath, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 } },
      options: { minutes: 0.03, seed: 1 },
    },
    (event: TrainingEvent) => {
      if (event.event === 'notice') notices.push(event.message);
    },
    new AbortController().signal,
  );
  const { metadata } = await readModelFile(model);
  return { from: metadata.training['from'], notices };
}

test('is the pretrained one', async () => {
  const { from, notices } = await trainedFrom('// Some words.\n');
  expect(from).toEqual(expect.any(String));
  expect(notices.join()).not.toContain('script');
});

test('is none for code in a script that the pretrained one has not read', async () => {
  const { from, notices } = await trainedFrom('// これは日本語のコメントです。\n');
  expect(from).toBeNull();
  expect(notices.join()).toContain('script that the pretrained network has not read');
});
