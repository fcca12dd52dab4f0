import { describe, expect, it } from 'vitest';
import { edited } from '@house-style/protocol/edit';
import { TypedDocument, type Variant } from './typed-document';

const file = 'f(a,\n  b);\nif (c) {\n}\n';

/** The document after so many keys, with the cursor as `║`, put together from the edits alone. */
function typing(text: string, variant: Variant, keys: number): string {
  const document = new TypedDocument('a.ts', text, variant);
  let followed = document.text;
  for (let key = 0; key < keys; key++) followed = edited(followed, document.type());
  expect(followed).toBe(document.text);
  return followed.slice(0, document.offset) + '║' + followed.slice(document.offset);
}

describe('appending', () => {
  it('shows nothing of the file after the cursor, at any place', () => {
    for (let keys = 0; keys <= file.length; keys++)
      expect(typing(file, 'append', keys)).toBe(file.slice(0, keys) + '║');
  });
});

describe('inserting', () => {
  it.each([
    [0, '║\n  b);\nif (c) {\n}\n'],
    [2, 'f(║)\n  b);\nif (c) {\n}\n'],
    [4, 'f(a,║)\n  b);\nif (c) {\n}\n'],
    [5, 'f(a,\n║\nif (c) {\n}\n'],
    [9, 'f(a,\n  b)║\nif (c) {\n}\n'],
    [15, 'f(a,\n  b);\nif (║)\n}\n'],
    [17, 'f(a,\n  b);\nif (c)║\n}\n'],
    [file.length, file + '║'],
  ])('after %i keys shows what the screen would', (keys, shown) => expect(typing(file, 'insert', keys)).toBe(shown));

  it('ends lines as the file does, with one key', () => {
    expect(typing('a\r\nb\r\nc', 'insert', 2)).toBe('a\r\n║\r\nc');
    expect(typing('a\r\nb\r\nc', 'append', 5)).toBe('a\r\nb\r\nc║');
  });
});

describe('a suggestion', () => {
  it.each(['\n', '\r\n'])('of several lines is typed with the line ends of the file, %j', (end) => {
    const lines = ['f(', '  a', ');', ''].join(end);
    const document = new TypedDocument('a.ts', lines, 'append');
    document.type();
    const suggested = { text: '(\n  a\n', replaces: 0 };
    expect(document.continuesWith(suggested)).toBe(true);
    expect(document.accept(suggested)).toEqual({ offset: 1, deleted: 0, inserted: `(${end}  a${end}` });
    expect(document.next).toBe(')');
  });

  function after(keys: number): TypedDocument {
    const document = new TypedDocument('a.ts', 'f(g(a), b);\nh();\n', 'insert');
    for (let key = 0; key < keys; key++) document.type();
    return document;
  }

  it('goes on with the file only where all of it does', () => {
    expect(after(0).continuesWith({ text: 'f(g(a)', replaces: 0 })).toBe(true);
    expect(after(0).continuesWith({ text: 'f(g(a) ', replaces: 0 })).toBe(false);
    expect(after(0).continuesWith({ text: '', replaces: 0 })).toBe(false);
  });

  it('may not close a bracket again that stands behind the cursor', () => {
    expect(after(2).continuesWith({ text: 'g(a), b', replaces: 0 })).toBe(true);
    expect(after(2).continuesWith({ text: 'g(a), b);', replaces: 0 })).toBe(false);
    expect(after(2).continuesWith({ text: 'g(a), b);', replaces: 1 })).toBe(true);
  });

  it('takes the place of what it replaces', () => {
    const document = after(4);
    expect(document.cursor).toMatchObject({ before: 'f(g(', after: '))' });
    document.accept({ text: 'a), b', replaces: 1 });
    expect(document.cursor).toMatchObject({ before: 'f(g(a), b', after: ')' });
    document.accept({ text: ');\nh();', replaces: 1 });
    expect(document.cursor).toMatchObject({ before: 'h();', after: '' });
    expect(document.text).toBe('f(g(a), b);\nh();\n');
  });
});
