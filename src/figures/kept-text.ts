/** Watches whether a piece of text in a document stays as it is while other things are changed around it. */

/** A replacement in a document, in code units of the text before it. */
export interface Change {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** From `start` to before `end`, code units. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Where the piece lies after changes, each of the text before any of them; undefined where it is no longer as it was. */
export function afterChanges(piece: Piece, changes: readonly Change[]): Piece | undefined {
  let moved = 0;
  for (const { offset, length, inserted } of changes) {
    // What is written right before or behind it changes nothing of it.
    if (offset >= piece.end) continue;
    if (offset + length <= piece.start) moved += inserted - length;
    else return undefined;
  }
  return { start: piece.start + moved, end: piece.end + moved };
}
