/** How much two texts are alike: edits between their tokens. */

/** Words, numbers, and every other character that is no space. */
export function tokensOf(text: string): string[] {
  return text.match(/[A-Za-z_$][\w$]*|\d[\w.]*|[^\s\w]/g) ?? [];
}

/** 1 − edit distance on tokens / tokens of the longer text; 1 for two texts without tokens. */
export function similarity(a: string, b: string): number {
  const ids = new Map<string, number>();
  const numbered = (text: string): Int32Array =>
    Int32Array.from(tokensOf(text), (token) => {
      const id = ids.get(token) ?? ids.size;
      ids.set(token, id);
      return id;
    });
  const [x, y] = [numbered(a), numbered(b)];
  const longer = Math.max(x.length, y.length);
  return longer === 0 ? 1 : 1 - editDistance(x, y) / longer;
}

/** Levenshtein's: insertions, deletions and replacements count one each. */
function editDistance(a: Int32Array, b: Int32Array): number {
  const row = Int32Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] as number;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] as number;
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, above + 1, (row[j - 1] as number) + 1);
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
