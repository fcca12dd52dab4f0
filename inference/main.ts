/**
 * Entry point of the inference process, forked by the extension; it ends when its parent does. It forks itself to time a
 * device that may end the process which tries it.
 */
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { asFailure } from '@house-style/protocol/failure';
import { timeDevice, timingWord } from './device-timing';
import { InferenceServer } from './inference-server';
import type { Response } from '@house-style/protocol/inference-messages';

// What is stored is made of somebody's code: for their eyes alone.
process.umask(0o077);

const [, , word, device = 'cpu', modelPath = ''] = process.argv;
if (word === timingWord) tellTime(device as DeviceKind, modelPath);
else serve();

function tellTime(device: DeviceKind, modelPath: string): void {
  process.on('disconnect', () => process.exit(1));
  void timeDevice(device, modelPath).then((timing) => process.send?.(timing, () => process.exit(0)));
}

function serve(): void {
  const send = (response: Response): void => {
    // Between the parent's end and `disconnect` there is nobody to tell.
    if (process.connected) process.send?.(response, undefined, undefined, () => undefined);
  };
  const server = new InferenceServer(send);

  process.on('message', (message) => server.handle(message));
  process.on('disconnect', () => process.exit(0));
  // What nobody foresaw is told and survived: the worst case is one request without an answer, which its asker gives up on.
  process.on('uncaughtException', (error) =>
    server.log('error', `Uncaught: ${asFailure(error).message}\n${error.stack ?? ''}`),
  );
  process.on('unhandledRejection', (reason) => server.log('error', `Unhandled: ${asFailure(reason).message}`));

  send({ kind: 'ready' });
}
