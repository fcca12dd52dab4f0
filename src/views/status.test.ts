import { describe, expect, it } from 'vitest';
import { Failure } from '@house-style/protocol/failure';
import { statusOf, type Situation } from './status';

const model = {
  path: '/m.onnx',
  parameters: 1,
  vocabulary: 100,
  bitsPerCharacter: 1.234,
  files: 233,
  corpus: '',
  trainedAt: '2026-11-24T12:00:00',
};
const ready: Situation = {
  trusted: true,
  suggestions: true,
  snooze: undefined,
  language: undefined,
  folder: undefined,
  inference: { kind: 'ready' },
  knowledge: { source: 'blend', learned: 1 },
  model: { kind: 'loaded', model },
  training: { kind: 'idle' },
  now: new Date('2026-11-27T12:00:00'),
  locale: 'en-GB',
};
const said = (change: Partial<Situation>): string => {
  const { text, tooltip } = statusOf({ ...ready, ...change });
  return `${text.replace(/\$\([\w~-]+\) /, '')} | ${tooltip}`;
};

describe('the status bar says', () => {
  it('what suggests where nothing was trained yet', () => {
    const model = { kind: 'none' } as const;
    expect(said({ model, knowledge: { source: 'nothing', learned: 0 } })).toMatch(
      /^House Style: nothing learned yet \| .*Train/,
    );
    expect(said({ model, knowledge: { source: 'index', learned: 0.43 } })).toMatch(
      /^House Style: learning your code… 43 % \| .*from an index of the code/,
    );
    expect(said({ model, knowledge: { source: 'contexts', learned: 1 } })).toMatch(
      /^House Style: ready \(not trained yet\) \| .*Train/,
    );
  });

  it('how much of the code is learned, until it is', () => {
    expect(said({ knowledge: { source: 'network', learned: 0.451 } })).toContain('Learning the code: 45 %');
    expect(said({ knowledge: { source: 'blend', learned: 1 } })).not.toContain('Learning');
  });

  it('that a stopped training can go on', () => {
    expect(said({ model: { kind: 'none' }, training: { kind: 'stopped' } })).toContain('can go on');
  });

  it('how far a training is, whatever else is', () => {
    const training = { kind: 'running', fraction: 0.435, secondsLeft: 60 } as const;
    for (const suggestions of [true, false]) {
      expect(said({ training, suggestions })).toMatch(/^House Style: training 43 % \| .*1 min left/);
    }
  });

  it('ready, with what it was trained on, when, and how good the model is', () => {
    expect(said({})).toMatch(/^House Style \| .*ready \(trained on 233 files, Tuesday\).*1\.23 bits per character/);
    const measured = { ...model, predicted: 0.819 };
    expect(said({ model: { kind: 'loaded', model: measured } })).toMatch(/Predicts 81 % of the characters/);
    expect(said({ locale: 'de' })).toContain('Dienstag');
  });

  it('off, whether there is a model or not', () => {
    expect(said({ suggestions: false, model: { kind: 'none' } })).toMatch(/^House Style: off \|/);
    expect(said({ suggestions: false, knowledge: { source: 'index', learned: 0.2 } })).toMatch(/^House Style: off \|/);
    expect(said({ suggestions: false })).toMatch(/^House Style: off \|/);
    expect(said({ language: { id: 'markdown', on: false } })).toMatch(/^House Style: off \| .*markdown/);
    expect(said({ folder: { name: 'server', on: false } })).toMatch(/^House Style: off \| .*in the folder server/);
    expect(said({ folder: { name: 'server', on: true } })).toMatch(/^House Style \| .*ready/);
  });

  it('snoozed, and until when', () => {
    const snooze = { until: new Date('2026-11-27T14:05:00') };
    expect(said({ snooze })).toBe('House Style: snoozed | House Style: suggestions are snoozed until 14:05');
    expect(said({ snooze: { until: 'restart' } })).toContain('until the editor restarts');
    expect(said({ snooze, suggestions: false })).toMatch(/^House Style: off \|/);
  });

  it('why something failed', () => {
    const failure = new Failure('model-damaged', 'The model file is damaged.');
    expect(said({ model: { kind: 'failed', path: '/m.onnx', failure } })).toContain('The model file is damaged.');
    const failed = { kind: 'failed', code: 'disk-full', message: 'The disk is full.' } as const;
    expect(statusOf({ ...ready, training: failed })).toMatchObject({ severity: 'warning' });
    expect(said({ training: failed })).toContain('The disk is full.');
  });

  it('that the inference process keeps ending, but not that it ended once', () => {
    const restarting = (crashes: number) => ({ kind: 'restarting', crashes, reason: 'signal SIGKILL' }) as const;
    expect(said({ inference: restarting(1) })).toContain('ready');
    expect(said({ inference: restarting(3) })).toContain('signal SIGKILL');
  });

  it('nothing of models in a workspace that is not trusted', () => {
    expect(said({ trusted: false })).toContain('until this workspace is trusted');
  });
});
