/** A secret's value in a text. */
export interface FoundSecret {
  /** UTF-16 offset of its first character. */
  readonly start: number;
  /** UTF-16 offset behind its last character. */
  readonly end: number;
  /** What it was taken for, in kebab case. */
  readonly kind: string;
}
