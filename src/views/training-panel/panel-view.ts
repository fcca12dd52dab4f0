import * as l10n from '@vscode/l10n';
import { duration, percent, progressText } from '../../training/progress-text';
import type { TrainingCourse, ValidationPoint } from '../../training/training-course';
import { isActive, type TrainingState } from '../../training/training-state';
import type { KeptModels } from '../../training/model-history';
import { dayText } from '../day-text';
import { leftOutText } from './left-out-text';
import type { Action, PanelView, Table } from './view';

/** All that the panel speaks of. */
export interface PanelSituation {
  /** Of the editor, as `de`. */
  readonly locale: string;
  /** What is trained on, in the words of the workspace. */
  readonly folders: readonly string[];
  readonly state: TrainingState;
  readonly course: TrainingCourse;
  /** Whether a stopped training can go on. */
  readonly canContinue: boolean;
  readonly minutes: { readonly value: number; readonly from: number; readonly to: number };
  readonly models: KeptModels;
  readonly now: Date;
  /** Whether samples are drawn, as it is set. */
  readonly samples: boolean;
}

/** What the panel shows of a training, now. */
export function panelView(situation: PanelSituation): PanelView {
  const { locale, folders, state, course, minutes } = situation;
  const active = isActive(state);
  const quality = course.best === undefined ? '' : qualityText(course.best);
  return {
    language: locale,
    title:
      folders.length === 0
        ? l10n.t('Training on this workspace')
        : l10n.t('Training on {0}', new Intl.ListFormat(locale, { type: 'conjunction' }).format(folders)),
    state: stateText(situation),
    announcement: active ? quality : [stateText(situation), quality].join(' '),
    quality,
    progress: active ? ('fraction' in state ? state.fraction : 0) : undefined,
    actions: actions(situation),
    minutes: {
      label: l10n.t('Minutes'),
      ...minutes,
      note: active
        ? l10n.t('Counts from the next training on.')
        : l10n.t('A training ends earlier when it gets no better.'),
    },
    facts: facts(situation),
    notices: course.notices,
    curve: curve(situation),
    samples: samples(situation),
    corpus: corpus(situation),
    models: models(situation),
  };
}

/** `Predicts 81 % of the characters of files that it has never seen.` */
function qualityText({ bits, predicted }: ValidationPoint): string {
  return predicted === undefined
    ? l10n.t('Needs {0} bits per character of files that it has never seen.', bits.toFixed(2))
    : l10n.t('Predicts {0} of the characters of files that it has never seen.', percent(predicted));
}

function stateText(situation: PanelSituation): string {
  const { state, course, canContinue } = situation;
  switch (state.kind) {
    case 'running':
      // How good it is stands above.
      return progressText({ ...state, predicted: undefined });
    case 'preparing':
    case 'stopping':
      return progressText(state);
    case 'done':
      return doneText(course);
    case 'stopped':
      return stoppedText(situation);
    case 'failed':
      return l10n.t('Failed: {0}', state.message);
    case 'idle':
      if (course.done !== undefined) return doneText(course);
      return canContinue ? stoppedText(situation) : l10n.t('Not trained yet.');
  }
}

/** That it is done, and what suggestions have of it. */
function doneText({ compared }: TrainingCourse): string {
  if (compared === undefined) return l10n.t('Done.');
  const { before, after, better } = compared;
  return better
    ? l10n.t(
        'Done. Suggestions expect {0} of the characters of files that they have not seen; before the training it was {1}.',
        percent(after.predicted),
        percent(before.predicted),
      )
    : l10n.t('Done. Suggestions were better without what was learned, so they stay as they were.');
}

/** That it was stopped, what became of what it had learned, and that it can go on. */
function stoppedText({ course: { kept }, canContinue }: PanelSituation): string {
  return [
    l10n.t('Stopped.'),
    ...(kept === undefined ? [] : [keptText(kept.better)]),
    ...(canContinue ? [l10n.t('It can go on from here.')] : []),
  ].join(' ');
}

function keptText(better: boolean): string {
  return better
    ? l10n.t('Suggestions use what it has learned so far.')
    : l10n.t('Suggestions stay with the model from before, which is better.');
}

function actions({ state, canContinue, course }: PanelSituation): Action[] {
  const settings: Action = { label: l10n.t('Settings'), request: { kind: 'settings' } };
  const log: Action = { label: l10n.t('Show Log'), request: { kind: 'log' } };
  if (isActive(state)) {
    return [
      ...(state.kind === 'stopping' ? [] : [{ label: l10n.t('Stop'), request: { kind: 'stop' } } as const]),
      settings,
      log,
    ];
  }
  const before = canContinue || course.done !== undefined;
  return [
    {
      label: canContinue ? l10n.t('Go On') : before ? l10n.t('Train Again') : l10n.t('Start'),
      request: { kind: 'start' },
    },
    ...(canContinue ? [{ label: l10n.t('Start Over'), request: { kind: 'start-over' } } as const] : []),
    settings,
    log,
  ];
}

function facts({ locale, state, course }: PanelSituation): PanelView['facts'] {
  const { plan, latest, best } = course;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return [
    ...(plan ? [{ name: l10n.t('Device'), value: deviceName(plan.device) }] : []),
    ...(latest
      ? [
          {
            name: l10n.t('Speed'),
            value: l10n.t('{0} characters a second', number.format(latest.charactersPerSecond)),
          },
        ]
      : []),
    ...(state.kind === 'running' ? [{ name: l10n.t('Time left'), value: duration(state.secondsLeft) }] : []),
    ...(latest
      ? [{ name: l10n.t('Read so far'), value: l10n.t('{0} times all of the code', latest.epoch.toFixed(1)) }]
      : []),
    ...(best ? [{ name: l10n.t('Bits per character'), value: best.bits.toFixed(2) }] : []),
    ...(plan
      ? [{ name: l10n.t('Network'), value: l10n.t('{0} numbers ({1})', number.format(plan.parameters), plan.network) }]
      : []),
  ];
}

function deviceName(device: string): string {
  return device === 'cpu' ? l10n.t('Processor') : device === 'webgpu' ? 'GPU (WebGPU)' : device.toUpperCase();
}

function curve({ locale, course }: PanelSituation): PanelView['curve'] {
  const { learning, validations } = course;
  const number = new Intl.NumberFormat(locale);
  return {
    title: l10n.t('How well it predicts'),
    explanation: l10n.t(
      'The lower the better. What counts is the curve of the files that it has never seen: where it no longer falls, more training brings nothing.',
    ),
    axes: { steps: l10n.t('Steps'), bits: l10n.t('Bits per character') },
    learning: {
      label: l10n.t('Code that it learns from'),
      steps: learning.map(({ step }) => step),
      bits: learning.map(({ bits }) => bits),
    },
    heldOut: {
      label: l10n.t('Files that it has never seen'),
      steps: validations.map(({ step }) => step),
      bits: validations.map(({ bits }) => bits),
    },
    details: l10n.t('Figures'),
    table: {
      caption: l10n.t('Files that it has never seen'),
      columns: [l10n.t('Step'), l10n.t('Predicted'), l10n.t('Bits per character')],
      rows: validations.map(({ step, predicted, bits }) => ({
        cells: [number.format(step), predicted === undefined ? '–' : percent(predicted), bits.toFixed(3)],
      })),
    },
  };
}

function samples({ locale, course, samples: on, state }: PanelSituation): PanelView['samples'] {
  const number = new Intl.NumberFormat(locale);
  const explanation = on
    ? l10n.t('Drawn by the network from nothing but its own memory, each time that it is tried on unseen files.')
    : l10n.t('Samples are switched off in the settings.');
  return {
    title: l10n.t('What it writes'),
    explanation:
      on && course.samples.length === 0 && isActive(state) ? l10n.t('The first sample comes soon.') : explanation,
    slider: l10n.t('Sample'),
    entries: course.samples.map(({ step, text }) => {
      const validation = course.validations.find((point) => point.step === step);
      const at = l10n.t('After {0} steps', number.format(step));
      return {
        title: validation?.predicted === undefined ? at : `${at} · ${percent(validation.predicted)}`,
        text,
      };
    }),
  };
}

function corpus({ locale, course }: PanelSituation): PanelView['corpus'] {
  const { corpus } = course;
  const number = new Intl.NumberFormat(locale);
  const columns = [l10n.t('Files named'), l10n.t('Files'), l10n.t('Characters')];
  const kinds: Table = {
    caption: l10n.t('All files by the ending of their names'),
    columns,
    rows: (corpus?.kinds ?? []).map(({ ending, files, characters }) => ({
      cells: [ending === '' ? l10n.t('without ending') : `*${ending}`, number.format(files), number.format(characters)],
    })),
  };
  return {
    title: l10n.t('What it reads'),
    summary: corpus === undefined ? '' : corpusText(corpus, number),
    kinds,
    leftOutTitle: l10n.t('Left out'),
    leftOut: Object.entries(corpus?.leftOut ?? {})
      .filter(([, count]) => count > 0)
      .map(([rule, count]) => ({
        label: leftOutText(rule, number.format(count)),
        request: { kind: 'left-out', rule },
      })),
  };
}

function corpusText(corpus: NonNullable<TrainingCourse['corpus']>, number: Intl.NumberFormat): string {
  const { files, characters, heldOutFiles, secretsMasked } = corpus;
  return [
    l10n.t('It learns from {0} files with {1} characters.', number.format(files), number.format(characters)),
    l10n.t('It never sees {0} more files: on those it is measured.', number.format(heldOutFiles)),
    ...(secretsMasked > 0
      ? [l10n.t('{0} secrets within files were taken out before.', number.format(secretsMasked))]
      : []),
  ].join(' ');
}

/** The models that are kept, each beside the one in use. */
function models({ locale, models: { current, models }, now, state }: PanelSituation): PanelView['models'] {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const inUse = models.find(({ id }) => id === current);
  return {
    title: l10n.t('Models of this workspace'),
    explanation: l10n.t('The last three are kept, so that you can go back.'),
    table: {
      caption: l10n.t('Newest first'),
      columns: [
        l10n.t('Trained'),
        l10n.t('Files'),
        l10n.t('Predicted'),
        l10n.t('Against the one in use'),
        l10n.t('Bits per character'),
        l10n.t('Size'),
        l10n.t('Use'),
      ],
      rows: models.map(({ id, trainedAt, files, predicted, bits, bytes, stopped }) => {
        const date = new Date(trainedAt);
        const when = `${dayText(date, now, locale) ?? ''} ${time.format(date)}`;
        return {
          cells: [
            stopped ? l10n.t('{0}, stopped early', when) : when,
            number.format(files),
            predicted === null ? '–' : `${number.format(predicted * 100)} %`,
            id === current ? l10n.t('in use') : pointsText(predicted, inUse?.predicted ?? null, number),
            bits === null ? '–' : bits.toFixed(2),
            `${number.format(bytes / 1e6)} MB`,
          ],
          actions:
            id === current || isActive(state)
              ? []
              : [{ label: l10n.t('Go Back to This One'), request: { kind: 'use-model', id } }],
        };
      }),
    },
  };
}

/** `+2.1 points` */
function pointsText(predicted: number | null, other: number | null, number: Intl.NumberFormat): string {
  if (predicted === null || other === null) return '–';
  const points = (predicted - other) * 100;
  return l10n.t('{0} points', `${points > 0 ? '+' : ''}${number.format(points)}`);
}
