import { trainRequest } from '@house-style/protocol/settings';
import { expect, it } from 'vitest';
import { trainingRequest } from './request';

const settings = { minutes: 3, pretrained: false, device: 'cpu', samples: true } as const;
const folders = [
  { folder: '/code', exclude: ['**/out', '--out=/etc/passwd'], name: 'code' },
  { folder: '/other', exclude: [], name: '--exclude' },
];

it('trains with the settings', () => {
  const request = trainingRequest(folders, '/m.onnx', settings, false);
  expect(request).toEqual({ folders, out: '/m.onnx', ...settings });
  expect(trainRequest.parse(request)).toEqual(request);
});

it('leaves a run that goes on the time budget and the device that it had', () => {
  const request = trainingRequest(folders, '/m.onnx', settings, true);
  expect(request).toEqual({ folders, out: '/m.onnx', samples: true, resume: true });
  expect(trainRequest.parse(request)).toEqual(request);
});

it('is refused by the command line where two folders are called the same, or by what is no name', () => {
  for (const names of [
    ['a', 'a'],
    [undefined, undefined],
    ['a', 'b/c'],
    ['a', ''],
  ]) {
    const named = names.map((name) => ({ folder: '/code', exclude: [], ...(name !== undefined && { name }) }));
    expect(trainRequest.safeParse(trainingRequest(named, '/m.onnx', settings, false)).success).toBe(false);
  }
});
