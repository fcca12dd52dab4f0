/**
 * `npm run gpu-proof -- [--pack FOLDER | --small | --device KIND]`: what a GPU is worth, measured without a network.
 *
 * With `--pack` it makes a folder to carry to a bare Linux machine, where `./run.sh` measures: Node itself, the bundle,
 * ONNX Runtime and, where it is set up here, TensorFlow. Without, it makes the same folder under `artifacts` and measures
 * here. docs/gpu.md says what else the machine needs and what comes out.
 */
import { chmod, copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readInstallation, tensorflowFolder } from '@house-style/training/engines/tensorflow/installation';
import { build } from 'esbuild';
import { execa } from 'execa';
import { copyRuntime, shared } from '../../scripts/build';

const root = path.resolve(import.meta.dirname, '../..');

async function pack(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    ...shared,
    outdir: folder,
    sourcemap: false,
    entryPoints: { 'gpu-proof': path.join(root, 'lab/gpu-proof/main.ts') },
  });
  await copyFile(path.join(root, 'lab/training-speed/pytorch.py'), path.join(folder, 'pytorch.py'));
  await copyRuntime(folder, `${process.platform}-${process.arch}`);
}

/** Node itself, and TensorFlow with its libraries in place of the links that the set-up made. */
async function packMachine(folder: string): Promise<boolean> {
  await copyFile(process.execPath, path.join(folder, 'node'));
  await chmod(path.join(folder, 'node'), 0o755);
  const tensorflow = tensorflowFolder();
  const installation = await readInstallation(tensorflow);
  for (const part of installation === undefined ? [] : ['package.json', 'installation.json', 'node_modules']) {
    await cp(path.join(tensorflow, part), path.join(folder, 'tensorflow', part), {
      recursive: true,
      dereference: true,
    });
  }
  const run = [
    '#!/bin/sh',
    'cd "$(dirname "$0")"',
    'export HOUSE_STYLE_TENSORFLOW="$PWD/tensorflow"',
    'exec ./node gpu-proof.cjs "$@"',
  ];
  await writeFile(path.join(folder, 'run.sh'), `${run.join('\n')}\n`, { mode: 0o755 });
  return installation !== undefined;
}

const args = process.argv.slice(2);
if (args[0] === '--pack') {
  const folder = path.resolve(args[1] ?? 'gpu-proof');
  await pack(folder);
  const withTensorflow = await packMachine(folder);
  console.log(`Carry ${folder} to the machine and run ./run.sh there.`);
  if (!withTensorflow) {
    console.log('It is without TensorFlow: `npm run setup:tensorflow -- --gpu --from-wheel` here, and pack again.');
  }
} else {
  const folder = path.join(root, 'artifacts', 'gpu-proof');
  await pack(folder);
  const program = path.join(folder, 'gpu-proof.cjs');
  const { exitCode } = await execa(process.execPath, [program, ...args], { stdio: 'inherit', reject: false });
  process.exitCode = exitCode ?? 1;
}
