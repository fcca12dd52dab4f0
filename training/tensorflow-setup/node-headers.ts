/**
 * Node's headers for the compiler, in the layout that node-gyp expects.
 *
 * N-API is the same in every version of Node and in Electron, and its headers are an npm package of their own. So the
 * binding is built alike wherever npm reaches its registry, whether or not headers came with Node.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const headersPackage = { name: 'node-api-headers', version: '1.9.0' } as const;

/** Of Node's own build settings those that an addon without V8 needs: gyp reads both files. */
const settings = {
  'config.gypi': { target_defaults: { default_configuration: 'Release' }, variables: { node_engine: 'v8' } },
  'common.gypi': {
    target_defaults: {
      configurations: { Release: { cflags: ['-O3'] } },
      cflags: ['-pthread'],
      cflags_cc: ['-std=gnu++17'],
    },
  },
};

/** @returns the folder to name as `nodedir`, with `include/node` in it. */
export async function layNodeHeaders(folder: string): Promise<string> {
  const headers = path.join(folder, 'node-headers');
  const target = path.join(headers, 'include', 'node');
  await rm(headers, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(path.join(folder, 'node_modules', headersPackage.name, 'include'), target, { recursive: true });
  for (const [name, content] of Object.entries(settings)) {
    await writeFile(path.join(target, name), JSON.stringify(content, undefined, 2));
  }
  return headers;
}
