import * as l10n from '@vscode/l10n';
import type { Knowledge } from '@house-style/protocol/inference-messages';
import type { ModelState } from '../inference/current-model';
import type { InferenceState } from '../inference/client';
import { percent, progressText } from '../training/progress-text';
import type { TrainingState } from '../training/training-state';
import { plainText } from './plain-text';

/** All that the status bar speaks of. */
export interface Situation {
  readonly trusted: boolean;
  /** Whether suggestions are switched on in this workspace. */
  readonly suggestions: boolean;
  /** Of the active editor, and whether suggestions are on for it; undefined where no suggestions could be. */
  readonly language: { readonly id: string; readonly on: boolean } | undefined;
  readonly inference: InferenceState;
  /** What suggestions come from. */
  readonly knowledge: Knowledge;
  readonly model: ModelState;
  readonly training: TrainingState;
}

export interface Status {
  /** With an icon, as the status bar shows it. */
  readonly text: string;
  readonly tooltip: string;
  readonly severity: 'normal' | 'warning';
}

/** A process that ended so often in a row will hardly come back by itself. */
export const crashesToTell = 3;

/** The one state that matters most: trouble first, then a training at work, then what suggestions do. */
export function statusOf(situation: Situation): Status {
  const { trusted, suggestions, language, inference, knowledge, model, training } = situation;
  const status = (text: string, tooltip: string, severity: Status['severity'] = 'normal'): Status => ({
    text,
    tooltip: plainText(`House Style: ${tooltip}`),
    severity,
  });
  if (!trusted) return status('$(shield) House Style', l10n.t('off until this workspace is trusted'));
  switch (training.kind) {
    case 'preparing':
      return status(`$(sync~spin) House Style: ${l10n.t('training')}`, l10n.t('training. {0}', progressText(training)));
    case 'running':
      return status(
        `$(sync~spin) House Style: ${l10n.t('training {0}', percent(training.fraction))}`,
        l10n.t('training. {0}', progressText(training)),
      );
    case 'stopping':
      return status(`$(sync~spin) House Style: ${l10n.t('stopping')}`, progressText(training));
    case 'failed':
      return status('$(warning) House Style', l10n.t('training failed: {0}', training.message), 'warning');
    case 'idle':
    case 'done':
    case 'stopped':
  }
  if (inference.kind === 'restarting' && inference.crashes >= crashesToTell) {
    return status(
      '$(warning) House Style',
      l10n.t('failed: the inference process keeps ending ({0})', inference.reason),
      'warning',
    );
  }
  switch (model.kind) {
    case 'failed':
      return status('$(warning) House Style', l10n.t('failed: {0}', model.failure.message), 'warning');
    case 'loading':
      return status('$(loading~spin) House Style', l10n.t('loading the model'));
    case 'none':
      return training.kind === 'stopped'
        ? status(
            `$(debug-pause) House Style: ${l10n.t('no model')}`,
            l10n.t('no model yet. Training was stopped and can go on from there'),
          )
        : status(
            `$(circle-slash) House Style: ${l10n.t('no model')}`,
            l10n.t('no model yet. {0}', untrained(knowledge)),
          );
    case 'loaded':
  }
  if (!suggestions) return status(`$(eye-closed) House Style: ${l10n.t('off')}`, l10n.t('suggestions are off'));
  if (language?.on === false)
    return status(`$(eye-closed) House Style: ${l10n.t('off')}`, l10n.t('suggestions are off for {0}', language.id));
  const bits = model.model.bitsPerCharacter;
  const quality =
    bits === null
      ? l10n.t('ready')
      : l10n.t('ready. The model needs {0} bits per character on held-out files', bits.toFixed(2));
  return status('$(check) House Style', [quality, ...learning(knowledge)].join('. '));
}

/** What suggestions come from where no model is, and what would make them better. */
function untrained(knowledge: Knowledge): string {
  switch (knowledge.source) {
    case 'nothing':
      return l10n.t('Train on this workspace to get suggestions');
    case 'index':
      return [l10n.t('Suggestions come from an index of the code'), ...learning(knowledge)].join('. ');
    case 'network':
      return l10n.t('Suggestions come from the network that House Style brings along');
    default:
      return l10n.t('Suggestions come from what was seen in the code. Train on this workspace to get better ones');
  }
}

function learning({ learned }: Knowledge): string[] {
  return learned > 0 && learned < 1 ? [l10n.t('Learning the code: {0}', percent(learned))] : [];
}
