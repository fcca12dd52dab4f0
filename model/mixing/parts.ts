/** Kinds of context, by their numbers in the order that `assembly/contexts.ts` adds them, then the match models. */
export const contextKinds = {
  'the last 1 to 22 tokens': range(0, 12),
  'words and what stands between them': range(12, 20),
  'this file, its folder, its ending': range(20, 26),
  'indentation, the lines above, the line so far': range(26, 38),
  'the enclosing bracket and block': range(38, 44),
  'what the matches expect, text since a quote or comment began': range(44, 47),
  'the matches themselves': range(47, 50),
} as const;

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
