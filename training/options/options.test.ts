import { describe, expect, test } from 'vitest';
import { Failure } from '@house-style/protocol/failure';
import { corpusOptionsIn, networkOf, trainingOptions } from './options';

describe('training options', () => {
  test('fill in what was not given', () => {
    const options = trainingOptions({ hidden: [100, 50], epochs: 3 });
    expect(options).toMatchObject({ hidden: [100, 50], epochs: 3, minutes: null, seed: 1, optimiser: 'adamw' });
    expect(trainingOptions({}).epochs).toBeNull();
    expect(trainingOptions({}).minutes).toBeGreaterThan(0);
  });

  test.each([
    [{ hidden: [-5] }, /--hidden cannot be -5/],
    [{ hidden: [] }, /--hidden/],
    [{ hidden: [1, 1, 1, 1, 1] }, /--hidden/],
    [{ dropout: 1 }, /--dropout cannot be 1/],
    [{ learningRate: -1 }, /--learning-rate cannot be -1/],
    [{ learningRate: Infinity }, /--learning-rate/],
    [{ batch: 0 }, /--batch cannot be 0/],
    [{ batch: 1e9 }, /--batch cannot be 1000000000/],
    [{ window: 1 }, /--window/],
    [{ epochs: 0 }, /--epochs cannot be 0/],
    [{ minutes: -1 }, /--minutes cannot be -1/],
    [{ seed: 1.5 }, /--seed cannot be 1.5/],
    [{ epochs: 1, minutes: 1 }, /not both/],
    [{ cell: 'sum' as const, input: 'one-hot' as const }, /leave out --input/],
    [{ cell: 'concatenation' as const, hidden: [8, 8] }, /one hidden layer, not 2/],
    [{ cell: 'sum' as const, hidden: [8], dropout: 0.1 }, /leave out --dropout/],
  ])('refuse %j with a sentence that names the option', (given, sentence) => {
    expect(() => trainingOptions(given)).toThrow(sentence);
    expect(() => trainingOptions(given)).toThrow(Failure);
  });

  test('allow a network that sees all what one of a fixed context cannot have', () => {
    const several = { cell: 'lstm' as const, input: 'one-hot' as const, hidden: [8, 8], dropout: 0.1 };
    expect(trainingOptions(several)).toMatchObject(several);
    expect(trainingOptions({ cell: 'sum', hidden: [8] })).toMatchObject({ cell: 'sum', dropout: 0 });
  });

  test('of the corpus are read back from a model, where it has them', () => {
    const { hidden, ...options } = trainingOptions({ split: 'tail', lowerCase: true });
    expect(corpusOptionsIn({ ...options, hidden: hidden.join() })).toEqual({ split: 'tail', lowerCase: true });
    expect(corpusOptionsIn({ seed: 1 })).toEqual({ split: 'files', lowerCase: false });
  });

  test('give the network its shape', () => {
    expect(networkOf(trainingOptions({ input: 'one-hot', embedding: 9 }), 99)).toMatchObject({
      vocabulary: 99,
      embedding: 0,
    });
  });
});
