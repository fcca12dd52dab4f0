/** A part of a code base, as large as a project that has just begun, and files of it that nothing is learned of. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bodyOf, type CorpusFile, loadCorpus } from '@house-style/corpus/corpus';
import { pathFraction } from '@house-style/corpus/split';

/** Share of the files that is measured with, and in no part. */
const reportedShare = 0.15;

export interface Cut {
  /** Characters written. */
  readonly characters: number;
  readonly files: number;
  /** What is measured with: files of the whole, by their texts. */
  readonly reported: readonly { readonly path: string; readonly text: string }[];
}

/**
 * Writes files of a code base into an empty folder, in the order of a hash of their paths until there are so many
 * characters, the last one cut at the end of a line.
 *
 * @param reportedCharacters at most; files are whole, so the last may go beyond.
 */
export async function cut(folder: string, characters: number, into: string, reportedCharacters: number): Promise<Cut> {
  const { training, heldOut, vocabulary } = await loadCorpus(folder, { minimumCharacters: 0 });
  const texts = [...training, ...heldOut].map((file: CorpusFile) => ({
    path: file.path,
    text: bodyOf(file, vocabulary),
  }));
  // Hashes of their own, so that the part has held-out files of its own as any code base has.
  const inOrder = (salt: string) =>
    texts.map((file) => ({ ...file, place: pathFraction(`${salt}:${file.path}`) })).sort((a, b) => a.place - b.place);
  const isReported = (file: { path: string }): boolean => pathFraction(`reported:${file.path}`) < reportedShare;
  const reported = upTo(inOrder('reported').filter(isReported), reportedCharacters);
  let [left, files] = [characters, 0];
  for (const file of inOrder('cut')) {
    if (isReported(file) || left <= 0) continue;
    const text = file.text.length <= left ? file.text : file.text.slice(0, file.text.lastIndexOf('\n', left) + 1);
    if (text === '') break;
    const place = path.join(into, file.path);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
    left -= text.length;
    files += 1;
  }
  return { characters: characters - left, files, reported };
}

function upTo<File extends { readonly text: string }>(files: readonly File[], characters: number): File[] {
  let before = 0;
  return files.filter(({ text }) => {
    const taken = before < characters;
    before += text.length;
    return taken;
  });
}
