import { expect, test } from 'vitest';
import { engineFor } from './choose-engine';

test('a network with a fixed context is trained by ONNX Runtime, unless another engine is asked for by name', () => {
  expect(engineFor('sum', { engine: 'auto', device: 'auto' }).engine).toBe('onnxruntime');
  expect(engineFor('concatenation', { engine: 'tensorflow', device: 'cpu' }).engine).toBe('tensorflow');
  expect(engineFor('lstm', { engine: 'auto', device: 'auto' }).engine).toBe('auto');
  expect(engineFor(undefined, { engine: 'auto', device: 'auto' }).engine).toBe('auto');
});
