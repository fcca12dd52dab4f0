/**
 * Leads a context mixing, which stands at one place at a time, to whatever place is asked about: back to the last place
 * on the way there that it still remembers, then on through the tokens that are missing.
 */
import type { Checkpoint, ContextMixing } from '../mixing/context-mixing';
import type { Token } from '../vocabulary/vocabulary';
import { pathKey, type TextPath } from './text-path';

/** Of a longer way, only so many tokens before its end are read: contexts look no further back, and matches hardly. */
const longestWay = 32_768;

/** Stands for the end of the learned text in place of the index of a step. */
const learnedPlace = -1;

interface Step {
  readonly key: string;
  readonly checkpoint: Checkpoint;
}

export class MixingReader {
  /** The text that ends where the learned text does: read without being read again. */
  #learned: string | undefined;
  /** Places after the learned text that were passed on the way to where the mixing stands, the last one there. */
  #steps: Step[] = [];

  constructor(readonly mixing: ContextMixing) {}

  /** Makes the mixing stand at the end of a text; its next prediction is what follows. */
  moveTo(path: TextPath): void {
    const missing: TextPath[] = [];
    let known = learnedPlace;
    let tokens = 0;
    for (const place of placesBackFrom(path)) {
      const key = pathKey(place);
      if (key === this.#learned || tokens > longestWay) break;
      known = this.#stepTo(key);
      if (known !== learnedPlace) break;
      missing.push(place);
      tokens += place.tokens.length;
    }
    this.#returnTo(known);
    for (const place of missing.reverse()) {
      for (const token of place.tokens) this.mixing.advance(token);
      this.#steps.push({ key: pathKey(place), checkpoint: this.mixing.checkpoint() });
    }
  }

  /**
   * Learns the token that comes where the mixing stands. All that was passed on the way there becomes learned text's
   * surroundings, so that what was learned is never written over.
   *
   * @returns bits that the token cost.
   */
  learn(token: Token): number {
    this.forget();
    return this.mixing.learn(token);
  }

  /** Called when the mixing stands at its kept place. */
  forget(): void {
    this.#steps = [];
    this.#learned = undefined;
  }

  /** Called when learning is done: from here on the mixing comes back to here. */
  learnedTo(path: TextPath | undefined): void {
    this.#steps = [];
    this.#learned = path && pathKey(path);
    this.mixing.keepPlace();
  }

  /** Goes back to where the learned text ends. */
  returnToLearned(): void {
    this.#returnTo(learnedPlace);
  }

  /** The step at a place, where the mixing stands there or can go back to it. */
  #stepTo(key: string): number {
    const step = this.#steps.findLastIndex((other) => other.key === key);
    const there = this.#steps[step];
    if (there === undefined) return learnedPlace;
    return step === this.#steps.length - 1 || this.mixing.holds(there.checkpoint) ? step : learnedPlace;
  }

  #returnTo(step: number): void {
    if (step === this.#steps.length - 1) return;
    if (step === learnedPlace) this.mixing.returnToKeptPlace();
    else this.mixing.rollback((this.#steps[step] as Step).checkpoint);
    this.#steps.length = step + 1;
  }
}

/** The ends of a text's pieces, the last one first. */
function* placesBackFrom(path: TextPath): Generator<TextPath> {
  let place = path;
  while (place.before !== undefined) {
    yield place;
    place = place.before;
  }
}
