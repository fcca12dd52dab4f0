import * as l10n from '@vscode/l10n';
import type { FailureCode } from '@house-style/protocol/failure';
import type { TrainingEvent } from '@house-style/protocol/training-events';

export type TrainingState =
  | { readonly kind: 'idle' }
  /** Reading the files and choosing a network. */
  | { readonly kind: 'preparing'; readonly files?: number }
  | {
      readonly kind: 'running';
      /** 0 to 1. */
      readonly fraction: number;
      readonly secondsLeft: number;
      /** Part of the characters of held-out files that the best weights so far hold for the likeliest, 0 to 1. */
      readonly predicted?: number | undefined;
      /** Whether suggestions are better with it, once that is known. */
      readonly better?: boolean;
    }
  /** Asked to stop; the checkpoint is being written. */
  | { readonly kind: 'stopping'; readonly fraction: number; readonly modelPath?: string }
  | Outcome;

/** How a training ended. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly modelPath: string;
      /** As while it was trained. */
      readonly predicted?: number | undefined;
      readonly better?: boolean;
    }
  /** Stopped on request; the next training goes on from here if there is a checkpoint. */
  | {
      readonly kind: 'stopped';
      /** The model that it left, where that is better than the one before. */
      readonly modelPath?: string;
    }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };

/** Whether a training process is at work. */
export function isActive(state: TrainingState): boolean {
  return state.kind === 'preparing' || state.kind === 'running' || state.kind === 'stopping';
}

/** The state after one more event of the training process. */
export function advance(state: TrainingState, event: TrainingEvent): TrainingState {
  switch (event.event) {
    case 'corpus':
      return state.kind === 'preparing' ? { kind: 'preparing', files: event.files } : state;
    case 'step':
    case 'validation': {
      if (state.kind === 'stopping') return { ...state, fraction: event.fraction };
      const before = state.kind === 'running' ? state : undefined;
      const progress = {
        ...before,
        kind: 'running',
        fraction: event.fraction,
        secondsLeft: event.secondsLeft,
      } as const;
      return event.event === 'validation' && event.best && event.predicted !== undefined
        ? { ...progress, predicted: event.predicted }
        : progress;
    }
    case 'done':
      return {
        kind: 'done',
        modelPath: event.model,
        ...(state.kind === 'running' && state.predicted !== undefined && { predicted: state.predicted }),
        ...(state.kind === 'running' && state.better !== undefined && { better: state.better }),
      };
    case 'error':
      return event.code === 'interrupted'
        ? stoppedAfter(state)
        : { kind: 'failed', code: event.code, message: event.message };
    case 'kept': {
      const fraction = 'fraction' in state ? state.fraction : 0;
      return { kind: 'stopping', fraction, ...(event.better && { modelPath: event.model }) };
    }
    case 'compared':
      return state.kind === 'running' ? { ...state, better: event.better } : state;
    case 'plan':
    case 'sample':
    case 'checkpoint':
    case 'notice':
      return state;
  }
}

function stoppedAfter(state: TrainingState): Outcome {
  const { modelPath } = state.kind === 'stopping' ? state : {};
  return { kind: 'stopped', ...(modelPath !== undefined && { modelPath }) };
}

/** How a training whose process is gone ended, where its last event did not say so itself. */
export function ended(state: TrainingState, lastWords: string): Outcome {
  switch (state.kind) {
    case 'done':
    case 'stopped':
    case 'failed':
      return state;
    case 'stopping':
      return stoppedAfter(state);
    case 'idle':
    case 'preparing':
    case 'running':
      return {
        kind: 'failed',
        code: 'internal',
        message: lastWords === '' ? l10n.t('The training process ended unexpectedly.') : lastWords,
      };
  }
}
