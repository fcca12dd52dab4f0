import { expect, test } from 'vitest';
import { Work } from './work';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the newest completion goes first, generation when none is left, idle work last', async () => {
  const work = new Work();
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
  const work = new Work();
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
  const work = new Work();
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
