/** How `pytorch.py` beside this file is asked for what it is timed with. */
import type { Setting } from './setting';

export type PytorchDevice = 'cpu' | 'cuda';

/** Words for {@link python}: the same network's training step. @param script `pytorch.py`, wherever it was put. */
export function pytorchTraining(
  script: string,
  { network, window }: Setting,
  device: PytorchDevice,
  threads: number,
): string[] {
  const { hidden, vocabulary, embedding } = network;
  const numbers = [threads, hidden[0] ?? 0, hidden.length, window.batch, window.time, vocabulary, embedding];
  return [script, 'train', device, ...numbers.map(String)];
}

/** Words for {@link python}: a product of two matrices of `size`². */
export function pytorchProduct(script: string, size: number, device: PytorchDevice, threads: number): string[] {
  return [script, 'product', device, String(threads), String(size)];
}

export const python = 'python3';
