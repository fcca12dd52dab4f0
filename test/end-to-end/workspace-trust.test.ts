import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canOpenWindows, Window } from './window';

describe.skipIf(!canOpenWindows)('in a workspace that is not trusted', () => {
  let window: Window;

  beforeAll(async () => {
    window = await Window.open({
      name: 'workspace-trust',
      code: path.resolve('node_modules/rxjs/src/internal/operators'),
      settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.emptyWindow': false },
      workspaceTrust: true,
    });
    return () => window.close();
  });
  beforeEach(() => window.pictureOnFailure());

  it('nothing of House Style runs, and it says why', async () => {
    await expect.poll(() => window.statusTooltip()).toMatch(/until this workspace is trusted/);
    expect(await window.server.processes('inference-process.cjs')).toEqual([]);
    expect(await window.trainings()).toEqual([]);
    await window.workbench.screenshot('restricted');
  });

  it('no training is offered', async () => {
    await window.workbench.press('F1');
    await window.workbench.quickInput.fill('>House Style');
    await window.workbench.quickInputRow('House Style: Show Log').waitFor();
    expect(await window.workbench.quickInputRow('Train on This Workspace').count()).toBe(0);
    expect(await window.workbench.quickInputRow('Generate File').count()).toBe(0);
    await window.workbench.screenshot('commands');
    await window.workbench.press('Escape');
  });

  it('it starts to work when trust is given', async () => {
    await window.workbench.runCommand('Workspaces: Manage Workspace Trust');
    await window.workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await expect.poll(() => window.status(), { timeout: 60_000 }).toMatch(/learning|not trained yet/);
    await expect.poll(() => window.server.processes('inference-process.cjs')).toHaveLength(1);
    await window.workbench.screenshot('trusted');
  });
});
