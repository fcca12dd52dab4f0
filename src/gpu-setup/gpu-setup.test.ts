import { describe, expect, it } from 'vitest';
import { devicesSentence } from './devices';
import { setupPlan } from './setup-plan';

describe('what is set up', () => {
  const machine = { platform: 'linux', processor: 'x64', hasNvidiaGpu: true };

  it('is CUDA out of wheels where Linux has an NVIDIA driver', () => {
    const { question, choices } = setupPlan(machine);
    expect(Object.values(choices)).toEqual([['--gpu', '--from-wheel']]);
    expect(question).toContain('3.4 GB');
  });

  it('is the package’s own download on Windows', () => {
    expect(Object.values(setupPlan({ ...machine, platform: 'win32' }).choices)).toEqual([['--gpu']]);
  });

  it('is never CUDA where there is no NVIDIA driver', () => {
    const { question, choices } = setupPlan({ ...machine, hasNvidiaGpu: false });
    expect(Object.values(choices)).toEqual([['--cpu', '--from-wheel']]);
    expect(question).toContain('no NVIDIA GPU');
  });

  it.each([
    { ...machine, platform: 'darwin', processor: 'arm64' },
    { ...machine, processor: 'arm64' },
  ])('is nothing on $platform $processor, and the user is told why', (other) => {
    expect(setupPlan(other).choices).toEqual({});
    expect(setupPlan(other).question).toMatch(/nothing has to be set up|no TensorFlow library/);
  });
});

describe('what is said of the devices', () => {
  const cpu = { engine: 'onnxruntime', device: 'cpu', usable: true, charactersPerSecond: 15_000 } as const;
  const gpu = { engine: 'tensorflow', device: 'cuda', usable: true, charactersPerSecond: 240_000.4 } as const;

  it('is which one is fastest, beside the others', () => {
    expect(devicesSentence([cpu, gpu], true)).toBe(
      'Trains fastest with TensorFlow on cuda: 240,000 characters a second (ONNX Runtime on the processor: 15,000), ' +
        'and takes that by itself.',
    );
  });

  it('is why the GPU that was set up cannot be used', () => {
    const lost = { engine: 'tensorflow', device: 'cuda', usable: false, reason: 'out of memory.' } as const;
    expect(devicesSentence([cpu, lost], true)).toContain('The NVIDIA GPU cannot be used: out of memory.');
    expect(devicesSentence([cpu, lost], false)).not.toContain('NVIDIA');
  });
});
