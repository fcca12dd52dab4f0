import { controlsInLinesWrittenOut, controlsWrittenOut } from '@house-style/protocol/control-characters';
import { isSystemError } from '@house-style/protocol/failure';

/**
 * What to do when whoever reads our output goes away: a command that answers has nobody left to answer and ends; a
 * training goes on, because its model is written to a file.
 */
export function whenReaderLeaves(stream: NodeJS.WriteStream, act: () => void): void {
  stream.on('error', (error: Error) => {
    if (!isSystemError(error) || (error.code !== 'EPIPE' && error.code !== 'EIO')) throw error;
    act();
  });
}

/** For people. Paths and what others wrote cannot make the terminal do anything. */
export function print(text: string): void {
  process.stdout.write(`${controlsInLinesWrittenOut(text)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${controlsWrittenOut(JSON.stringify(value))}\n`);
}

/** For people: progress, warnings and errors, as {@link print}. */
export function tell(text: string): void {
  process.stderr.write(`${controlsInLinesWrittenOut(text)}\n`);
}

/** Text that is itself the result, to the last byte; only a terminal is kept from obeying it. */
export function printResult(text: string): void {
  process.stdout.write(process.stdout.isTTY ? controlsInLinesWrittenOut(text) : text);
}
