import type { Target } from '../target';

/** Fails in every way there is, each at a seed of its own: what the fuzzer itself is tested with. */
export const broken: Target = {
  inputsPerProcess: 100,
  inputsInTests: 0,
  prepare: () => Promise.resolve((_random, seed) => Promise.resolve(failures[seed]?.())),
};

const failures: Readonly<Record<number, () => void>> = {
  2: () => {
    throw new Error('broken');
  },
  3: () => process.kill(process.pid, 'SIGKILL'),
  5: () => {
    for (;;);
  },
  7: () => Buffer.alloc(700e6, 1),
};
