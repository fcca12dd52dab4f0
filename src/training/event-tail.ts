import { open, type FileHandle } from 'node:fs/promises';
import { trainingEvent, type TrainingEvent } from '@house-style/protocol/training-events';
import { isSystemError } from '@house-style/protocol/failure';

/** Reads the events that a training process appends to a file, as they come. */
export class EventTail {
  #position = 0;
  #rest = Buffer.alloc(0);

  /** @param onStrangeLine told of lines that are no event; they are skipped. */
  constructor(
    private readonly path: string,
    private readonly onStrangeLine: (line: string) => void,
  ) {}

  /** All events written since the last call; a line that is still being written waits for the next one. */
  async read(): Promise<TrainingEvent[]> {
    const text = Buffer.concat([this.#rest, await this.#readOn()]);
    const end = text.lastIndexOf(0x0a) + 1;
    this.#rest = text.subarray(end);
    const events: TrainingEvent[] = [];
    for (const line of text.toString('utf8', 0, end).split('\n')) {
      if (line.trim() === '') continue;
      const event = parseEvent(line);
      if (event === undefined) this.onStrangeLine(line);
      else events.push(event);
    }
    return events;
  }

  async #readOn(): Promise<Buffer> {
    const file = await openIfThere(this.path);
    if (file === undefined) return Buffer.alloc(0);
    try {
      const { size } = await file.stat();
      const added = Buffer.alloc(Math.max(0, size - this.#position));
      const { bytesRead } = await file.read(added, 0, added.length, this.#position);
      this.#position += bytesRead;
      return added.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (thrown) {
    if (isSystemError(thrown) && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

function parseEvent(line: string): TrainingEvent | undefined {
  try {
    return trainingEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
