/**
 * What can go wrong in a way that the user can act on. Codes are stable: scripts and the extension match on them,
 * messages may be reworded. `docs/errors.md` lists them.
 */
export const failureCodes = [
  // Command line
  'usage',
  // Corpus
  'folder-not-found',
  'folder-unreadable',
  'too-many-open-files',
  'nothing-to-train-on',
  'corpus-too-small',
  // Files written
  'output-unwritable',
  'disk-full',
  'output-locked',
  // Checkpoints
  'no-checkpoint',
  'checkpoint-damaged',
  'checkpoint-mismatch',
  // Model files
  'model-not-found',
  'model-unreadable',
  'model-too-large',
  'model-damaged',
  'model-foreign',
  'model-too-new',
  'model-mismatch',
  // Requests
  'file-not-found',
  'position-outside-file',
  'path-taken',
  'path-outside-folder',
  'prompt-too-long',
  'nothing-to-inspect',
  'no-such-unit',
  'sarif-unreadable',
  'git-failed',
  // Training and devices
  'device-unavailable',
  'telemetry-not-off',
  'setup-failed',
  'download-failed',
  'training-diverged',
  'export-differs',
  'interrupted',
  'internal',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** An error with a stable code and one sentence that says what is wrong and what to do about it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Any thrown value as a {@link Failure}; what was not foreseen becomes `internal` and keeps its cause. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isSystemError(thrown) && thrown.code === 'ENOSPC') {
    return new Failure('disk-full', 'The disk is full: free some space and run the same command again.', {
      cause: thrown,
    });
  }
  const exhaustion = outOfOpenFiles(thrown);
  if (exhaustion !== undefined) return exhaustion;
  return new Failure('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** Whether a thrown value is an error of the operating system, with a code such as `ENOENT`. */
export function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string';
}

/**
 * The failure that it is when no file can be opened because too many are: it says nothing of the file, so whoever would
 * pass over a file that cannot be read must not pass over this.
 */
export function outOfOpenFiles(thrown: unknown): Failure | undefined {
  if (!isSystemError(thrown) || (thrown.code !== 'EMFILE' && thrown.code !== 'ENFILE')) return undefined;
  return new Failure(
    'too-many-open-files',
    'Too many files are open on this machine: close other programs, or raise the limit (ulimit -n), and try again.',
    { cause: thrown },
  );
}
