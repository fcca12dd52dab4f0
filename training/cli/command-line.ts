import { asFailure, Failure } from '@house-style/protocol/failure';
import { Command, CommanderError } from 'commander';
import { addComplete } from './complete';
import { addCorpus } from './corpus';
import { addDevices } from './devices';
import { addEvaluate } from './evaluate';
import { exitStatus } from './exit-status';
import { addGenerate } from './generate';
import { addInspect } from './inspect';
import { addParentheses } from './parentheses';
import { addPresets } from './presets';
import { printJson, tell, whenReaderLeaves } from './output';
import { productVersion } from '../product-version';
import { addRank } from './rank';
import { addScore } from './score';
import { addSetupTensorflow } from './setup-tensorflow';
import { listenForStop } from './stop-signals';
import { addTrain } from './train';
import { addUnits } from './units';

/**
 * Runs one command.
 *
 * Results go to standard output, everything else to standard error. An error is one sentence there and, with `--json`,
 * an object on standard output too.
 *
 * @param args the command line without interpreter and program.
 * @returns the exit status.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const stop = listenForStop();
  const invocation = { stop, outcome: { status: 0 } };
  const program = new Command('housestyle')
    .description('Learns how a code base is written and completes code as its authors would.')
    .version(productVersion)
    .exitOverride()
    // Usage errors are told like all others, below.
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError();
  addTrain(program, invocation);
  addEvaluate(program, invocation);
  addComplete(program, invocation);
  addGenerate(program, invocation);
  addScore(program, invocation);
  addRank(program, invocation);
  addPresets(program);
  addParentheses(program);
  addUnits(program, invocation);
  addInspect(program, invocation);
  addCorpus(program, invocation);
  addDevices(program);
  addSetupTensorflow(program, invocation);
  program.hook('preAction', (_program, command) => {
    if (command.name() === 'train') return;
    for (const stream of [process.stdout, process.stderr]) whenReaderLeaves(stream, () => process.exit(0));
  });
  try {
    refuseSwallowedOption(args);
    await program.parseAsync(args, { from: 'user' });
    return invocation.outcome.status;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const failure = stop.signal.aborted ? interrupted(thrown) : toFailure(thrown, args);
    tell(`housestyle: ${failure.message}`);
    if (failure.code === 'internal' && failure.stack !== undefined) tell(failure.stack);
    if (args.includes('--json')) {
      const { code, message } = failure;
      printJson(args[0] === 'train' ? { event: 'error', code, message } : { error: { code, message } });
    }
    return exitStatus(failure, stop.received());
  }
}

/** A pattern may begin with a dash; then it must be written as `--exclude=-x`, lest it swallow an option. */
function refuseSwallowedOption(args: readonly string[]): void {
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const at = options.findIndex((word, index) => word === '--exclude' && options[index + 1]?.startsWith('-'));
  if (at < 0) return;
  const pattern = options[at + 1] ?? '';
  throw new Failure('usage', `Write --exclude=${pattern} where ${pattern} is a pattern and no option.`);
}

function toFailure(thrown: unknown, args: readonly string[]): Failure {
  if (!(thrown instanceof CommanderError)) return asFailure(thrown);
  if (args.length === 0) return new Failure('usage', 'Say what to do: `housestyle --help` lists the commands.');
  const sentence = thrown.message.replace(/^error: /, '').replace(/\s+/g, ' ');
  const ended = /[.?)]$/.test(sentence) ? sentence : `${sentence}.`;
  return new Failure('usage', `${ended.charAt(0).toUpperCase()}${ended.slice(1)}`, { cause: thrown });
}

/** What a command throws once it was told to stop, whatever it was doing. */
function interrupted(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('interrupted', 'Stopped.', { cause: thrown });
}
