import { open, type FileHandle } from 'node:fs/promises';
import { trainingEvent, type TrainingEvent } from '@house-style/protocol/training-events';
import { isSystemError } from '@house-style/protocol/failure';

/** Bytes that are read at once, which bounds what is held however much was written. */
const pieceBytes = 1 << 20;
/** Bytes of the longest event; a longer line is none, and is not kept to see its end. */
const longestLine = 4 << 20;
/** Characters of a strange line that are told. */
const longestTold = 500;

/** Reads the events that a training process appends to a file, as they come. */
export class EventTail {
  #position = 0;
  #rest = Buffer.alloc(0);
  /** Whether the line that is being read is too long, and is passed over to its end. */
  #passingOver = false;

  /** @param onStrangeLine told of lines that are no event, or of how they begin; they are skipped. */
  constructor(
    private readonly path: string,
    private readonly onStrangeLine: (line: string) => void,
  ) {}

  /** All events written since the last call; a line that is still being written waits for the next one. */
  async read(): Promise<TrainingEvent[]> {
    const file = await openIfThere(this.path);
    if (file === undefined) return [];
    try {
      const { size } = await file.stat();
      // Cut short: what is written from now on stands at the start.
      if (size < this.#position) this.#startAnew();
      const events: TrainingEvent[] = [];
      while (this.#position < size) {
        const piece = Buffer.alloc(Math.min(pieceBytes, size - this.#position));
        const { bytesRead } = await file.read(piece, 0, piece.length, this.#position);
        if (bytesRead === 0) break;
        this.#position += bytesRead;
        events.push(...this.#take(piece.subarray(0, bytesRead)));
      }
      return events;
    } finally {
      await file.close();
    }
  }

  #startAnew(): void {
    this.#position = 0;
    this.#rest = Buffer.alloc(0);
    this.#passingOver = false;
  }

  #take(piece: Buffer): TrainingEvent[] {
    const text = Buffer.concat([this.#rest, piece]);
    const end = text.lastIndexOf(0x0a) + 1;
    this.#rest = text.subarray(end);
    const lines = text.toString('utf8', 0, end).split('\n').slice(0, -1);
    // The end of a line whose beginning was told.
    if (this.#passingOver && lines.length > 0) {
      lines.shift();
      this.#passingOver = false;
    }
    if (this.#rest.length > longestLine) {
      if (!this.#passingOver) this.#tell(this.#rest.toString('utf8', 0, longestTold));
      this.#rest = Buffer.alloc(0);
      this.#passingOver = true;
    }
    return lines.flatMap((line) => {
      if (line.trim() === '') return [];
      const event = parseEvent(line);
      if (event === undefined) this.#tell(line);
      return event ?? [];
    });
  }

  #tell(line: string): void {
    this.onStrangeLine(line.slice(0, longestTold));
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
