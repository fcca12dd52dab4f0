import { expect, test } from 'vitest';
import { Scheduler } from './scheduler';

const unexpected = (error: unknown): void => {
  throw error;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the newest completion goes first, generation when none is left, idle work last', async () => {
  const scheduler = new Scheduler(unexpected);
  const order: string[] = [];
  const job = (name: string) => async (): Promise<void> => {
    await turn();
    order.push(name);
  };
  scheduler.complete(job('first'));
  scheduler.complete(job('older'));
  scheduler.complete(job('newer'));
  scheduler.whenIdle(() => {
    order.push('idle');
    return Promise.resolve(false);
  });
  await scheduler.afterCompletions();
  order.push('generation');
  await turn();
  expect(order).toEqual(['first', 'newer', 'older', 'idle', 'generation']);
});

test('idle work goes on step by step, stands back for a completion, and ends where it is stopped', async () => {
  const scheduler = new Scheduler(unexpected);
  const order: string[] = [];
  let steps = 0;
  scheduler.whenIdle(async () => {
    order.push('step');
    if (++steps === 2) {
      scheduler.complete(async () => {
        await turn();
        order.push('completion');
      });
    }
    if (steps === 4) scheduler.stopIdling();
    await turn();
    return true;
  });
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(order).toEqual(['step', 'step', 'completion', 'step', 'step']);
});

test('a step of idle work that is under way hears of a completion, and the next one starts afresh', async () => {
  const scheduler = new Scheduler(unexpected);
  const interrupted: boolean[] = [];
  scheduler.whenIdle(async (signal) => {
    if (interrupted.length === 0) scheduler.complete(turn);
    await turn();
    interrupted.push(signal.aborted);
    return interrupted.length < 3;
  });
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(interrupted).toEqual([true, false, false]);
});

test.each([
  [
    'at once',
    (): Promise<never> => {
      throw new Error('broken');
    },
  ],
  ['later', (): Promise<never> => Promise.reject(new Error('broken'))],
])('a completion or a step that throws %s is told and keeps nothing else from being done', async (_name, broken) => {
  const errors: unknown[] = [];
  const done: string[] = [];
  const scheduler = new Scheduler((error) => errors.push(error));
  const job = (name: string) => (): Promise<boolean> => {
    done.push(name);
    return Promise.resolve(false);
  };
  scheduler.complete(job('first'));
  scheduler.complete(broken);
  await scheduler.afterCompletions();
  scheduler.complete(job('after'));
  await scheduler.afterCompletions();
  scheduler.whenIdle(broken);
  await turn();
  scheduler.whenIdle(job('idle'));
  await turn();
  expect(done).toEqual(['first', 'after', 'idle']);
  expect(errors.map(String)).toEqual(['Error: broken', 'Error: broken']);
});
