import * as l10n from '@vscode/l10n';
import * as z from 'zod';

const deviceReport = z.union([
  z.object({ engine: z.string(), device: z.string(), usable: z.literal(true), charactersPerSecond: z.number() }),
  z.object({ engine: z.string(), device: z.string(), usable: z.literal(false), reason: z.string() }),
]);

/** One device as `housestyle devices --json` tells of it, or the reason why it cannot be used. */
export type DeviceReport = z.infer<typeof deviceReport>;

export const deviceReports = z.object({ devices: z.array(deviceReport) });

const engineNames: Readonly<Record<string, string>> = { tensorflow: 'TensorFlow', onnxruntime: 'ONNX Runtime' };

/**
 * What the user is told of the devices after a set-up: the fastest, what it was compared with, and a GPU that failed.
 *
 * @param withGpu whether the set-up was for an NVIDIA GPU.
 */
export function devicesSentence(devices: readonly DeviceReport[], withGpu: boolean): string {
  const usable = devices.flatMap((report) => (report.usable ? [report] : []));
  usable.sort((a, b) => b.charactersPerSecond - a.charactersPerSecond);
  const [fastest, ...others] = usable;
  if (fastest === undefined) return l10n.t('No device can train here.');
  const speed = (report: (typeof usable)[number]): string =>
    `${nameOf(report)} ${Math.round(report.charactersPerSecond).toLocaleString('en')}`;
  const compared = others.length === 0 ? '' : ` (${others.map(speed).join(', ')})`;
  const lost = devices.find(({ engine, device }) => withGpu && engine === 'tensorflow' && device === 'cuda');
  const reason = lost?.usable === false ? ` ${l10n.t('The NVIDIA GPU cannot be used: {0}', lost.reason)}` : '';
  const best = l10n.t(
    'Trains fastest with {0} characters a second{1}, and takes that by itself.',
    speed(fastest),
    compared,
  );
  return `${best}${reason}`;
}

function nameOf({ engine, device }: DeviceReport): string {
  return l10n.t('{0} on {1}:', engineNames[engine] ?? engine, device === 'cpu' ? l10n.t('the processor') : device);
}
