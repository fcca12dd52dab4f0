/**
 * Leads a context mixing, which stands at one place at a time, to whatever place is asked about: back to the last place
 * on the way there that it still remembers, then on through the tokens that are missing.
 */
import type { Checkpoint, ContextMixing } from '../mixing/context-mixing';
import type { Token } from '../vocabulary';
import { pathKey, type TextPath } from './text-path';

/** Of a longer way, only so many tokens before its end are read: contexts look no further back, and matches hardly. */
const longestWay = 32_768;

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
    let known = -1;
    let tokens = 0;
    for (let place: TextPath | undefined = path; place?.before !== undefined; place = place.before) {
      const key = pathKey(place);
      if (key === this.#learned) break;
      known = this.#steps.findIndex((step) => step.key === key);
      if (known >= 0 && this.#canStandAt(known)) break;
      known = -1;
      missing.push(place);
      tokens += place.tokens.length;
      if (tokens > longestWay) break;
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
    this.#steps = [];
    this.#learned = undefined;
    return this.mixing.learn(token);
  }

  /** Called when learning is done: from here on the mixing comes back to here. */
  learnedTo(path: TextPath | undefined): void {
    this.#steps = [];
    this.#learned = path && pathKey(path);
    this.mixing.keepPlace();
  }

  #canStandAt(step: number): boolean {
    const { checkpoint } = this.#steps[step] as Step;
    return step === this.#steps.length - 1 || this.mixing.holds(checkpoint);
  }

  /** @param step index of a step, or −1 for the end of the learned text. */
  #returnTo(step: number): void {
    if (step === this.#steps.length - 1) return;
    if (step < 0) this.mixing.returnToKeptPlace();
    else this.mixing.rollback((this.#steps[step] as Step).checkpoint);
    this.#steps.length = step + 1;
  }
}
