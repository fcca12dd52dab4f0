import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const code = path.resolve(import.meta.dirname, '../../node_modules/rxjs/src');

/** Sources of RxJS one after the other until there are enough lines. */
export async function longFile(lines: number): Promise<string> {
  const names = (await readdir(code, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  let text = '';
  for (const name of names) {
    text += await readFile(path.join(code, name), 'utf8');
    if (text.split('\n').length > lines) break;
  }
  return text.split('\n').slice(0, lines).join('\n');
}
