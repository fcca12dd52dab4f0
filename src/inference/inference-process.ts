import { fork, type ChildProcess } from 'node:child_process';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import { nodeArguments, nodeEnvironment } from '../node-runtime';

/** One run of the inference process, as the client sees it. */
export interface InferenceProcess {
  readonly pid: number | undefined;
  /** Whether a debugger may hold it: its silence then means nothing. */
  readonly debugged: boolean;
  send(request: Request): void;
  /** Ends it at once; `onEnd` is still called. */
  kill(): void;
}

interface InferenceProcessListener {
  onResponse(response: Response): void;
  /** A line that the process wrote outside the message channel, as native libraries do. */
  onOutput(line: string): void;
  /** Called once, however the process ended or if it never started. */
  onEnd(reason: string): void;
}

export type StartInferenceProcess = (listener: InferenceProcessListener) => InferenceProcess;

/** Starts the bundled inference process; it ends by itself when the channel to the extension host closes. */
export function forkInferenceProcess(script: string): StartInferenceProcess {
  return (listener) => {
    const execArgv = nodeArguments();
    const child = fork(script, [], {
      serialization: 'advanced',
      // Not those of the extension host, which may itself run under a debugger.
      execArgv,
      env: nodeEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let ended = false;
    const end = (reason: string): void => {
      if (ended) return;
      ended = true;
      listener.onEnd(reason);
    };
    child.on('message', (message) => listener.onResponse(message as Response));
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`));
    forwardLines(child, listener);
    return {
      pid: child.pid,
      debugged: execArgv.length > 0,
      send: (request) => {
        // A process that has just died is reported by `exit`; a message that no longer reaches it is lost with it.
        if (child.connected) child.send(request, () => undefined);
      },
      kill: () => child.kill('SIGKILL'),
    };
  };
}

function forwardLines(child: ChildProcess, listener: InferenceProcessListener): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') listener.onOutput(line.trimEnd());
    });
  }
}
