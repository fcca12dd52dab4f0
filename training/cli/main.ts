/** Entry point of the `housestyle` command line. */
import { isMainThread } from 'node:worker_threads';
import { runCommandLine } from './command-line';

// Models, checkpoints, reports and whatever else is written is made of somebody's code: for their eyes alone.
// A worker has its process's mask, and may not set it.
if (isMainThread) process.umask(0o077);

void runCommandLine(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
