import { Command } from 'commander';
import { describe, expect, it, test } from 'vitest';
import { allDefinitions, defaultsWith, flagOf } from '../options/definitions';
import { type TrainingOptions, trainingOptions } from '../options/options';
import { addTrainingOptions, givenOptions } from './training-flags';

function given(...flags: string[]): Partial<TrainingOptions> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addTrainingOptions(command);
  return givenOptions(command.parse(flags, { from: 'user' }).opts());
}

describe('a training option', () => {
  const values: Readonly<Record<string, unknown>> = { ...defaultsWith('adamw', false), epochs: 3, lowerCase: true };
  test.each(allDefinitions.map(([name]) => [flagOf(name), name] as const))('%s can be given', (flag, name) => {
    const value = values[name];
    expect(given(flag, ...(value === true ? [] : [String(value)]))).toEqual({ [name]: value });
  });

  it('says nothing where it was not given', () => {
    expect(given()).toEqual({});
  });

  it('has a default within its own range, whatever the optimiser and the network', () => {
    for (const optimiser of ['adamw', 'rmsprop', 'sgd'] as const) {
      for (const cell of ['lstm', 'sum'] as const) {
        expect(trainingOptions({ optimiser, cell })).toMatchObject({
          ...defaultsWith(optimiser, cell === 'sum'),
          ...{ optimiser, cell },
        });
      }
    }
  });
});

describe('what is read is checked', () => {
  it('for numbers, choices and what does not go together', () => {
    expect(() => given('--hidden', 'many')).toThrow("option '--hidden <units>' argument 'many' is invalid");
    expect(() => given('--schedule', 'lunar')).toThrow('Allowed choices are cosine, one-cycle, step, constant');
    expect(() => given('--minutes', '1', '--epochs', '1')).toThrow('cannot be used with');
  });
});

describe('--layers', () => {
  it.each([
    [
      ['--layers', '2'],
      [512, 512],
    ],
    [
      ['--layers', '3', '--hidden', '64'],
      [64, 64, 64],
    ],
    [
      ['--layers', '2', '--hidden', '64,32'],
      [64, 32],
    ],
  ])('%j', (flags, hidden) => {
    expect(given(...flags)).toEqual({ hidden });
  });

  it('refuses to contradict several widths', () => {
    expect(() => given('--layers', '3', '--hidden', '64,32')).toThrow('--layers 3 does not go with the 2 widths');
  });
});
