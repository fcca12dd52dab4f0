/** The WebAssembly module of the context mixing, typed. */
import { instantiate, isGlobal } from '../platform/webassembly';
import { compiledMixing } from './compiled';
import type { Parameters } from './parameters';

export interface MixingExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create(capacity: number, slotBits: number, bucketBits: number, matchBits: number): number;
  prepare(nodes: number): void;
  reset(): void;
  restored(): void;
  characterTable(): number;
  codeTable(): number;
  codeLengthTable(): number;
  childTable(): number;
  leftOutTable(): number;
  contextCount(): number;
  expertTable(): number;
  start(): number;
  end(): number;
  position(): number;
  expectedText(): number;
  textEnd(): number;
  learn(token: number): number;
  advance(token: number): void;
  probe(node: number): number;
  distribution(minimum: number): void;
  distributionTable(): number;
  setExpert(expert: number): void;
  silenceExperts(): void;
  checkpoint(index: number): void;
  rollback(index: number): void;
}

export function instantiateMixing(): MixingExports {
  return instantiate(compiledMixing) as MixingExports;
}

/**
 * Sets the constants that the module exports as globals, which are all of its globals, each by its name.
 *
 * @throws RangeError where the module has no such constant, or one of its own gets no value.
 */
export function setParameters(module: MixingExports, parameters: Parameters): void {
  const left = new Map<string, number>(Object.entries(parameters));
  for (const [name, exported] of Object.entries(module)) {
    if (!isGlobal(exported)) continue;
    const value = left.get(name);
    if (value === undefined) throw new RangeError(`The mixing's constant ${name} is given no value.`);
    exported.value = value;
    left.delete(name);
  }
  if (left.size > 0) throw new RangeError(`The mixing has no such constants: ${[...left.keys()].join(', ')}.`);
}
