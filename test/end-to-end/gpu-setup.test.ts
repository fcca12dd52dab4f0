import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeWithTensorflow } from '@house-style/training/testing/if-set-up';
import {
  installationFile,
  readInstallation,
  tensorflowFolder,
} from '@house-style/training/engines/tensorflow/installation';
import { packageFolder } from '@house-style/training/tensorflow-setup/binding';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thisMachine } from '../../src/gpu-setup/gpu-setup';
import { setupPlan } from '../../src/gpu-setup/setup-plan';
import { canOpenWindows, Window } from './window';

const minute = 60_000;
const command = 'House Style: Set Up GPU Training';

/**
 * The whole command in an editor of its own. Only the download is left out: the editor's folder holds what a set-up that
 * was stopped after it leaves there, so that the binding is compiled, proved and measured here.
 */
describe.skipIf(!canOpenWindows)('setting TensorFlow up in the editor', () => {
  describeWithTensorflow('from what was fetched before', () => {
    let window: Window;
    let programs: string;
    let folder: string;
    let button: string;

    beforeAll(async () => {
      const [choice] = Object.entries(setupPlan(await thisMachine()).choices);
      button = choice![0];
      programs = await mkdtemp(path.join(os.tmpdir(), 'house-style-programs-'));
      await writeFile(path.join(programs, 'c++'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
      window = await Window.open({
        name: 'gpu-setup',
        code: path.resolve('node_modules/rxjs/src/internal/util'),
        programs,
      });
      folder = path.join(window.server.globalStorage, 'tensorflow');
      await layFetched(folder);
      return async () => {
        await window.close();
        await rm(programs, { recursive: true, force: true });
      };
    });
    beforeEach(() => window.pictureOnFailure());

    it('asks first, and says what is fetched and kept', async () => {
      await window.workbench.runCommand(command);
      await window.workbench.notification(/GB are fetched and [\d.]+ GB kept/).waitFor();
      await window.workbench.screenshot('asked');
    });

    it('names a program that is missing and how to get it', async () => {
      await window.workbench.notificationButton(button).click();
      await window.workbench
        .notification(/Setting up TensorFlow needs what is missing here: a C\+\+ compiler \(package/)
        .waitFor({ timeout: minute });
      await window.workbench.screenshot('compiler-missing');
      expect(await readInstallation(folder)).toBeUndefined();
    });

    it('goes on once it is there, with progress, and ends with the fastest device', async () => {
      await rm(path.join(programs, 'c++'));
      await window.workbench.notificationButton('Try Again').click();
      await window.workbench.notificationButton(button).click();
      await window.workbench.notification(/Compiling the binding/).waitFor({ timeout: 2 * minute });
      await window.workbench.screenshot('compiling');
      await window.workbench.notification(/Proving it/).waitFor({ timeout: 3 * minute });
      await window.workbench
        .notification(/Trains fastest with .+: [\d,]+ characters a second \(.+\), and takes that by itself/)
        .waitFor({ timeout: 3 * minute });
      await window.workbench.notificationButton('Train Now').hover();
      await window.workbench.screenshot('set-up');
      expect(JSON.parse(await readFile(installationFile(folder), 'utf8'))).toEqual(
        await readInstallation(tensorflowFolder()),
      );
    });
  });
});

/** Lays what was fetched for the set-up of this machine, without what was built from it, into another folder. */
async function layFetched(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  // Links in place of a gigabyte of copies, where both are on one disk.
  const copy = (how: string) => execa('cp', [how, tensorflowFolder(), folder]);
  await copy('-al').catch(async () => {
    await rm(folder, { recursive: true, force: true });
    await copy('-a');
  });
  await rm(installationFile(folder));
  for (const built of ['deps', 'lib', 'build']) {
    await rm(path.join(packageFolder(folder), built), { recursive: true });
  }
}
