import * as l10n from '@vscode/l10n';
import type { Knowledge, LoadedModel } from '@house-style/protocol/inference-messages';
import type { SnoozeState } from '../completion/snooze';
import type { ModelState } from '../inference/current-model';
import type { InferenceState } from '../inference/client';
import { percent, progressText } from '../training/progress-text';
import type { TrainingState } from '../training/training-state';
import { dayText } from './day-text';
import { plainText } from './plain-text';

/** All that the status bar speaks of. */
export interface Situation {
  readonly trusted: boolean;
  /** Whether suggestions are switched on in this workspace. */
  readonly suggestions: boolean;
  readonly snooze: SnoozeState;
  /** Of the active editor, and whether suggestions are on for it; undefined where no suggestions could be. */
  readonly language: { readonly id: string; readonly on: boolean } | undefined;
  /** That the active editor's file lies in, where the workspace has several. */
  readonly folder: { readonly name: string; readonly on: boolean } | undefined;
  readonly inference: InferenceState;
  /** What suggestions come from. */
  readonly knowledge: Knowledge;
  readonly model: ModelState;
  readonly training: TrainingState;
  readonly now: Date;
  /** Of the editor, as `de`. */
  readonly locale: string;
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
  const { trusted, inference, knowledge, model, training } = situation;
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
  if (model.kind === 'failed') {
    return status('$(warning) House Style', l10n.t('failed: {0}', model.failure.message), 'warning');
  }
  const off = offText(situation);
  if (off !== undefined) return status(`$(eye-closed) House Style: ${l10n.t('off')}`, off);
  if (situation.snooze !== undefined) {
    return status(`$(bell-slash) House Style: ${l10n.t('snoozed')}`, snoozeText(situation.snooze, situation.locale));
  }
  switch (model.kind) {
    case 'loading':
      return status('$(loading~spin) House Style', l10n.t('loading the model'));
    case 'none':
      return untrained(situation, status);
    case 'loaded': {
      const parts = [readyText(model.model, situation), ...quality(model.model), ...learning(knowledge)];
      return status('$(check) House Style', parts.join('. '));
    }
  }
}

/** Why there are no suggestions in the active editor; undefined where there are. */
function offText({ suggestions, language, folder }: Situation): string | undefined {
  if (!suggestions) return l10n.t('suggestions are off');
  if (language?.on === false) return l10n.t('suggestions are off for {0}', language.id);
  return folder?.on === false ? l10n.t('suggestions are off in the folder {0}', folder.name) : undefined;
}

function snoozeText({ until }: NonNullable<SnoozeState>, locale: string): string {
  if (until === 'restart') return l10n.t('suggestions are snoozed until the editor restarts');
  const time = until.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });
  return l10n.t('suggestions are snoozed until {0}', time);
}

/** What is said where no model is: what suggestions come from, and what would make them better. */
function untrained({ knowledge, training }: Situation, status: (text: string, tooltip: string) => Status): Status {
  const { source, learned } = knowledge;
  if (source === 'nothing') {
    return status(
      `$(circle-slash) House Style: ${l10n.t('nothing learned yet')}`,
      l10n.t('nothing learned yet. Train on this workspace to get suggestions'),
    );
  }
  const stopped = training.kind === 'stopped' ? [l10n.t('A training was stopped and can go on from there')] : [];
  if (learned < 1 && (source === 'index' || learned > 0)) {
    const text = l10n.t('learning your code… {0}', percent(learned));
    const sources =
      source === 'index'
        ? l10n.t('Suggestions come from an index of the code meanwhile')
        : l10n.t('Suggestions come from the network that House Style brings along meanwhile');
    return status(`$(loading~spin) House Style: ${text}`, [text, sources, ...stopped].join('. '));
  }
  const ready = l10n.t('ready (not trained yet)');
  const better =
    source === 'network'
      ? l10n.t('Suggestions come from the network that House Style brings along')
      : l10n.t('Suggestions come from what was seen in the code. Train on this workspace to get better ones');
  return status(`$(check) House Style: ${ready}`, [ready, better, ...stopped].join('. '));
}

/** `ready (trained on 233 files, Tuesday)` */
function readyText({ files, trainedAt }: LoadedModel, { now, locale }: Situation): string {
  const when = dayText(new Date(trainedAt), now, locale);
  return when === undefined
    ? l10n.t('ready (trained on {0} files)', files)
    : l10n.t('ready (trained on {0} files, {1})', files, when);
}

function quality({ bitsPerCharacter: bits, predicted }: LoadedModel): string[] {
  if (predicted !== undefined) return [l10n.t('Predicts {0} of the characters of unseen files', percent(predicted))];
  return bits === null ? [] : [l10n.t('Needs {0} bits per character of unseen files', bits.toFixed(2))];
}

function learning({ learned }: Knowledge): string[] {
  return learned > 0 && learned < 1 ? [l10n.t('Learning the code: {0}', percent(learned))] : [];
}
