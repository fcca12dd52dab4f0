/** Laws of a model that takes another's place: from then on it answers, and what was known by the other is forgotten. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { chainModel } from '@house-style/model/testing/random-model';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { Response } from '@house-style/protocol/inference-messages';
import { InferenceServer } from './inference-server';
import { limitsFor, widestLimits } from './reading-limits';

vi.mock('./reading-limits', { spy: true });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'replaced-model-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function modelOf(chain: string, folder: string): Promise<string> {
  const file = path.join(folder, `${chain}.onnx`);
  const { metadata, parameters } = chainModel(chain);
  await writeModelFile(file, metadata, parameters);
  return file;
}

/** The first answer that there is, or is to come. */
function answered(received: readonly Response[], passes: (one: Response) => boolean): Promise<Response> {
  return vi.waitUntil(() => received.find(passes), { timeout: 20_000 });
}

test('what was read by the model before is not gone on from', async () => {
  const folder = await temporaryFolder();
  const received: Response[] = [];
  const server = new InferenceServer((response) => received.push(response));
  server.handle({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text: 'a' });
  const suggested = async (id: number): Promise<string | undefined> => {
    server.handle({ kind: 'complete', id, document: 'd', version: 1, offset: 1, trigger: 'invoke' });
    const answer = await answered(received, (one) => one.kind === 'completed' && one.id === id);
    const { outcome } = answer as Extract<Response, { kind: 'completed' }>;
    return outcome.kind === 'shown' ? outcome.candidates[0]?.text : outcome.kind;
  };
  for (const [id, chain] of ['abcdefgh', 'ahgfedcb'].entries()) {
    server.handle({ kind: 'load', id, modelPath: await modelOf(chain, folder) });
    await answered(received, (one) => one.kind === 'loaded' && one.id === id);
    expect(await suggested(10 + id)).toBe(chain.slice(1));
  }
});

test('a blend that is done only when a model has come does not answer in its place', async () => {
  const folder = await temporaryFolder();
  const corpusPath = path.join(folder, 'corpus.jsonl');
  const file = { path: 'a.ts', text: 'const a = 1;\n'.repeat(40), heldOut: true, modified: 0 };
  await writeFile(corpusPath, corpusLine(file));
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const measured = vi.mocked(limitsFor).mockClear();
  measured.mockImplementationOnce(() => released.then(() => widestLimits));
  const received: Response[] = [];
  const server = new InferenceServer((response) => received.push(response));
  server.handle({ kind: 'workspace', corpusPath, tablesPath: path.join(folder, 'tables'), code: [] });
  await vi.waitUntil(() => measured.mock.calls.length > 0, { timeout: 20_000 });
  server.handle({ kind: 'load', id: 1, modelPath: await modelOf('abcdefgh', folder) });
  await answered(received, (one) => one.kind === 'loaded');
  release();
  await answered(received, (one) => one.kind === 'knows' && one.knowledge.source === 'blend');
  const sources = received.flatMap((one) => (one.kind === 'knows' ? [one.knowledge.source] : []));
  expect(sources).not.toContain('contexts');
});
