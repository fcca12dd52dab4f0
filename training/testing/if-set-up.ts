/** For tests that need the native library. */
import { describe } from 'vitest';
import { readInstallation, tensorflowFolder } from '../engines/tensorflow/installation';

const installation = await readInstallation(tensorflowFolder());

/** Where the checks set TensorFlow up beforehand and could not, they say here why. */
const whyNot = process.env['HOUSE_STYLE_NO_TENSORFLOW'] ?? '';

/**
 * A group of tests that runs where TensorFlow is set up, and elsewhere says aloud that it does not. Where the checks run
 * as a whole (`CI`) it must be set up, or have a reason not to be: there the tests fail instead of being skipped.
 */
export function describeWithTensorflow(name: string, tests: () => void): void {
  const isRequired = process.env['CI'] !== undefined && whyNot === '';
  if (installation !== undefined || isRequired) {
    describe(name, tests);
    return;
  }
  const reason = whyNot || 'TensorFlow is not set up here (npm run setup:tensorflow -- --cpu --from-wheel)';
  process.stderr.write(`\nskipped: ${name}: ${reason}\n\n`);
  describe.skip(`${name}: ${reason}`, tests);
}
