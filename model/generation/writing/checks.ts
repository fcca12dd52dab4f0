/** What a line must not do to a file, whatever its language. */
import { declaredIn, identifiersIn } from '../siblings/declarations';
import type { Neighbours } from '../siblings/neighbours';
import { loopAtEnd } from '../../completion/repetition';

/** Whether a text has errors in the grammar of its language; undefined where no grammar is at hand. */
export interface SyntaxCheck {
  /** Errors in the text, and things that are missing. */
  errorsIn(text: string): number;
}

/** Of its own language, a file may use what so many others do. */
const knownIn = 2;

/** Whether all names in a line stand in the file or are known in others: what nobody declares is not used. */
export function namesAreKnown(line: string, file: string, neighbours: Neighbours): boolean {
  const unknown = identifiersIn(withoutStrings(line)).filter((name) => neighbours.filesWith(name) < knownIn);
  if (unknown.length === 0) return true;
  const there = new Set(identifiersIn(file));
  const declared = declaredIn(line);
  return unknown.every((name) => there.has(name) || name === declared || declaresAsParameter(line, name));
}

/** Whether a line declares what is declared already, or imports what is imported. */
export function declaresTwice(line: string, file: string): boolean {
  const declared = declaredIn(line);
  if (declared === undefined && !/^\s*(?:import|from|#\s*include|using)\b/.test(line)) return false;
  return file
    .split('\n')
    .some((other) => (declared === undefined ? other.trim() === line.trim() : declaredIn(other) === declared));
}

/** Whether a text has come to say the same over and over. @param within what ends the comment or string it is in. */
export function loops(text: string, line: string, within: string): boolean {
  if (!/\w/.test(line)) return false;
  if (within !== '' && text.includes(`\n${line}\n`)) return true;
  const before = text
    .split('\n')
    .slice(-6)
    .filter((other) => other.trim() === line.trim());
  return before.length >= 2 || loopAtEnd(`${text}${line}\n`.slice(-600)) > 0;
}

function declaresAsParameter(line: string, name: string): boolean {
  return new RegExp(
    `(?:[(,]|\\{|\\[|\\bfor\\s*\\(?\\s*(?:const|let|var)?)\\s*${name.replace('$', '\\$')}\\s*(?:[:,)=]|=>|\\bin\\b|\\bof\\b|\\})`,
  ).test(line);
}

function withoutStrings(line: string): string {
  return line.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, '').replace(/(?:\/\/|#\s).*$/, '');
}
