/** Entry point of the `housestyle` command line. */
import { runCommandLine } from './command-line';

// Models, checkpoints, reports and whatever else is written is made of somebody's code: for their eyes alone.
process.umask(0o077);

void runCommandLine(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
