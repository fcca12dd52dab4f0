/**
 * A corpus as segments of text that are read from their first token to their last: whole files where they are short,
 * parts of files where they are long, so that one big file still keeps every lane busy.
 */

/** One file as the network reads it. */
export interface TokenFile {
  /** Start of path, path, start of body, body, end of file. */
  readonly tokens: Uint8Array;
  /** Index in `tokens` of the first token of the body; what stands before it is the header. */
  readonly body: number;
}

/** Tokens `from` to below `to` of a file, to be predicted; the file's header is always read before them. */
export interface Segment {
  readonly file: TokenFile;
  readonly from: number;
  readonly to: number;
  /** Tokens between header and `from` that are read first, without counting. */
  readonly context: number;
}

/** What a lane reads: the tokens of a segment, and for each token 1 where predicting it counts, else 0. */
export interface Text {
  readonly tokens: Uint8Array;
  readonly counts: Uint8Array;
}

/**
 * Cuts files into segments of at most `longest` tokens of body each; every token of every body is in exactly one.
 *
 * @param context tokens that a later segment reads, uncounted, before its own.
 */
export function cutIntoSegments(files: readonly TokenFile[], longest: number, context = 0): Segment[] {
  return files.flatMap((file) => {
    const length = file.tokens.length - file.body;
    const segments = Math.ceil(length / longest);
    return Array.from({ length: segments }, (_, index) => {
      const from = file.body + Math.floor((length * index) / segments);
      return {
        file,
        from,
        to: file.body + Math.floor((length * (index + 1)) / segments),
        context: Math.min(context, from - file.body),
      };
    });
  });
}

/** Tokens that are read from the first of the header to the last of the segment. */
function textLength({ file, from, to, context }: Segment): number {
  return file.body + context + to - from;
}

/** Windows of `time` steps that a segment fills, the last one perhaps in part. */
export function windowsOf(segment: Segment, time: number): number {
  return Math.ceil((textLength(segment) - 1) / time);
}

/**
 * The text of a segment. A later segment starts with the file's header, as the editor's prefix of a long document does;
 * the step from the header to the middle of the file is nothing to learn and does not count.
 *
 * @param header whether predicting the header (the path) counts.
 */
export function textOf(segment: Segment, header: boolean): Text {
  const { file, from, to, context } = segment;
  const tokens = new Uint8Array(textLength(segment));
  tokens.set(file.tokens.subarray(0, file.body));
  tokens.set(file.tokens.subarray(from - context, to), file.body);
  const counts = new Uint8Array(tokens.length);
  if (header) counts.fill(1, 0, file.body);
  counts.fill(1, file.body + context);
  if (from - context > file.body) counts[file.body] = 0;
  return { tokens, counts };
}
