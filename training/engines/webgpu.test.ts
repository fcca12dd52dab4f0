/**
 * The WebGPU provider on a Vulkan driver that needs no GPU: SwiftShader, which Chromium brings along. The provider's
 * code, its shaders and the graph made for it are the same on a GPU.
 */
import { existsSync } from 'node:fs';
import type { Network } from '@house-style/model/network';
import { describe, expect, test } from 'vitest';
import { initialise } from '../network/initialise';
import { dropoutMasks } from '../trainer/dropout';
import type { Batch, DeviceKind, StepResult, TrainingProgram } from './engine';
import type { UpdateRule, Window } from '../network/step';
import { OnnxRuntimeEngine } from './onnxruntime/engine';

const driver = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome']
  .map((folder) => `${folder}/vk_swiftshader_icd.json`)
  .find((file) => existsSync(file));
const loader = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']
  .map((folder) => `${folder}/libvulkan.so.1`)
  .find((file) => existsSync(file));
const missing = [
  ...(driver === undefined ? ['the SwiftShader driver (Debian package chromium)'] : []),
  ...(loader === undefined ? ['the Vulkan loader (Debian package libvulkan1)'] : []),
];

/** Skips aloud where driver or loader is missing; where the checks run as a whole (`CI`) that is a failure. */
function describeWithVulkan(name: string, tests: () => void): void {
  if (missing.length === 0 || process.env['CI'] !== undefined) {
    describe(name, tests);
    return;
  }
  const reason = `${missing.join(' and ')} is not there`;
  process.stderr.write(`\nskipped: ${name}: ${reason}\n\n`);
  describe.skip(`${name}: ${reason}`, tests);
}

// Read by the Vulkan loader when the provider first looks for a GPU; a real GPU here must not stand in for it.
if (driver !== undefined) process.env['VK_ICD_FILENAMES'] = driver;

/** More steps than WebGPU binds buffers at once, so that its graph differs from the CPU's. */
const window: Window = { time: 8, batch: 4 };
const rule: UpdateRule = {
  optimiser: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
  clipNorm: 0.5,
};
const learningRate = 1e-3;

function batchOf(network: Network, step: number): Batch {
  const tokens = window.time * window.batch;
  return {
    inputs: Uint8Array.from({ length: tokens }, (_, index) => (index * 7 + step) % network.vocabulary),
    targets: Uint8Array.from({ length: tokens }, (_, index) => (index * 5 + step) % network.vocabulary),
    weights: Float32Array.from({ length: tokens }, (_, index) => (index % 6 === 0 ? 0 : 1)),
    carry: Float32Array.from({ length: window.batch }, (_, stream) => (step > 0 && stream !== 1 ? 1 : 0)),
    masks: dropoutMasks(network, window.batch, 1, step),
  };
}

async function compile(kind: DeviceKind, network: Network): Promise<TrainingProgram> {
  const engine = new OnnxRuntimeEngine();
  const device = { engine: engine.name, kind, threads: 1 };
  return await engine.compile(network, window, rule, device, initialise(network, 1));
}

describeWithVulkan('training on WebGPU', () => {
  test.each([
    ['lstm', [16, 12]],
    ['gru', [16]],
    ['rnn', [16]],
  ] as const)('does the CPU’s steps: %s', { timeout: 240_000 }, async (cell, hidden) => {
    const network: Network = { cell, input: 'embedding', vocabulary: 20, embedding: 8, hidden, dropout: 0.2 };
    const programs = [await compile('webgpu', network), await compile('cpu', network)] as const;
    for (let step = 0; step < 2; step++) {
      const batch = batchOf(network, step);
      const results: StepResult[] = [];
      for (const program of programs) results.push(await program.step(batch, learningRate));
      const [gpu, cpu] = results as [StepResult, StepResult];
      expect(Math.abs(gpu.loss - cpu.loss)).toBeLessThan(1e-4);
      expect(Math.abs(gpu.gradientNorm - cpu.gradientNorm)).toBeLessThan(1e-4);
    }
    const [ofGpu, ofCpu] = [await programs[0].parameters(), await programs[1].parameters()];
    for (const [name, { data }] of ofGpu) {
      const reference = ofCpu.get(name)!.data;
      expect(Math.max(...data.map((value, index) => Math.abs(value - reference[index]!))), name).toBeLessThan(1e-4);
    }
    const unseen = { ...batchOf(network, 9), masks: [] };
    expect(Math.abs((await programs[0].predict(unseen)).loss - (await programs[1].predict(unseen)).loss)).toBeLessThan(
      1e-4,
    );
    for (const program of programs) await program.dispose();
  });
});
