import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { housestyle, smallCodeBase, tinyNetwork } from '../command-line';

let folder: string;
let code: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'evaluate-'));
  code = await smallCodeBase(folder);
  model = path.join(folder, 'model.onnx');
  const trained = await housestyle('train', code, '--out', model, '--epochs', '3', ...tinyNetwork);
  if (trained.status !== 0) throw new Error(trained.stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Printed {
  readonly heldOut: { files: number; characters: number; of?: { files: number } };
  readonly bitsPerCharacter: Readonly<Record<string, number>>;
  readonly reliability: Readonly<Record<string, readonly { count: number }[]>>;
  readonly replay: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function evaluate(...args: string[]): Promise<Printed> {
  const { status, stdout, stderr } = await housestyle('evaluate', model, code, '--json', ...args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Printed;
}

describe('housestyle evaluate', () => {
  it('measures what was held out, and types it anew', async () => {
    const page = path.join(folder, 'report.html');
    const measured = await evaluate('--replay', '--files', '1', '--report', page);
    const { heldOut, bitsPerCharacter, reliability, replay } = measured;
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>[^]*model\.onnx[^]*<\/html>\s*$/);
    expect(heldOut).toMatchObject({ files: 1 });
    expect(heldOut.of?.files).toBeGreaterThan(1);
    for (const expert of ['lstm', 'ngram', 'blend']) {
      expect(bitsPerCharacter[expert]).toBeGreaterThan(0.1);
      expect(bitsPerCharacter[expert]).toBeLessThan(7);
    }
    // Contexts learn a code base of 20 kB better than a network of 16 units does in three epochs.
    expect(bitsPerCharacter['blend']).toBeLessThan(bitsPerCharacter['lstm'] ?? 0);
    const counted = reliability['lstm']?.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBeGreaterThanOrEqual(heldOut.characters);
    for (const variant of ['append', 'insert']) {
      expect(replay[variant]).toEqual({
        keystrokesSaved: expect.any(Number) as number,
        netSaved: expect.any(Number) as number,
        savedWithinLines: expect.any(Number) as number,
        completedRatio: expect.any(Number) as number,
        acceptance: expect.toSatisfy((value) => value === null || typeof value === 'number') as number,
        shownPerLine: expect.any(Number) as number,
        shownPer100: expect.any(Number) as number,
        wrongPer100: expect.any(Number) as number,
        medianLength: expect.toSatisfy((value) => value === null || typeof value === 'number') as number,
        meanAcceptedLength: expect.toSatisfy((value) => value === null || typeof value === 'number') as number,
        latencyMs: {
          p50: expect.any(Number) as number,
          p95: expect.any(Number) as number,
          p99: expect.any(Number) as number,
        },
      });
    }
  });

  it('measures over as much as it is told to', async () => {
    const [some, all] = [
      await evaluate('--experts', 'lstm', '--characters', '1'),
      await evaluate('--experts', 'lstm', '--all'),
    ];
    expect(some.heldOut.files).toBe(1);
    expect(Object.keys(some.bitsPerCharacter)).toEqual(['lstm']);
    expect(all.heldOut.of).toBeUndefined();
    expect(all.heldOut.files).toBeGreaterThan(some.heldOut.files);
  });

  it('refuses at once to write its page where there is no folder', async () => {
    const outcome = await housestyle(
      'evaluate',
      model,
      code,
      '--report',
      path.join(folder, 'none', 'r.html'),
      '--json',
    );
    expect(outcome).toMatchObject({ status: 4 });
    expect(outcome.stdout).toContain('output-unwritable');
  });

  it.each(['--files=0', '--characters=half', '--experts=oracle'])('refuses %s', async (option) => {
    expect(await housestyle('evaluate', model, code, option)).toMatchObject({ status: 2 });
  });
});
