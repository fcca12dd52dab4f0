/**
 * The environment in which the program that runs the extension host also runs plain Node scripts: in the desktop
 * application it is Electron, which behaves as Node only when told to.
 */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}
