import * as l10n from '@vscode/l10n';

/** What a set-up brings to this machine, and what the user is asked before it begins. */
export interface SetupPlan {
  readonly question: string;
  /** Each way to go on, by the button that chooses it, with the words of `housestyle setup-tensorflow`. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

export interface Machine {
  /** `process.platform` */
  readonly platform: string;
  /** `process.arch` */
  readonly processor: string;
  /** Whether an NVIDIA driver is at work. */
  readonly hasNvidiaGpu: boolean;
}

/**
 * Sizes are those that docs/gpu.md lists. On Linux current libraries come out of Python wheels; elsewhere there are
 * none, and the package's own download serves.
 */
export function setupPlan({ platform, processor, hasNvidiaGpu }: Machine): SetupPlan {
  const others = l10n.t('Every other GPU needs no set-up: training tries them all by itself.');
  if (platform === 'darwin') {
    return { question: l10n.t('On macOS nothing has to be set up: training tries every GPU by itself.'), choices: {} };
  }
  const isLinux = platform === 'linux';
  if (isLinux && processor !== 'x64') {
    return {
      question: `${l10n.t('There is no TensorFlow library for {0} that can be used here.', processor)} ${others}`,
      choices: {},
    };
  }
  const fromWheel = isLinux ? ['--from-wheel'] : [];
  const gpuSize = isLinux ? fetchedAndKept(3.4, 5.7) : fetchedAndKept(0.5, 2);
  const cpuSize = isLinux ? fetchedAndKept(0.4, 1.2) : fetchedAndKept(0.2, 1);
  if (hasNvidiaGpu) {
    return {
      question: l10n.t("TensorFlow with CUDA lets House Style train on this machine's NVIDIA GPU: {0}.", gpuSize),
      choices: { [l10n.t('Set Up')]: ['--gpu', ...fromWheel] },
    };
  }
  return {
    question: [
      l10n.t('There is no NVIDIA GPU with a driver here.'),
      others,
      l10n.t('TensorFlow for the processor: {0}.', cpuSize),
    ].join(' '),
    choices: { [l10n.t('Set Up Without GPU')]: ['--cpu', ...fromWheel] },
  };
}

/** @param fetched gigabytes, as `kept` is. */
function fetchedAndKept(fetched: number, kept: number): string {
  return l10n.t('{0} GB are fetched and {1} GB kept', fetched, kept);
}
