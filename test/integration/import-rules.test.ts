import { ESLint } from 'eslint';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { floors, runtimeLoader } from '../../scripts/import-walls';

const root = path.resolve(import.meta.dirname, '../..');
const linter = new ESLint({ cwd: root });

/** What the linter says about the imports of `text`, were it the content of `file`. */
async function importErrors(file: string, text: string, rule = 'no-restricted-imports'): Promise<readonly string[]> {
  const [result] = await linter.lintText(text, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
}

describe('the import rules', () => {
  it.each([
    ...['vscode', 'model/vocabulary/vocabulary', 'training/trainer/trainer'].map((to) => ['protocol/failure.ts', to]),
    ...['vscode', 'corpus/corpus', 'inference/work', 'training/trainer/trainer', 'lab/mixing/run', 'model/network'].map(
      (to) => ['model/vocabulary/vocabulary.ts', to],
    ),
    ...['vscode', 'inference/work', 'training/trainer/trainer', 'lab/mixing/run'].map((to) => ['corpus/corpus.ts', to]),
    ...['vscode', 'training/trainer/trainer', 'lab/mixing/run'].map((to) => ['inference/scheduler.ts', to]),
    ...['vscode', 'inference/work', 'lab/mixing/run'].map((to) => ['training/engines/engine.ts', to]),
    ...['onnxruntime-node', 'corpus/corpus', 'inference/work', 'training/trainer/trainer', 'lab/mixing/run'].map(
      (to) => ['src/inference/client.ts', to],
    ),
    ...['vscode'].map((to) => ['lab/mixing/run.ts', to]),
  ])('refuse that %s imports %s', async (file, to) => {
    expect(await importErrors(file, `import '${asSpecifier(to)}';\n`)).toHaveLength(1);
  });

  it.each([
    ['protocol/failure.ts', '../model/network'],
    ['model/vocabulary/vocabulary.ts', '../../protocol/failure'],
    ['model/vocabulary/vocabulary.ts', '../../scripts/build'],
    ['model/vocabulary/vocabulary.ts', '../../src/extension'],
    ['training/engines/tensorflow/program.ts', '../../../lab/mixing/run'],
    ['src/log.ts', '../training/trainer/trainer'],
    ['src/inference/client.ts', '../../inference/work'],
  ])('refuse that %s reaches out by %s', async (file, to) => {
    expect(await importErrors(file, `import '${to}';\n`)).toHaveLength(1);
  });

  it.each([
    ['model/vocabulary/vocabulary.ts', '../network'],
    ['model/network.ts', './lstm/lstm'],
    ['model/onnx/graph.ts', '../model-file/model-file'],
    ['model/mixing/context-mixing.ts', '../blend/blend'],
    ['model/lstm/lstm.ts', '../completion/complete'],
    ['model/completion/complete.ts', '../blend/blend'],
    ['model/blend/blend.ts', '../generation/generate'],
    ['training/random.ts', './options/options'],
    ['training/network/step.ts', '../engines/engine'],
    ['training/network/cells/cell.ts', '../../engines/engine'],
    ['training/options/options.ts', '../run/train'],
    ['training/engines/engine.ts', '../trainer/trainer'],
    ['training/engines/tensorflow/program.ts', '../../checkpoint/checkpoint'],
    ['training/checkpoint/checkpoint.ts', '../trainer/trainer'],
    ['training/trainer/trainer.ts', '../automatic-choice/choose'],
    ['training/evaluate/replay.ts', '../run/train'],
    ['training/run/train.ts', '../cli/output'],
  ])('refuse that %s stands on %s', async (file, to) => {
    expect(await importErrors(file, `import '${to}';\n`)).toHaveLength(1);
  });

  it.each(Object.entries(floors))('give every room of %s a floor', async (part, order) => {
    const entries = await readdir(path.join(root, part), { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
    expect(rooms.map(({ name }) => name).sort()).toEqual(order.filter((room) => room !== '.').sort());
  });

  it('refuse circles', async () => {
    const text =
      "import { InferenceClient } from './inference/client';\n\nexport const Observable = InferenceClient;\n";
    const [result] = await linter.lintText(text, { filePath: path.join(root, 'src/observable.ts') });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('import-x/no-cycle');
  });

  it.each([
    ['protocol/failure.ts', 'zod'],
    ['model/lstm/lstm.ts', '../network'],
    ['corpus/corpus.ts', 'model/vocabulary/vocabulary'],
    ['inference/inference-server.ts', 'corpus/secrets'],
    ['training/cli/corpus.ts', 'corpus/corpus'],
    ['training/engines/engine.ts', 'model/network'],
    ['src/log.ts', 'vscode'],
    ['src/log.ts', 'protocol/training-events'],
    ['src/log.ts', './training/training'],
    ['src/inference/client.ts', '../training/training'],
    ['lab/mixing/run.ts', 'training/trainer/trainer'],
  ])('let %s import %s', async (file, to) => {
    expect(await importErrors(file, `import '${asSpecifier(to)}';\n`)).toEqual([]);
  });
});

describe('the one way to ONNX Runtime', () => {
  const files = [
    ...['protocol/failure.ts', 'model/lstm/lstm.ts', 'corpus/corpus.ts', 'inference/main.ts', 'src/extension.ts'],
    ...['training/engines/onnxruntime/program.ts', 'training/cli/main.ts', 'lab/training-speed/profile.ts'],
    ...['scripts/build.ts', 'test/command-line.ts', 'model/onnx/graph.test.ts', 'vitest.config.ts'],
  ];
  const forms = [
    "import { Tensor } from 'onnxruntime-node';",
    "import 'onnxruntime-node';",
    "import * as runtime from 'onnxruntime-common';",
    "export { Tensor } from 'onnxruntime-node';",
    "export * from 'onnxruntime-node';",
    "await import('onnxruntime-node');",
    "require('onnxruntime-node');",
    "createRequire(import.meta.url)('onnxruntime-node');",
    "require('onnxruntime-node/dist/binding.js');",
  ];
  const errors = (file: string, lines: readonly string[]) =>
    importErrors(file, `${lines.join('\n')}\n`, 'no-restricted-syntax');

  it.each(files)('is refused round about in %s', async (file) => {
    expect(await errors(file, forms)).toHaveLength(forms.length);
  });

  it('is open to types, and to the file that turns the telemetry off', async () => {
    const type = "import type { Tensor } from 'onnxruntime-node';";
    expect(await errors('training/engines/onnxruntime/program.ts', [type])).toEqual([]);
    expect(await errors(runtimeLoader, forms)).toEqual([]);
  });
});

/** A path in another part as it is imported; packages and relative paths as they are. */
function asSpecifier(to: string): string {
  return !to.startsWith('.') && to.includes('/') ? `@house-style/${to}` : to;
}
