import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeTelemetryFiles, removeTelemetryLeftovers, telemetryFolders } from './telemetry-leftovers';

let home: string;
let folder: string;
const left = ['deviceid', 'deviceid.lock', 'onnxruntime.db', 'onnxruntime.db-shm', 'onnxruntime.db-wal'];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'house-style-leftovers-'));
  [folder] = telemetryFolders('linux', home, undefined) as [string];
  await mkdir(folder, { recursive: true });
  for (const name of left) await writeFile(path.join(folder, name), 'left');
});
afterEach(() => rm(home, { recursive: true }));

describe('what the telemetry left', () => {
  it('lies where the runtime puts it', () => {
    const shared = path.join('Microsoft', 'DeveloperTools', '.onnxruntime');
    expect(telemetryFolders('linux', '/h', undefined)).toEqual([path.join('/h/.cache', shared)]);
    expect(telemetryFolders('linux', '/h', '/c')).toEqual([path.join('/h/.cache', shared), path.join('/c', shared)]);
    expect(telemetryFolders('darwin', '/h', '/c')).toEqual([path.join('/h/Library/Application Support', shared)]);
    expect(telemetryFolders('win32', 'C:\\h', undefined)).toEqual([]);
  });

  it('goes with the folders that are empty then, and no further', async () => {
    expect([...(await removeTelemetryFiles(folder))].sort()).toEqual(left.map((name) => path.join(folder, name)));
    expect(await readdir(home)).toEqual(['.cache']);
    expect(await readdir(path.join(home, '.cache'))).toEqual([]);
    expect(await removeTelemetryFiles(folder)).toEqual([]);
  });

  it("leaves others' files beside it alone, and links' targets", async () => {
    const others = path.join(folder, 'settings.json');
    const beside = path.join(path.dirname(folder), 'deviceid');
    for (const file of [others, beside]) await writeFile(file, 'of another program');
    await removeTelemetryFiles(folder);
    expect(await readdir(folder)).toEqual(['settings.json']);
    expect(existsSync(beside)).toBe(true);
  });

  it('is told of, and removed once', async () => {
    const memory = new Map<string, unknown>();
    const update = (key: string, value: unknown) => Promise.resolve(void memory.set(key, value));
    const told: string[] = [];
    const logged: string[] = [];
    const remove = () =>
      removeTelemetryLeftovers(
        { get: (key) => memory.get(key), update },
        { info: (message) => void logged.push(message) },
        (message) => void told.push(message),
        [folder],
      );
    await remove();
    expect(told).toEqual([expect.stringContaining('is off now')]);
    expect(logged).toEqual([expect.stringContaining(path.join(folder, 'deviceid'))]);

    // Another program's by now.
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'deviceid'), 'of another program');
    await remove();
    expect(await readdir(folder)).toEqual(['deviceid']);
    expect(told).toHaveLength(1);
  });

  it('is not mentioned where there is nothing', async () => {
    const told: string[] = [];
    await removeTelemetryLeftovers(
      { get: () => undefined, update: () => Promise.resolve() },
      { info: () => undefined },
      (message) => void told.push(message),
      [path.join(home, 'nothing')],
    );
    expect(told).toEqual([]);
  });
});
