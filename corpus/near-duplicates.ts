/**
 * Finds near-duplicates: files that share most of their runs of words, whatever their white space.
 *
 * Similarity is the Jaccard index of the sets of {@link shingleWords}-word runs, estimated from one-permutation MinHash
 * signatures (Li, Owen & Zhang 2012, "One Permutation Hashing", with the densification of Shrivastava & Li 2014), of
 * which 16 bits a value are kept (Li & König 2010, "b-Bit Minwise Hashing"), and found through bands of them (Leskovec,
 * Rajaraman & Ullman, "Mining of Massive Datasets", 3.4). Files this similar inflate what a model of code seems to know
 * (Allamanis 2019, "The adverse effects of code duplication in machine learning models of code", which takes 0.8 as the
 * limit too).
 *
 * Time is linear in the text and in the number of files, whatever they are, and memory is bounded: of very many files the
 * earliest are forgotten, and a band that many
 * files have in common is the template that all were made from and tells none of them from the others, so only the
 * first {@link filesABand} of them are found through it. Two files at 0.8 have a ninth of their runs each for itself, so
 * at least half of their bands are their own.
 */
const similarEnough = 0.8;
const shingleWords = 5;
/** Values in a signature. The estimate's standard deviation at 0.8 is √(0.8 · 0.2 / 256) = 0.025. */
const signatureLength = 256;
/** Values that must agree for two files to be compared: with 32 bands, 99.7 % of pairs at 0.8 are, 12 % at 0.5. */
const bandLength = 8;
const bands = signatureLength / bandLength;
/** Values that may differ in signatures of files that are similar enough. */
const mostDifferent = Math.floor(signatureLength * (1 - similarEnough));
const filesABand = 4;
/** Of so many files those before the last half are forgotten; a file takes about a kilobyte. */
const mostRemembered = 1 << 18;
const emptyBin = 0xffffffff;
const fnvPrime = 0x01000193;
/** Any odd number with well spread bits will do; this is 2^32 divided by the golden ratio. */
const wordBase = 0x9e3779b1;
const leadingPower = Math.imul(Math.imul(wordBase, wordBase), Math.imul(wordBase, wordBase));

type Signature = Uint32Array;

export class NearDuplicates {
  #recent = new Remembered();
  #earlier = new Remembered();

  /** @param limit how many files are remembered at most. */
  constructor(private readonly limit = mostRemembered) {}

  /**
   * The path of an earlier text that this one repeats, or undefined. A text that repeats none is remembered, so texts
   * are folded into the first of their kind.
   */
  fold(path: string, text: string): string | undefined {
    const signature = signatureOf(text);
    const keys = bandKeys(signature);
    const found = this.#earlier.find(signature, keys) ?? this.#recent.find(signature, keys);
    if (found !== undefined) return found;
    if (this.#recent.size >= this.limit / 2) {
      this.#earlier = this.#recent;
      this.#recent = new Remembered();
    }
    this.#recent.add(path, signature, keys);
    return undefined;
  }
}

/** Files by their bands. Flat arrays, as maps of lists would take several times as much. */
class Remembered {
  readonly #paths: string[] = [];
  /** One after the other, in the order of the paths. */
  #signatures = new Uint16Array(64 * signatureLength);
  /**
   * Open addressing: the key of a band and the file's place and one, zero where nothing stands. Entries of one key
   * follow each other, perhaps with others between.
   */
  #keys = new Uint32Array(64 * 2 * bands);
  #files = new Uint32Array(64 * 2 * bands);
  #entries = 0;
  /** For each file, the last search that compared it. */
  #comparedIn = new Uint32Array(64);
  #searches = 0;

  get size(): number {
    return this.#paths.length;
  }

  find(signature: Signature, keys: readonly number[]): string | undefined {
    this.#searches += 1;
    const mask = this.#keys.length - 1;
    for (const key of keys) {
      for (let slot = key & mask; this.#files[slot] !== 0; slot = (slot + 1) & mask) {
        if (this.#keys[slot] !== key) continue;
        const index = (this.#files[slot] as number) - 1;
        if (this.#comparedIn[index] === this.#searches) continue;
        this.#comparedIn[index] = this.#searches;
        if (this.#isSimilar(index, signature)) return this.#paths[index];
      }
    }
    return undefined;
  }

  add(path: string, signature: Signature, keys: readonly number[]): void {
    const index = this.#paths.push(path) - 1;
    if (index === this.#comparedIn.length) {
      this.#signatures = enlarged(this.#signatures);
      this.#comparedIn = enlarged(this.#comparedIn);
    }
    this.#signatures.set(signature, index * signatureLength);
    if ((this.#entries + keys.length) * 2 > this.#keys.length) this.#enlargeTable();
    for (const key of keys) this.#enter(key, index + 1);
  }

  #enter(key: number, file: number): void {
    const mask = this.#keys.length - 1;
    let slot = key & mask;
    for (let same = 0; this.#files[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key && ++same === filesABand) return;
    }
    this.#keys[slot] = key;
    this.#files[slot] = file;
    this.#entries += 1;
  }

  /** No entry is lost: no key had more than may be entered. */
  #enlargeTable(): void {
    const [keys, files] = [this.#keys, this.#files];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#files = new Uint32Array(files.length * 2);
    this.#entries = 0;
    for (let slot = 0; slot < keys.length; slot++) {
      if (files[slot] !== 0) this.#enter(keys[slot] as number, files[slot] as number);
    }
  }

  #isSimilar(index: number, signature: Signature): boolean {
    const start = index * signatureLength;
    let different = 0;
    for (let bin = 0; bin < signatureLength; bin++) {
      const known = this.#signatures[start + bin] as number;
      if (known !== ((signature[bin] as number) & 0xffff) && ++different > mostDifferent) return false;
    }
    return true;
  }
}

function enlarged<A extends Uint16Array | Uint32Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
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

/** Spreads 32 bits: the finaliser of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
