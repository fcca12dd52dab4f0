/** Names that lines of code declare, in the words that languages do it with. */

const declaring = [
  // TypeScript, JavaScript, Java, C#, Go, Rust, Python, C++: a word, then the name.
  /^[ \t]*(?:@\w+\s+)?(?:(?:export|default|declare|abstract|public|private|protected|internal|static|sealed|partial|async|final|pub|virtual|override|readonly)\s+)*(?:function\*?|class|interface|enum|type|namespace|struct|record|trait|def|fn|func(?:\s*\([^)]*\))?|const|let|var|val)\s+([A-Za-z_$][\w$]*)/,
  /^[ \t]*#\s*define\s+([A-Za-z_]\w*)/,
  // Python and the like, at the top.
  /^([A-Za-z_]\w*)\s*(?::[^=]+)?=(?!=)/,
  /^[ \t]*([A-Za-z_]\w*)\s*:=/,
];

/** The name that a line declares; undefined where it declares none. */
export function declaredIn(line: string): string | undefined {
  for (const pattern of declaring) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Names declared at the top of a file. */
export function declaredAtTop(text: string): Set<string> {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    if (/^[\s})\]]/.test(line)) continue;
    const name = declaredIn(line);
    if (name !== undefined) names.add(name);
  }
  return names;
}

export function identifiersIn(text: string): string[] {
  return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
}
