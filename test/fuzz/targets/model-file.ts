import { createHash } from 'node:crypto';
import { Failure } from '@house-style/protocol/failure';
import { modelFileBytes, parametersOf, parseModelFile } from '@house-style/model/model-file/model-file';
import {
  chainModel,
  fixedContextChainModel,
  metadataFor,
  networkOf,
  randomParameters,
} from '@house-style/model/testing/random-model';
import { mutateBytes } from '../mutate-bytes';
import type { Target } from '../target';

/** Model files, damaged, and damaged under a right checksum. */
export const modelFile: Target = {
  inputsPerProcess: 2_000,
  inputsInTests: 1_500,
  prepare: () => {
    const small = networkOf({ hidden: [8, 4] });
    const bases = [
      { metadata: metadataFor(small), parameters: randomParameters(small) },
      chainModel('qwerty'),
      fixedContextChainModel('qwerty', 'concatenation', 3),
    ].map(({ metadata, parameters }) => Buffer.from(modelFileBytes(metadata, parameters)));
    return Promise.resolve((random) => {
      let bytes = mutateBytes(random.of(bases), random);
      if (random.chance(0.7)) bytes = signed(bytes);
      try {
        parametersOf(parseModelFile(bytes, 'the.onnx'));
      } catch (error) {
        if (!(error instanceof Failure) || !error.code.startsWith('model-')) throw error;
      }
      return Promise.resolve();
    });
  },
};

/** The digits of the checksum end the file. */
function signed(bytes: Buffer): Buffer {
  const digits = 64;
  const entry = bytes.lastIndexOf('house_style.sha256') - 4;
  if (entry < 0 || bytes.length < entry + digits) return bytes;
  const right = Buffer.from(bytes);
  right.write(createHash('sha256').update(bytes.subarray(0, entry)).digest('hex'), right.length - digits, 'latin1');
  return right;
}
