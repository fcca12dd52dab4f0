import { expect, it } from 'vitest';
import { trainingArguments } from './arguments';

const settings = { minutes: 3, pretrained: true, device: 'cpu', exclude: [] };

it('trains with the settings', () => {
  expect(trainingArguments('/code', '/m.onnx', { ...settings, exclude: ['**/out', '*.x'] }, false)).toEqual([
    'train',
    '/code',
    '--out',
    '/m.onnx',
    '--json',
    '--minutes',
    '3',
    '--device',
    'cpu',
    '--exclude=**/out',
    '--exclude=*.x',
  ]);
});

it('leaves a run that goes on the time budget and the device that it had', () => {
  expect(trainingArguments('/code', '/m.onnx', settings, true)).toEqual([
    'train',
    '/code',
    '--out',
    '/m.onnx',
    '--json',
    '--resume',
  ]);
});

it('starts from nothing where that is set', () => {
  expect(trainingArguments('/code', '/m.onnx', { ...settings, pretrained: false }, false)).toContain('--no-pretrained');
});
