/** For tests that need the native library. */
import { describe } from 'vitest';
import { readInstallation, tensorflowFolder } from './installation';

const installation = await readInstallation(tensorflowFolder());

/** A group of tests that runs where TensorFlow is set up, and elsewhere says aloud that it does not. */
export function describeWithTensorflow(name: string, tests: () => void): void {
  if (installation !== undefined) {
    describe(name, tests);
    return;
  }
  const reason = 'TensorFlow is not set up here (npm run setup:tensorflow -- --cpu --from-wheel)';
  process.stderr.write(`\nskipped: ${name}: ${reason}\n\n`);
  describe.skip(`${name}: ${reason}`, tests);
}
