import { expect, it } from 'vitest';
import { inUnit, ReadingUnits } from '@house-style/corpus/indentation';
import { Scheduler } from './scheduler';
import { WorkspacePredictors } from './workspace-predictors';

it('knows a file as it was gathered and as it is read, so that it is found by either', () => {
  const code = 'function a() {\n  if (b) {\n    c();\n  }\n}\n';
  const file = (name: string, text: string) => ({ path: name, text, heldOut: false, modified: 0 });
  const files = [file('a.ts', code), file('b.ts', `${code}\n${code}`), file('tabs.ts', inUnit(code, '  ', '\t'))];
  const workspace = new WorkspacePredictors(files, '', {
    scheduler: new Scheduler((error) => expect.unreachable(String(error))),
    near: [],
    units: ReadingUnits.of(files),
    onProgress: () => undefined,
    further: () => Promise.resolve(undefined),
    log: () => undefined,
  });
  expect(workspace.textOf('tabs.ts')).toBe(code);
  expect(workspace.all).toEqual([...files, file('tabs.ts', code)]);
});
