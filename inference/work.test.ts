import { expect, test } from 'vitest';
import { Work } from './work';

const unexpected = (error: unknown): void => {
  throw error;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the newest completion goes first, generation when none is left, idle work last', async () => {
  const work = new Work(unexpected);
  const order: string[] = [];
  const job = (name: string) => async (): Promise<void> => {
    await turn();
    order.push(name);
  };
  work.complete(job('first'));
  work.complete(job('older'));
  work.complete(job('newer'));
  work.whenIdle(() => {
    order.push('idle');
    return Promise.resolve(false);
  });
  await work.afterCompletions();
  order.push('generation');
  await turn();
  expect(order).toEqual(['first', 'newer', 'older', 'idle', 'generation']);
});

test('idle work goes on step by step, stands back for a completion, and ends where it is stopped', async () => {
  const work = new Work(unexpected);
  const order: string[] = [];
  let steps = 0;
  work.whenIdle(async () => {
    order.push('step');
    if (++steps === 2) {
      work.complete(async () => {
        await turn();
        order.push('completion');
      });
    }
    if (steps === 4) work.stopIdling();
    await turn();
    return true;
  });
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(order).toEqual(['step', 'step', 'completion', 'step', 'step']);
});

test('a step of idle work that is under way hears of a completion, and the next one starts afresh', async () => {
  const work = new Work(unexpected);
  const interrupted: boolean[] = [];
  work.whenIdle(async (signal) => {
    if (interrupted.length === 0) work.complete(turn);
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
  const work = new Work((error) => errors.push(error));
  const job = (name: string) => (): Promise<boolean> => {
    done.push(name);
    return Promise.resolve(false);
  };
  work.complete(job('first'));
  work.complete(broken);
  await work.afterCompletions();
  work.complete(job('after'));
  await work.afterCompletions();
  work.whenIdle(broken);
  await turn();
  work.whenIdle(job('idle'));
  await turn();
  expect(done).toEqual(['first', 'after', 'idle']);
  expect(errors.map(String)).toEqual(['Error: broken', 'Error: broken']);
});
