/** Entry point of the `housestyle` command line. */
import { runCommandLine } from './command-line';

void runCommandLine(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
