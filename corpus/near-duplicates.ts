/**
 * Finds near-duplicates: files that share most of their runs of words, whatever their white space.
 *
 * Similarity is the Jaccard index of the sets of {@link shingleWords}-word runs, estimated from one-permutation MinHash
 * signatures (Li, Owen & Zhang 2012, "One Permutation Hashing", with the densification of Shrivastava & Li 2014), and
 * found through bands of them (Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", 3.4), so the time is linear
 * in the text. Files this similar inflate what a model of code seems to know (Allamanis 2019, "The adverse effects of
 * code duplication in machine learning models of code", which takes 0.8 as the limit too).
 */
const similarEnough = 0.8;
const shingleWords = 5;
/** Values in a signature. The estimate's standard deviation at 0.8 is √(0.8 · 0.2 / 256) = 0.025. */
const signatureLength = 256;
/** Values that must agree for two files to be compared: with 32 bands, 99.7 % of pairs at 0.8 are, 12 % at 0.5. */
const bandLength = 8;
const emptyBin = 0xffffffff;
const fnvPrime = 0x01000193;
/** Any odd number with well spread bits will do; this is 2^32 divided by the golden ratio. */
const wordBase = 0x9e3779b1;
const leadingPower = Math.imul(Math.imul(wordBase, wordBase), Math.imul(wordBase, wordBase));

type Signature = Uint32Array;

export class NearDuplicates {
  readonly #signatures: Signature[] = [];
  readonly #paths: string[] = [];
  /** From a band's place and hash to the files that have it. */
  readonly #bands = new Map<number, number[]>();

  /**
   * The path of an earlier text that this one repeats, or undefined. A text that repeats none is remembered, so texts
   * are folded into the first of their kind.
   */
  fold(path: string, text: string): string | undefined {
    const signature = signatureOf(text);
    const keys = bandKeys(signature);
    const compared = new Set<number>();
    for (const key of keys) {
      for (const index of this.#bands.get(key) ?? []) {
        if (compared.has(index)) continue;
        compared.add(index);
        if (similarity(signature, this.#signatures[index] as Signature) >= similarEnough) return this.#paths[index];
      }
    }
    const index = this.#signatures.push(signature) - 1;
    this.#paths.push(path);
    for (const key of keys) {
      const files = this.#bands.get(key);
      if (files === undefined) this.#bands.set(key, [index]);
      else files.push(index);
    }
    return undefined;
  }
}

/** Smallest hash in each bin; empty bins take over the next full one's, with the distance mixed in. */
function signatureOf(text: string): Signature {
  const signature = new Uint32Array(signatureLength).fill(emptyBin);
  forEachShingle(text, (hash) => {
    const bin = hash % signatureLength;
    if (hash < (signature[bin] as number)) signature[bin] = hash;
  });
  return densify(signature);
}

function densify(sparse: Signature): Signature {
  const dense = sparse.slice();
  for (let bin = 0; bin < signatureLength; bin++) {
    for (let distance = 1; dense[bin] === emptyBin && distance < signatureLength; distance++) {
      const other = sparse[(bin + distance) % signatureLength] as number;
      if (other !== emptyBin) dense[bin] = mix(other + distance);
    }
  }
  return dense;
}

/**
 * Hashes of every run of words; a word is a run of word characters, or one other character that is no white space. The
 * hash of a run is a polynomial of its words' hashes, which rolls on from run to run (Karp & Rabin 1987), then mixed.
 */
function forEachShingle(text: string, visit: (hash: number) => void): void {
  const recent = new Uint32Array(shingleWords);
  let words = 0;
  let polynomial = 0;
  const push = (word: number) => {
    const oldest = words % shingleWords;
    polynomial = Math.imul(polynomial - Math.imul(recent[oldest] as number, leadingPower), wordBase) + word;
    recent[oldest] = word;
    words += 1;
    if (words >= shingleWords) visit(mix(polynomial));
  };
  let word = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (isWordUnit(unit)) word = Math.imul(word ^ unit, fnvPrime) + 1;
    else {
      if (word !== 0) push(word);
      if (unit > 0x20) push(mix(unit));
      word = 0;
    }
  }
  if (word !== 0) push(word);
  // A text of fewer words is one run.
  if (words < shingleWords) visit(mix(polynomial));
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x5f ||
    unit >= 0x80
  );
}

function bandKeys(signature: Signature): number[] {
  const keys: number[] = [];
  for (let start = 0; start < signatureLength; start += bandLength) {
    let hash = start;
    for (let row = 0; row < bandLength; row++) hash = mix(hash ^ (signature[start + row] as number));
    keys.push(hash);
  }
  return keys;
}

function similarity(a: Signature, b: Signature): number {
  let equal = 0;
  for (let bin = 0; bin < signatureLength; bin++) if (a[bin] === b[bin]) equal += 1;
  return equal / signatureLength;
}

/** Spreads 32 bits: the finaliser of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
