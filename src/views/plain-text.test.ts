import { expect, it } from 'vitest';
import { plainText } from './plain-text';

/** What the editor makes a link of in a message: `parseLinkedText` in vs/base/common/linkedText.ts. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** And an icon of in labels: vs/base/common/iconLabels.ts. */
const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

it.each([
  '[Try again](command:workbench.action.terminal.sendSequence?%7B%22text%22:%22x%22%7D)',
  'Cannot write /home/[me](https://example.org)/model.onnx: permission denied.',
  '[[a](b)](file:///etc/passwd)',
  '[a](command:x "title")',
  '$(check) all is well $(sync~spin)',
  '\\$(check)',
])('%s is no link and no icon', (text) => {
  const shown = plainText(`There is no folder ${text}: check the path.`);
  expect(shown).not.toMatch(link);
  expect(shown).not.toMatch(icon);
  expect(shown.replaceAll('\u200b', '')).toBe(`There is no folder ${text}: check the path.`);
});

it('writes control characters out and keeps to a length', () => {
  expect(plainText('a\nb\u202ec\x1b[1m')).toBe('a\\u000ab\\u202ec\\u001b[1m');
  expect(plainText('x'.repeat(100_000)).length).toBeLessThan(1000);
});

it('leaves sentences as they are', () => {
  const sentence = 'House Style is trained: 1.43 bits per held-out character ($5, a[0](1), “é”)…';
  expect(plainText('a [b] (c) $ (d)')).toBe('a [b] (c) $ (d)');
  expect(plainText(sentence).replaceAll('\u200b', '')).toBe(sentence);
});
