import path from 'node:path';
import { expect, test } from 'vitest';
import { compiledInto } from './changed-files';
import { Reach } from './reach';

const root = path.resolve(import.meta.dirname, '../..');

test('a file is reached by the tests that import it, by those that import what does, and no others', async () => {
  const reach = await Reach.read(root, (file) => compiledInto(root, file));
  const edit = reach.testsOf('protocol/edit.ts');
  expect(edit.get('protocol/edit.test.ts')).toBe(1);
  expect(edit.has('protocol/code-folder.test.ts')).toBe(false);
  const operators = reach.testsOf('model/onnx/operators.ts');
  expect(operators.get('model/onnx/graph.test.ts')).toBe(1);
  expect(operators.get('model/model-file/inference-graph.test.ts')).toBe(2);
  // A process that a test starts is reached too, and WebAssembly by who imports what it was compiled into.
  expect(reach.testsOf('inference/main.ts').get('inference/main.test.ts')).toBeDefined();
  expect(reach.testsOf('model/mixing/assembly/mixers.ts').get('model/mixing/golden-bits.test.ts')).toBeDefined();
});
