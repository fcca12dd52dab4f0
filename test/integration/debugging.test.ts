import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import launch from '../../.vscode/launch.json' with { type: 'json' };
import { forkInferenceProcess, type InferenceProcess } from '../../src/inference/inference-process';

const dist = path.resolve(import.meta.dirname, '../../dist');
const debugged = launch.configurations.find(({ type }) => type === 'extensionHost');
let running: InferenceProcess | undefined;

afterEach(() => {
  running?.kill();
  delete process.env['HOUSE_STYLE_INSPECT'];
});

/** Forks the inference process; resolves with its first line of output, or with what it says of itself. */
function firstSign(): Promise<string> {
  return new Promise((resolve) => {
    running = forkInferenceProcess(path.join(dist, 'inference-process.cjs'))({
      onOutput: resolve,
      onResponse: ({ kind }) => resolve(kind),
      onEnd: resolve,
    });
  });
}

describe('the editor that F5 starts', () => {
  it('lets breakpoints be set in the inference process', async () => {
    Object.assign(process.env, debugged?.env);
    expect(await firstSign()).toMatch(/^Debugger listening on ws:\/\/127\.0\.0\.1:/);
  });

  it('finds the sources of all that it runs', async () => {
    const maps = (await readdir(dist)).filter((name) => name.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(2);
    for (const name of maps) {
      const { sources } = JSON.parse(await readFile(path.join(dist, name), 'utf8')) as { sources: string[] };
      const own = sources.filter((source) => !source.includes('node_modules'));
      expect(own.length).toBeGreaterThan(0);
      for (const source of own) expect(await readFile(path.resolve(dist, source), 'utf8')).not.toBe('');
      const bundle = await readFile(path.join(dist, name.slice(0, -'.map'.length)), 'utf8');
      expect(bundle).toContain(`//# sourceMappingURL=${name}`);
    }
  });
});

describe('the editor otherwise', () => {
  it('has no process listen anywhere', async () => {
    expect(await firstSign()).not.toContain('Debugger');
  });
});
