import { describe, expect, it } from 'vitest';
import { Failure } from '@house-style/protocol/failure';
import { statusOf, type Situation } from './status';

const model = { path: '/m.onnx', parameters: 1, vocabulary: 100, bitsPerCharacter: 1.234, trainedAt: '' };
const ready: Situation = {
  trusted: true,
  suggestions: true,
  language: undefined,
  inference: { kind: 'ready' },
  knowledge: { source: 'blend', learned: 1 },
  model: { kind: 'loaded', model },
  training: { kind: 'idle' },
};
const said = (change: Partial<Situation>): string => {
  const { text, tooltip } = statusOf({ ...ready, ...change });
  return `${text.replace(/\$\([\w~-]+\) /, '')} | ${tooltip}`;
};

describe('the status bar says', () => {
  it('that there is no model, and what suggests then', () => {
    const model = { kind: 'none' } as const;
    expect(said({ model, knowledge: { source: 'nothing', learned: 0 } })).toMatch(
      /^House Style: no model \| .*no model yet.*Train/,
    );
    expect(said({ model, knowledge: { source: 'index', learned: 0 } })).toContain('from an index of the code');
    expect(said({ model, knowledge: { source: 'contexts', learned: 1 } })).toContain('Train');
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

  it('ready, with how good the model is', () => {
    expect(said({})).toMatch(/^House Style \| .*ready.*1\.23 bits per character/);
  });

  it('off', () => {
    expect(said({ suggestions: false })).toMatch(/^House Style: off \|/);
    expect(said({ language: { id: 'markdown', on: false } })).toMatch(/^House Style: off \| .*markdown/);
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
