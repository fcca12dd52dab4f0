import { modelFileBytes, parseModelFile } from '@house-style/model/model-file/model-file';
import { metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { expect, test } from 'vitest';
import { Sampler } from './sampler';

const network = networkOf();
const samplerOf = () =>
  new Sampler((parameters) => parseModelFile(modelFileBytes(metadataFor(network), parameters), 'm'), 'src/a.ts');
const weights = (seed: number) => () => Promise.resolve(randomParameters(network, seed));

test('the same weights write the same, and others something else', async () => {
  const first = await samplerOf().draw(weights(1), 60);
  expect(first).not.toBe('');
  expect(await samplerOf().draw(weights(1), 60)).toBe(first);
  expect(await samplerOf().draw(weights(2), 60)).not.toBe(first);
});

test('takes at most a hundredth of the time of a run, but for its first sample', async () => {
  const timed = async (sampler: Sampler, seconds: number): Promise<number> => {
    const began = performance.now();
    await sampler.draw(weights(1), seconds);
    return (performance.now() - began) / 1000;
  };
  await timed(samplerOf(), 0);
  // Asked so often that to draw each time would take a twentieth.
  const interval = 20 * (await timed(samplerOf(), 0));
  const asked = 40;
  const sampler = samplerOf();
  const first = await timed(sampler, 0);
  let spent = first;
  for (let time = 1; time <= asked; time++) spent += await timed(sampler, time * interval);
  // What is measured here takes a little longer than what is measured inside.
  expect(spent).toBeLessThan(0.01 * asked * interval + first + 0.05);
});
