/** Copies of code that say the same and are written otherwise: what is measured on them is to be what it was. */
import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inUnit, mayIndentOtherwise, unitOf } from '@house-style/corpus/indentation';
import { isHeldOut } from '@house-style/corpus/split';
import type { Evaluation } from '@house-style/training/evaluate/evaluation';

/** With CRLF, or indented by tabs. */
export type Writing = 'crlf' | 'tabs';

/**
 * @param part of the files that is written so.
 * @returns a folder for the caller to remove.
 */
export async function rewrittenCopy(folder: string, writing: Writing, part: 'all' | 'heldOut'): Promise<string> {
  const copy = await mkdtemp(path.join(os.tmpdir(), 'house-style-rewritten-'));
  await cp(folder, copy, { recursive: true });
  for (const entry of await readdir(copy, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(copy, file).split(path.sep).join('/');
    if (part === 'heldOut' && !isHeldOut(name)) continue;
    const bytes = await readFile(file);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes)) continue;
    const rewritten = writing === 'crlf' ? text.replace(/\r?\n/g, '\r\n') : byTabs(name, text);
    if (rewritten !== text) await writeFile(file, rewritten);
  }
  return copy;
}

function byTabs(name: string, text: string): string {
  const unit = unitOf(text);
  return unit === undefined || !mayIndentOtherwise(name) ? text : inUnit(text, unit, '\t');
}

/**
 * Figures of a copy as shares of the original's. Bits are those of all text: a character of a copy may be another one.
 * Figures that count the white space of indentation differ where that is written with fewer characters;
 * `savedWithinLines` does not count it.
 */
export function figureRatios(original: Evaluation, copy: Evaluation): Readonly<Record<string, number>> {
  const ratios: Record<string, number> = {};
  const bits = ({ bitsPerCharacter, heldOut }: Evaluation, expert: 'lstm' | 'ngram' | 'blend'): number =>
    (bitsPerCharacter[expert] ?? NaN) * heldOut.characters;
  for (const expert of ['lstm', 'ngram', 'blend'] as const) {
    ratios[`bits ${expert}`] = bits(copy, expert) / bits(original, expert);
  }
  if (original.replay === undefined || copy.replay === undefined) return ratios;
  for (const variant of ['append', 'insert'] as const) {
    for (const figure of ['keystrokesSaved', 'savedWithinLines', 'completedRatio', 'acceptance'] as const) {
      ratios[`${figure} ${variant}`] =
        (copy.replay[variant][figure] ?? NaN) / (original.replay[variant][figure] ?? NaN);
    }
  }
  return ratios;
}
