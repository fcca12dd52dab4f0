import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

export interface PeerShape {
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly window: number;
  readonly vocabulary: number;
  readonly embedding: number;
  readonly threads: number;
}

/** The same network trained by PyTorch in a process of its own, which works only while it is asked to. */
export class TorchPeer {
  readonly name = 'pytorch';
  readonly #lines: AsyncIterator<string>;

  /** @returns undefined where `python3` has no PyTorch. */
  static async start(shape: PeerShape): Promise<TorchPeer | undefined> {
    const { hidden, layers, batch, window, vocabulary, embedding, threads } = shape;
    const script = path.join(import.meta.dirname, 'torch_peer.py');
    const words = [hidden, layers, batch, window, vocabulary, embedding, threads].map(String);
    const child = spawn('python3', [script, ...words]);
    child.on('error', () => undefined);
    const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    return first.done === true ? undefined : new TorchPeer(child, lines, first.value);
  }

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    readonly version: string,
  ) {
    this.#lines = lines;
  }

  /** Seconds that these steps took. */
  async time(steps: number): Promise<number> {
    this.child.stdin.write(`${steps}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('PyTorch ended in the middle of the benchmark.');
    return Number(line.value);
  }

  stop(): void {
    this.child.stdin.end();
  }
}
