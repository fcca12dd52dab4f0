import { expect, it } from 'vitest';
import { fileStatus, type FileSituation } from './file-status';

const known: FileSituation = {
  ...{ trusted: true, suggestions: true, language: 'typescript', languageOn: true, inWorkspace: true },
  ...{ folderOff: undefined, snoozed: false },
  ...{ leftOutBy: undefined, readByModel: true },
};
const said = (change: Partial<FileSituation>) => Object.values(fileStatus({ ...known, ...change })).join(': ');

it('says whether there are suggestions in a file, and why not', () => {
  expect(said({})).toMatch(/^Suggestions are on: /);
  expect(said({ trusted: false })).toBe('Suggestions are off: until this workspace is trusted');
  expect(said({ suggestions: false })).toBe('Suggestions are off: in this workspace');
  expect(said({ languageOn: false })).toBe('Suggestions are off: for typescript');
  expect(said({ folderOff: 'server' })).toBe('Suggestions are off: in the folder server');
  expect(said({ snoozed: true })).toMatch(/^Suggestions are snoozed: the model has read/);
});

it('says what was learned of it', () => {
  expect(said({})).toContain('the model has read this file');
  expect(said({ readByModel: false })).toContain('has not read this file');
  expect(said({ readByModel: undefined })).toContain('not trained yet');
  expect(said({ leftOutBy: 'secret', readByModel: false })).toContain(
    'nothing is learned from this file: looking like secrets',
  );
  expect(said({ inWorkspace: false })).toContain('not in the workspace');
});
