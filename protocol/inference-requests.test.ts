import { expect, test } from 'vitest';
import type { Request } from './inference-messages';
import { asRequest } from './inference-requests';

const complete = { kind: 'complete', id: 1, document: 'a', version: 1, offset: 5, trigger: 'automatic' } as const;
const requests: readonly Request[] = [
  { kind: 'load', id: 1, modelPath: '/model.onnx', device: 'auto', adapt: true },
  { kind: 'workspace', corpusPath: '/c', tablesPath: '/t', pretrained: { modelPath: '/p', adapt: false } },
  { kind: 'open', document: 'a', version: 1, path: '', text: 'x'.repeat(1_000_000) },
  { kind: 'edit', document: 'a', version: 2, edits: [{ offset: 0, deleted: 1, inserted: 'y' }] },
  { kind: 'close', document: 'a' },
  complete,
  { ...complete, offset: -1, preferences: { acceptance: 0.5, multiLine: false } },
  { ...complete, preferences: { acceptance: 0.5, multiLine: false, frequency: 'quiet' } },
  { kind: 'generate', id: 2, path: 'a.ts', prompt: '', faithful: 0, seed: 1, maximumCharacters: 10 },
  { kind: 'plan', id: 4, path: 'src/par' },
  { kind: 'reset' },
  { kind: 'where', id: 3, suggested: { text: 'x', before: '', place: { path: '', line: 1, column: 1 } } },
  { kind: 'cancel', id: 1 },
];

test.each(requests.map((request) => [request.kind, request] as const))(
  '%s is read as it was sent',
  (_kind, request) => {
    expect(asRequest(request)).toBe(request);
  },
);

test.each([
  ['nothing', undefined],
  ['a text', 'complete'],
  ['a kind that is none', { kind: 'toString' }],
  ['a path from nowhere', { kind: 'workspace', corpusPath: '/c', tablesPath: 't' }],
  ['a kind that is no text', { kind: ['close'], document: 'a' }],
  ['a completion in no document', { ...complete, document: undefined }],
  ['a completion at half a place', { ...complete, offset: 0.5 }],
  ['an acceptance of nothing', { ...complete, preferences: { acceptance: NaN, multiLine: true } }],
  ['a frequency that is none', { ...complete, preferences: { acceptance: 0.5, multiLine: true, frequency: '' } }],
  ['a text of bytes', { kind: 'open', document: 'a', version: 1, path: '', text: new Uint8Array(3) }],
  ['edits that are none', { kind: 'edit', document: 'a', version: 2, edits: [null] }],
  [
    'a file without an end',
    { kind: 'generate', id: 2, path: '', prompt: '', faithful: 0, seed: 1, maximumCharacters: Infinity },
  ],
])('%s is no request', (_name, message) => {
  expect(asRequest(message)).toBeUndefined();
});
