/** The WebAssembly module of the context mixing, typed. */
import { instantiate } from '../platform/webassembly';
import { compiledMixing } from './compiled';

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
  tuningTable(): number;
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
