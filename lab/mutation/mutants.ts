/** The mutants of a source text: what it becomes by one small fault, at each place where one can be. */
import ts from 'typescript';
import { changesOf } from './operators';
import { isNotRun, type Place, placeWithin } from './places';

export interface Mutant {
  /** Path from the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Where in the text `before` stands. */
  readonly start: number;
  readonly before: string;
  readonly after: string;
}

/** @param text TypeScript or AssemblyScript. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node, around: Place): void => {
    if (isNotRun(node)) return;
    const place = placeWithin(node, around);
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const before = node.getText(source);
    for (const after of changesOf(node, place)) found.push({ file, line, start, before, after });
    ts.forEachChild(node, (child) => visit(child, place));
  };
  for (const statement of source.statements) visit(statement, { inConstant: false, inMessage: false });
  return found;
}

export function mutated(text: string, { start, before, after }: Mutant): string {
  return text.slice(0, start) + after + text.slice(start + before.length);
}

/** A mutant in a line: where it is, and the texts before and after it without what they have in common. */
export function described({ file, line, before, after }: Mutant): string {
  return `${file}:${line}  ${shortened(before)} → ${shortened(after)}`;
}

const longest = 90;

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest / 2)} … ${line.slice(-longest / 2)}`;
}
