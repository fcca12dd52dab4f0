/**
 * The closing brackets that an editor puts behind the cursor by itself, as VS Code does by default in most languages:
 * typing an opening bracket brings its closing one, and typing that one moves over it. Quotes are left out: whether
 * they come in pairs depends on each language's strings and comments.
 */

const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const closers = new Set(closerOf.values());

/**
 * What stands behind the cursor after one more character was typed.
 *
 * @param standing the editor's closing brackets behind the cursor, nearest first.
 */
export function typedBefore(standing: string, character: string): string {
  if (standing !== '' && standing.startsWith(character)) return standing.slice(1);
  return (closerOf.get(character) ?? '') + standing;
}

/**
 * How many of the closing brackets behind the cursor a text closes itself, so that they would stand twice if the text
 * were put before them.
 */
export function closedBy(text: string, standing: string): number {
  const open: string[] = [];
  let closed = 0;
  for (const character of text) {
    const closer = closerOf.get(character);
    if (closer !== undefined) open.push(closer);
    else if (!closers.has(character)) continue;
    else if (open.at(-1) === character) open.pop();
    else if (standing[closed] === character) closed += 1;
  }
  return closed;
}
