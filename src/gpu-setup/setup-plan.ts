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

const withGpu = 'Set Up';
const withoutGpu = 'Set Up Without GPU';

/**
 * Sizes are those that docs/gpu.md lists. On Linux current libraries come out of Python wheels; elsewhere there are
 * none, and the package's own download serves.
 */
export function setupPlan({ platform, processor, hasNvidiaGpu }: Machine): SetupPlan {
  const others = 'Every other GPU needs no set-up: training tries them all by itself.';
  if (platform === 'darwin') {
    return { question: `On macOS nothing has to be set up: ${lowerFirst(others)}`, choices: {} };
  }
  const isLinux = platform === 'linux';
  if (isLinux && processor !== 'x64') {
    return {
      question: `There is no TensorFlow library for ${processor} that can be used here. ${others}`,
      choices: {},
    };
  }
  const fromWheel = isLinux ? ['--from-wheel'] : [];
  const gpuSize = isLinux ? '3.4 GB are fetched and 5.7 GB kept' : '0.5 GB are fetched and 2 GB kept';
  const cpuSize = isLinux ? '0.4 GB are fetched and 1.2 GB kept' : '0.2 GB are fetched and 1 GB kept';
  if (hasNvidiaGpu) {
    return {
      question: `TensorFlow with CUDA lets House Style train on this machine's NVIDIA GPU: ${gpuSize}.`,
      choices: { [withGpu]: ['--gpu', ...fromWheel] },
    };
  }
  return {
    question: `There is no NVIDIA GPU with a driver here. ${others} TensorFlow for the processor: ${cpuSize}.`,
    choices: { [withoutGpu]: ['--cpu', ...fromWheel] },
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
