import type { Failure, FailureCode } from '@house-style/protocol/failure';

/** Exit statuses by failure code; `docs/errors.md` lists them. 128 + signal number as shells have it. */
const statuses: Readonly<Record<FailureCode, number>> = {
  usage: 2,
  'folder-not-found': 3,
  'folder-unreadable': 3,
  'too-many-open-files': 3,
  'nothing-to-train-on': 3,
  'corpus-too-small': 3,
  'output-unwritable': 4,
  'disk-full': 4,
  'output-locked': 4,
  'no-checkpoint': 5,
  'checkpoint-damaged': 5,
  'checkpoint-mismatch': 5,
  'model-not-found': 6,
  'model-unreadable': 6,
  'model-too-large': 6,
  'model-damaged': 6,
  'model-foreign': 6,
  'model-too-new': 6,
  'model-mismatch': 6,
  'file-not-found': 7,
  'position-outside-file': 7,
  'path-taken': 7,
  'path-outside-folder': 7,
  'prompt-too-long': 7,
  'nothing-to-inspect': 7,
  'no-such-unit': 7,
  'sarif-unreadable': 7,
  'git-failed': 7,
  'device-unavailable': 8,
  'telemetry-not-off': 8,
  'setup-failed': 8,
  'download-failed': 9,
  'training-diverged': 8,
  'export-differs': 8,
  interrupted: 130,
  internal: 70,
};

const signalStatuses: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

/** @param signal that stopped the command, if one did. */
export function exitStatus({ code }: Failure, signal?: StopSignal): number {
  return code === 'interrupted' && signal !== undefined ? signalStatuses[signal] : statuses[code];
}
