/** Attributes by which a repository says that files are not its people's own (https://github.com/github-linguist/linguist). */
const foreign = /^(-|!)?linguist-(?:generated|vendored)(?:=(true|false))?$/;

/**
 * What a `.gitattributes` says about files that a tool wrote or that were copied in, as the lines of a `.gitignore` that
 * matches those files.
 */
export function foreignFilePatterns(gitattributes: string): string {
  const patterns: string[] = [];
  for (const line of gitattributes.split(/\r?\n/)) {
    const [pattern, ...attributes] = line.trim().split(/\s+/);
    if (pattern === undefined || pattern === '' || pattern.startsWith('#')) continue;
    for (const attribute of attributes) {
      const match = foreign.exec(attribute);
      if (match !== null) patterns.push(match[1] !== undefined || match[2] === 'false' ? `!${pattern}` : pattern);
    }
  }
  return patterns.join('\n');
}
