/** Laws of the settings that the process is told: a change shows at once, and one that is taken back leaves nothing. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import type { RequestOf } from '@house-style/protocol/inference-messages';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

const operators = path.resolve(import.meta.dirname, '../node_modules/rxjs/src/internal/operators');
const names = ['bufferCount', 'bufferTime', 'concatMap', 'debounce', 'delayWhen', 'distinct'];

async function workspaceOfOperators(): Promise<{ known: KnownWorkspace; text: string }> {
  const read = (name: string): Promise<string> => readFile(path.join(operators, `${name}.ts`), 'utf8');
  const files = await Promise.all(
    names.map(async (name, index) => ({ path: `${name}.ts`, text: await read(name), heldOut: index === 1 })),
  );
  return { known: await knownWorkspace(files, { adapt: false }), text: await read('every') };
}

/** What is offered at several places, by everything that was learned of the workspace. */
async function offeredAlong(known: KnownWorkspace, text: string, more: Partial<RequestOf<'complete'>> = {}) {
  const outcomes = [];
  // Imports have strings.
  for (let offset = 0; offset < text.length; offset += 83) {
    outcomes.push(await known.offered({ path: 'every.ts', text: text.slice(0, offset) }, offset, more));
  }
  return outcomes;
}

const preferences = { acceptance: 0.6, multiLine: true };

test.each([
  ['completion.multiLine', preferences, { ...preferences, multiLine: false }],
  ['completion.acceptance', preferences, { ...preferences, acceptance: 0.95 }],
  ['completion.inComments', preferences, { ...preferences, inComments: 'off' }],
  ['completion.inStrings', preferences, { ...preferences, inStrings: 'off' }],
  ['completion.frequency', { ...preferences, frequency: 'balanced' }, { ...preferences, frequency: 'eager' }],
] as const)('%s shows at the next suggestion, and leaves nothing', async (_, first, second) => {
  const { known, text } = await workspaceOfOperators();
  const before = await offeredAlong(known, text, { trigger: 'automatic', preferences: first });
  expect(await offeredAlong(known, text, { trigger: 'automatic', preferences: second })).not.toEqual(before);
  expect(await offeredAlong(known, text, { trigger: 'automatic', preferences: first })).toEqual(before);
});

// With `adapt` nothing is learned here: what was, is another matter (`withdrawn-text.test.ts`).
test.each([
  ['completion.adapt', { adapt: false }, { adapt: true }],
  ['pretrained', { pretrained: { modelPath: pretrainedModelPath, adapt: false } }, {}],
] as const)('%s leaves nothing where it is toggled twice', { timeout: 120_000 }, async (name, second, first) => {
  const { known, text } = await workspaceOfOperators();
  const before = await offeredAlong(known, text);
  await known.know({ adapt: false, ...second });
  if (name === 'pretrained') expect(await offeredAlong(known, text)).not.toEqual(before);
  await known.know({ ...first, adapt: false });
  expect(await offeredAlong(known, text)).toEqual(before);
});
