import { telemetryOff } from '@house-style/protocol/runtime-telemetry';

/**
 * The environment in which the program that runs the extension host also runs plain Node scripts: in the desktop
 * application it is Electron, which behaves as Node only when told to. None of them reports home.
 */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...telemetryOff, ELECTRON_RUN_AS_NODE: '1' };
}

/** Set by `.vscode/launch.json`: processes that the extension starts then wait for debuggers to attach. */
const inspectVariable = 'HOUSE_STYLE_INSPECT';

/**
 * What Node is told before the script. Under a debugger every process listens on a free port of this machine's own, since
 * the extension host's port cannot be taken twice, and tells of places in the sources; otherwise none listens anywhere.
 */
export function nodeArguments(environment: NodeJS.ProcessEnv = process.env): string[] {
  return environment[inspectVariable] === '1' ? ['--inspect=0', '--enable-source-maps'] : [];
}
