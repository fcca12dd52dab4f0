/** Whether the rules that make a corpus would take one file, such as a document that is open in an editor. */
import { type CodeFolder, pathInFolder } from '@house-style/protocol/code-folder';
import { Acceptance, defaultMaximumFileBytes } from './acceptance';
import { discover, type FileToFind, type FoundFile } from './discover';
import { ruleAgainstName } from './file-names';
import { LeftOut, type LeftOutRule } from './left-out';

/** Why a file is no part of a corpus: one of the rules, or that it does not stand there. */
export type Objection = LeftOutRule | 'not-there';

/**
 * What speaks against a file by where it stands, what it is called and its size: the folders on the way to it are looked
 * at as the walk over the whole folder would look at them. Undefined where nothing does.
 */
export async function objectionToPlace(code: CodeFolder, file: FileToFind): Promise<Objection | undefined> {
  const found = await find(code, file);
  return typeof found === 'string' ? found : undefined;
}

/** The text of one file, by its name in the workspace, as it would go in, were it alone; undefined where it would not. */
export async function textOfFile(code: CodeFolder, path: string): Promise<string | undefined> {
  const found = await find(code, { path });
  if (typeof found === 'string') return undefined;
  return new Acceptance(defaultMaximumFileBytes, new LeftOut()).accept(found);
}

async function find(code: CodeFolder, { path, ...rest }: FileToFind): Promise<FoundFile | Objection> {
  const only = { path: pathInFolder(path), ...rest };
  const leftOut = new LeftOut();
  // A folder that cannot be read, or is gone, is no reason to learn.
  const found = await discover([code], { maximumFileBytes: defaultMaximumFileBytes, only }, leftOut).catch(
    (): FoundFile[] => [],
  );
  const rule = Object.keys(leftOut.counts)[0] as LeftOutRule | undefined;
  return found.find((file) => pathInFolder(file.path) === only.path) ?? rule ?? 'not-there';
}

/** What speaks against a file by its name alone, where nobody knows the folder that it stands in. */
export function objectionToName(path: string): LeftOutRule | undefined {
  return ruleAgainstName(path);
}
