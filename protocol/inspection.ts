/** What a network is like inside while it reads a text, as the inspector shows it. */

export type StateName = 'hidden' | 'cell';

/** A unit of a recurrent network, counted from 0. */
export interface UnitName {
  readonly state: StateName;
  readonly layer: number;
  readonly unit: number;
}

/** A character that may come next. */
export interface Expectation {
  /** The character; the end of the file; or any of those that have no token of their own, taken together. */
  readonly character: string | { readonly kind: 'end-of-file' | 'any-other' };
  /** 0 to 1. */
  readonly probability: number;
}
