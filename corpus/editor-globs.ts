import picomatch from 'picomatch';

/** Tells which paths match one of the editor's glob patterns, as in `files.exclude`. */
export function excludedBy(patterns: readonly string[]): (path: string) => boolean {
  return picomatch([...patterns], { dot: true, noextglob: true, nonegate: true });
}
