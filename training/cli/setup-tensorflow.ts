import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '@house-style/protocol/failure';
import { type Command, Option } from 'commander';
import { type Proof, proveTensorflow } from '../tensorflow-setup/proof';
import { setUpTensorflow, type SetUpEvent, type SetUpResult } from '../tensorflow-setup/set-up';
import type { Invocation } from './invocation';
import { print, printJson, tell } from './output';

const command = 'setup-tensorflow';
/** Given by this command to itself: load and prove what is in a folder, and end. */
const proveOption = '--prove';

interface Flags {
  gpu?: boolean;
  cpu?: boolean;
  fromWheel?: boolean;
  libtensorflow?: string;
  folder?: string;
  json?: boolean;
  prove?: string;
}

export function addSetupTensorflow(program: Command, { stop }: Invocation): void {
  program
    .command(command)
    .description('Set TensorFlow up, the second training engine. Run it again to go on, or to check it (docs/gpu.md).')
    .addOption(new Option('--cpu', 'without CUDA (default)').conflicts('gpu'))
    .option('--gpu', 'with CUDA, for an NVIDIA GPU')
    .option('--from-wheel', 'take the current version out of its wheel (Linux) instead of the package’s own 2.9.1')
    .option('--libtensorflow <folder or archive>', 'a TensorFlow C library, or a wheel, that is here already')
    .option('--folder <folder>', 'where to set it up (default: in your data folder)')
    .option('--json', 'print one JSON object a line')
    .addOption(new Option(`${proveOption} <folder>`).hideHelp())
    .action(async (flags: Flags) => {
      if (flags.prove !== undefined) {
        process.send?.(await proveTensorflow(flags.prove));
        return;
      }
      const { gpu, fromWheel = false, libtensorflow, folder } = flags;
      const result = await setUpTensorflow(
        {
          flavour: gpu ? 'gpu' : 'cpu',
          fromWheel,
          ...(libtensorflow !== undefined && { libtensorflow }),
          ...(folder !== undefined && { folder }),
        },
        proveApart,
        (event) => report(event, flags.json ?? false),
        stop.signal,
      );
      if (flags.json) printJson({ event: 'done', ...result });
      else print(sentence(result));
    });
}

/** Runs this command line again for the proof: a library that does not fit this machine ends the process it is in. */
async function proveApart(folder: string): Promise<Proof> {
  const child = fork(process.argv[1] ?? '', [command, `${proveOption}=${folder}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let proof: Proof | undefined;
  child.on('message', (message) => (proof = message as Proof));
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (proof !== undefined) return proof;
  // Its own sentence, where it had time for one.
  const [, reason] = /^housestyle: (.+)$/m.exec(said) ?? [];
  throw new Failure(
    'setup-failed',
    `TensorFlow was set up in ${folder} but does not run here (${reason ?? signal ?? `exit status ${status}`}): ` +
      `docs/gpu.md says what it needs.\n${said.trimEnd()}`,
  );
}

function report({ kind, text }: SetUpEvent, json: boolean): void {
  if (json) printJson({ event: kind, text });
  else tell(kind === 'step' ? text : `  ${text}`);
}

function sentence({ folder, installation, proof }: SetUpResult): string {
  const difference = proof.largestDifference.toExponential(1);
  const works =
    `TensorFlow ${installation.tensorflow} trains here on the ${proof.kind === 'cuda' ? 'GPU' : 'CPU'}: fused kernels ` +
    `and plain operations differ by ${difference} at most. It is in ${folder}.`;
  if (installation.flavour === 'cpu' || proof.kind === 'cuda') return works;
  return `${works}\nIt found no NVIDIA GPU that it can use: \`nvidia-smi\` must list one (docs/gpu.md).`;
}
