import { housestyle } from '../command-line';

/**
 * How long a training on so many characters takes here and now, in minutes: a fixed time would teach little on a slow or
 * busy machine and waste time on a fast one.
 */
export async function minutesToTrainOn(characters: number): Promise<number> {
  const { stdout } = await housestyle('devices', '--json');
  const { devices } = JSON.parse(stdout) as { devices: readonly { usable: boolean; charactersPerSecond?: number }[] };
  const speeds = devices.flatMap(({ usable, charactersPerSecond }) => (usable ? [charactersPerSecond ?? 0] : []));
  const minutes = characters / Math.max(...speeds) / 60;
  return Math.min(longestMinutes, Math.max(shortestMinutes, Math.ceil(minutes * 10) / 10));
}

const shortestMinutes = 0.5;
const longestMinutes = 15;
