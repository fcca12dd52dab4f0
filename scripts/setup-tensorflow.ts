/** `npm run setup:tensorflow`: sets TensorFlow up for training; `-- --help` says what there is to choose. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { asFailure, Failure } from '@house-style/model/failure';
import { Command } from 'commander';
import { type Proof, proveTensorflow } from '../training/tensorflow-setup/proof';
import { setUpTensorflow, type SetUpEvent } from '../training/tensorflow-setup/set-up';

const proveWord = 'prove-in-this-process';

interface Flags {
  gpu?: boolean;
  cpu?: boolean;
  fromWheel?: boolean;
  libtensorflow?: string;
  folder?: string;
}

async function proveApart(folder: string): Promise<Proof> {
  const child = fork(import.meta.filename, [proveWord, folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let proof: Proof | undefined;
  child.on('message', (message) => (proof = message as Proof));
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (proof !== undefined) return proof;
  throw new Failure(
    'setup-failed',
    `The library that was set up does not run here (${signal ?? `exit status ${status}`}): what it said stands above. ` +
      'A processor without AVX, or a C library older than the wheel needs, looks like this (docs/gpu.md).',
  );
}

function print({ kind, text }: SetUpEvent): void {
  if (kind === 'step' || process.stdout.isTTY) console.log(kind === 'step' ? text : `  ${text}`);
}

async function main(): Promise<void> {
  if (process.argv[2] === proveWord) {
    process.send?.(await proveTensorflow(process.argv[3] ?? ''));
    process.disconnect();
    return;
  }
  const program = new Command('npm run setup:tensorflow --')
    .description('Sets TensorFlow up for training, in a folder of its own. Run it again to go on or to check it.')
    .option('--cpu', 'without CUDA (the default where no NVIDIA driver is found)')
    .option('--gpu', 'with CUDA')
    .option('--from-wheel', 'current TensorFlow out of its wheel on PyPI (Linux), not the package’s own 2.9.1')
    .option('--libtensorflow <folder or archive>', 'a TensorFlow C library or a wheel that you have already')
    .option('--folder <folder>', 'where to set it up (default: HOUSE_STYLE_TENSORFLOW, or your data folder)')
    .parse();
  const { gpu, cpu, fromWheel = false, libtensorflow, folder } = program.opts<Flags>();
  if (gpu && cpu) throw new Failure('usage', 'Choose one of --cpu and --gpu.');
  const { installation, proof, ...result } = await setUpTensorflow(
    {
      flavour: gpu ? 'gpu' : 'cpu',
      fromWheel,
      ...(libtensorflow !== undefined && { libtensorflow }),
      ...(folder !== undefined && { folder }),
    },
    proveApart,
    print,
  );
  const difference = proof.largestDifference.toExponential(1);
  console.log(
    `TensorFlow ${installation.tensorflow} trains here on the ${proof.kind === 'cuda' ? 'GPU' : 'CPU'}: ` +
      `fused kernels and plain operations differ by ${difference} at most. It is in ${result.folder}.`,
  );
  if (installation.flavour === 'gpu' && proof.kind === 'cpu') {
    console.log('It found no NVIDIA GPU that it can use: `nvidia-smi` must list one (docs/gpu.md).');
  }
}

main().catch((thrown: unknown) => {
  const failure = asFailure(thrown);
  console.error(`setup:tensorflow: ${failure.message}`);
  if (failure.cause instanceof Error) console.error(failure.cause.message);
  process.exitCode = 1;
});
