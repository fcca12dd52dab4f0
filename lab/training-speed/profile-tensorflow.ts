/**
 * Where the time of TensorFlow's training step goes, by operator: `npm run -s bench:profile-tensorflow -- [UNITS [BATCH]]`.
 *
 * Operations on the CPU are done when their call returns, so each call is timed; what is left of the step is JavaScript.
 * Processor time, of all threads together, says what an operation costs on a busy machine too, and beside the time that
 * it took, how well it uses two cores.
 */
import { compileProgram } from '@house-style/training/engines/tensorflow/compile';
import { loadTensorflow } from '@house-style/training/engines/tensorflow/runtime';
import { initialise } from '@house-style/training/network/initialise';
import { lstm, randomBatch, rounded, rule, threads, timeSteps, warmUpSteps } from './setting';

/** The door through which tfjs and raw operations alike reach the native library. */
interface Binding {
  readonly executeOp: (name: string, ...rest: unknown[]) => readonly { readonly shape: readonly number[] }[];
}

/** Milliseconds and calls of an operator in all steps. */
interface Spent {
  taken: number;
  processor: number;
  calls: number;
}

const profiledSteps = 20;

const [units = '512', batch = '64'] = process.argv.slice(2);
const network = lstm(1, Number(units));
const window = { time: 64, batch: Number(batch) };
const tensorflow = await loadTensorflow({ kind: 'cpu', threads });
const program = compileProgram(tensorflow, 'fused', network, window, rule, initialise(network, 1));
const tokens = randomBatch({ name: '', network, window });
await timeSteps(program, tokens, warmUpSteps);

const operators = new Map<string, Spent>();
const whole: Spent = { taken: 0, processor: 0, calls: 0 };

function add(spent: Spent, began: number, before: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(before);
  spent.taken += performance.now() - began;
  spent.processor += (user + system) / 1000;
  spent.calls += 1;
}

const backend = tensorflow.tf.backend() as unknown as { binding: Binding };
const { binding } = backend;
const timed: Binding['executeOp'] = (name, ...rest) => {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const outputs = binding.executeOp(name, ...rest);
  const operator = name.includes('MatMul') ? `${name} to ${outputs[0]?.shape.join('×') ?? ''}` : name;
  const spent = operators.get(operator) ?? { taken: 0, processor: 0, calls: 0 };
  operators.set(operator, spent);
  add(spent, began, before);
  return outputs;
};
backend.binding = Object.create(binding, { executeOp: { value: timed } }) as Binding;
const [began, before] = [performance.now(), process.cpuUsage()];
await timeSteps(program, tokens, profiledSteps);
add(whole, began, before);
await program.dispose();

function row(name: string, { taken, processor }: Spent, calls: number): string {
  const share = (part: number, of: number) => `${rounded((100 * part) / of)} %`;
  const words = [
    name,
    `${calls} a step`,
    `${rounded(taken / profiledSteps)} ms (${share(taken, whole.taken)})`,
    `${rounded(processor / profiledSteps)} ms of the processor (${share(processor, whole.processor)})`,
  ];
  return `${words.join(' · ')}\n`;
}

for (const [name, spent] of [...operators].sort(([, a], [, b]) => b.processor - a.processor)) {
  process.stdout.write(row(name, spent, spent.calls / profiledSteps));
}
process.stdout.write(row('the whole step', whole, 1));
