import { describe, expect, it, test } from 'vitest';
import { chooseEngine, engineFor, fastestDevice } from './choose-engine';
import type { DeviceKind, DeviceReport } from './engine';

test('a network with a fixed context is trained by ONNX Runtime, unless another engine is asked for by name', () => {
  expect(engineFor('sum', { engine: 'auto', device: 'auto' }).engine).toBe('onnxruntime');
  expect(engineFor('concatenation', { engine: 'tensorflow', device: 'cpu' }).engine).toBe('tensorflow');
  expect(engineFor('lstm', { engine: 'auto', device: 'auto' }).engine).toBe('auto');
  expect(engineFor(undefined, { engine: 'auto', device: 'auto' }).engine).toBe('auto');
});

function measured(engine: string, device: DeviceKind, charactersPerSecond: number): DeviceReport {
  return { engine, device, usable: true, charactersPerSecond, largestDifference: 0 };
}

function unusable(engine: string, device: DeviceKind, reason: string): DeviceReport {
  return { engine, device, usable: false, reason };
}

describe('the device that is taken', () => {
  const onnx = measured('onnxruntime', 'cpu', 15_000);
  const webgpu = measured('onnxruntime', 'webgpu', 40_000);
  const noCuda = unusable('onnxruntime', 'cuda', 'it comes without its CUDA libraries');

  it.each([
    ['TensorFlow on the CPU', [onnx, measured('tensorflow', 'cpu', 15_001)], 'tensorflow', 'cpu'],
    ['ONNX Runtime on the CPU', [onnx, measured('tensorflow', 'cpu', 14_999)], 'onnxruntime', 'cpu'],
    ['a GPU through TensorFlow', [onnx, webgpu, noCuda, measured('tensorflow', 'cuda', 240_000)], 'tensorflow', 'cuda'],
    ['a GPU through ONNX Runtime', [onnx, webgpu, measured('tensorflow', 'cuda', 39_000)], 'onnxruntime', 'webgpu'],
  ])('is %s where that was measured fastest', (_, reports, engine, device) => {
    for (const order of [reports, [...reports].reverse()]) {
      const { fastest, reason } = fastestDevice('auto', order);
      expect(fastest).toMatchObject({ engine, device });
      expect(reason).toContain(`${engine} on ${device} was the fastest of`);
    }
  });

  it('is of the kind that was asked for, by the engine that is faster on it', () => {
    const reports = [onnx, measured('onnxruntime', 'cuda', 90_000), measured('tensorflow', 'cuda', 240_000), webgpu];
    expect(fastestDevice('cuda', reports).fastest.engine).toBe('tensorflow');
    expect(fastestDevice('webgpu', reports).reason).toBe('onnxruntime on webgpu is the one that works here.');
  });

  it('is none where nothing works, and every engine says why', () => {
    const reports = [onnx, noCuda, unusable('tensorflow', 'cuda', 'TensorFlow finds no NVIDIA GPU')];
    expect(() => fastestDevice('cuda', reports)).toThrow(
      'The device cuda cannot be used here (onnxruntime: it comes without its CUDA libraries; ' +
        'tensorflow: TensorFlow finds no NVIDIA GPU).',
    );
  });
});

test('an engine that is not there is refused with the names of those that are', async () => {
  await expect(chooseEngine({ engine: 'theano', device: 'cpu' })).rejects.toMatchObject({
    code: 'usage',
    message: 'There is no engine theano: choose one of auto, onnxruntime, tensorflow.',
  });
});
