import { describe, expect, it } from 'vitest';
import type { TrainingEventOf } from '@house-style/protocol/training-events';
import { advance, ended, isActive, type TrainingState } from './training-state';

const preparing: TrainingState = { kind: 'preparing' };
const progress = { step: 10, fraction: 0.25, epoch: 1, secondsLeft: 90 };
const step: TrainingEventOf<'step'> = {
  event: 'step',
  ...progress,
  bitsPerCharacter: 2.5,
  charactersPerSecond: 1000,
  learningRate: 0.001,
};
const validation = (predicted: number | undefined, best: boolean): TrainingEventOf<'validation'> => ({
  event: 'validation',
  ...progress,
  bitsPerCharacter: predicted === undefined ? null : 1,
  ...(predicted !== undefined && { predicted }),
  best,
});

describe('a training at work', () => {
  it('tells how far it is after its first step', () => {
    expect(advance(preparing, step)).toEqual({
      kind: 'running',
      fraction: 0.25,
      secondsLeft: 90,
    });
  });

  it('keeps the best held-out figure, not the last', () => {
    const state = [validation(0.7, true), step, validation(0.6, false), step].reduce(advance, preparing);
    expect(state).toMatchObject({ kind: 'running', predicted: 0.7 });
  });

  it('leaves the model that it kept when it was stopped, if that is better', () => {
    const kept = { event: 'kept', model: '/m', bitsPerCharacter: 1, steps: 9, better: true } as const;
    const stopped = { event: 'error', code: 'interrupted', message: '' } as const;
    const running = advance(preparing, step);
    expect([kept, stopped].reduce<TrainingState>(advance, running)).toEqual({ kind: 'stopped', modelPath: '/m' });
    expect(ended(advance(running, kept), '')).toEqual({ kind: 'stopped', modelPath: '/m' });
    expect([{ ...kept, better: false }, stopped].reduce<TrainingState>(advance, running)).toEqual({ kind: 'stopped' });
  });

  it('has no held-out figure where nothing is held out', () => {
    expect(advance(preparing, validation(undefined, true))).not.toHaveProperty('predicted');
  });

  it('stays stopping until its process is gone, however many steps it still tells', () => {
    expect(advance({ kind: 'stopping', fraction: 0.2 }, step)).toEqual({ kind: 'stopping', fraction: 0.25 });
  });
});

describe('the end', () => {
  it('is a stop and no failure where it was asked for', () => {
    expect(advance(preparing, { event: 'error', code: 'interrupted', message: 'Stopped.' })).toEqual({
      kind: 'stopped',
    });
  });

  it('keeps code and sentence of an error', () => {
    const error = { event: 'error', code: 'disk-full', message: 'The disk is full.' } as const;
    expect(advance(preparing, error)).toEqual({ kind: 'failed', code: 'disk-full', message: 'The disk is full.' });
  });

  it('without a word is a failure with the process’s last words', () => {
    expect(ended(preparing, 'Killed')).toEqual({ kind: 'failed', code: 'internal', message: 'Killed' });
    expect(ended(preparing, '')).toHaveProperty('message', 'The training process ended unexpectedly.');
  });

  it('without a word after a request to stop is a stop', () => {
    expect(ended({ kind: 'stopping', fraction: 0.5 }, 'Killed')).toEqual({ kind: 'stopped' });
  });

  it('is the only thing that is not active', () => {
    const states: TrainingState[] = [preparing, advance(preparing, step), { kind: 'stopping', fraction: 0 }];
    expect(states.map(isActive)).toEqual([true, true, true]);
    expect(states.map((state) => isActive(ended(state, '')))).toEqual([false, false, false]);
  });
});
