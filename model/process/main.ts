/** Entry point of the inference process, forked by the extension. It ends when its parent does. */
import { asFailure } from '../failure';
import { InferenceServer } from './inference-server';
import type { Request, Response } from './messages';

const send = (response: Response): void => {
  // Between the parent's end and `disconnect` there is nobody to tell.
  if (process.connected) process.send?.(response, undefined, undefined, () => undefined);
};
const server = new InferenceServer(send);

process.on('message', (message) => server.handle(message as Request));
process.on('disconnect', () => process.exit(0));
// What nobody foresaw is told and survived: the worst case is one request without an answer, which its asker gives up on.
process.on('uncaughtException', (error) =>
  server.log('error', `Uncaught: ${asFailure(error).message}\n${error.stack ?? ''}`),
);
process.on('unhandledRejection', (reason) => server.log('error', `Unhandled: ${asFailure(reason).message}`));

send({ kind: 'ready' });
