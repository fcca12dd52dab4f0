import { describe, expect, test } from 'vitest';
import type { RunState } from '../checkpoint/checkpoint';
import type { EngineWish } from '../engines/choose-engine';
import { chooseEngineAgain } from './resumed-engine';

const wish: EngineWish = { engine: 'auto', device: 'auto' };
const cpu = { engine: 'onnxruntime', kind: 'cpu', threads: 1 } as const;
/** A device that no machine with this operating system has. */
const missing = process.platform === 'darwin' ? 'cuda' : 'coreml';

async function again(before: Pick<RunState, 'device' | 'lostDevice'>, asked: Partial<EngineWish> = {}) {
  const notices: string[] = [];
  const { device } = await chooseEngineAgain(before, { ...wish, ...asked }, (message) => notices.push(message));
  return { device, notices };
}

describe('a run that was stopped goes on', () => {
  test('where it was, without a word', async () => {
    expect(await again({ device: cpu })).toEqual({ device: cpu, notices: [] });
  });

  test('with the CPU after its device was lost, and says so', async () => {
    const { device, notices } = await again({ device: cpu, lostDevice: 'webgpu' });
    expect(device).toEqual(cpu);
    expect(notices).toEqual([expect.stringMatching(/webgpu was lost .* goes on with the cpu.*--device/)]);
  });

  test('with the CPU where its device is gone, and says why', async () => {
    const { device, notices } = await again({ device: { ...cpu, kind: missing } });
    expect(device).toEqual(cpu);
    expect(notices).toEqual([expect.stringContaining(`${missing} cannot be used here`)]);
    expect(notices[0]).toContain('goes on with the CPU');
  });

  test('on the device that is asked for, and warns that the weights will differ', async () => {
    const { device, notices } = await again({ device: { ...cpu, kind: missing } }, { device: 'cpu', threads: 2 });
    expect(device).toEqual({ ...cpu, threads: 2 });
    expect(notices).toEqual([expect.stringContaining('will differ')]);
    const lost = await again({ device: cpu, lostDevice: missing }, { device: 'cpu' });
    expect(lost).toEqual({ device: cpu, notices: [] });
  });

  test('not at all where the device that is asked for is missing', async () => {
    await expect(again({ device: cpu }, { device: missing })).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
