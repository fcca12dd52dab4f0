import { trainRequest } from '@house-style/protocol/settings';
import { expect, it } from 'vitest';
import { trainingRequest } from './request';

const settings = { minutes: 3, pretrained: false, device: 'cpu', exclude: ['**/out', '--out=/etc/passwd'] } as const;

it('trains with the settings', () => {
  const request = trainingRequest('/code', '/m.onnx', settings, false);
  expect(request).toEqual({ folder: '/code', out: '/m.onnx', ...settings });
  expect(trainRequest.parse(request)).toEqual(request);
});

it('leaves a run that goes on the time budget and the device that it had', () => {
  const request = trainingRequest('/code', '/m.onnx', settings, true);
  expect(request).toEqual({ folder: '/code', out: '/m.onnx', exclude: settings.exclude, resume: true });
  expect(trainRequest.parse(request)).toEqual(request);
});
