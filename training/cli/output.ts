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

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** For people: progress, warnings and errors. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
