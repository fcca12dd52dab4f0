/** The WebAssembly module of the context mixing, typed. */
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
  expertTable(): number;
  start(): number;
  end(): number;
  position(): number;
  learn(token: number): number;
  advance(token: number): void;
  probe(node: number): number;
  setExpert(expert: number): void;
  checkpoint(index: number): void;
  rollback(index: number): void;
}

/** What is used here of the standard interface, which the type library for Node leaves out. */
interface StandardInterface {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: StandardInterface }).WebAssembly;

let compiled: object | undefined;

export function instantiateMixing(): MixingExports {
  compiled ??= new Module(Buffer.from(compiledMixing, 'base64'));
  const abort = (): never => {
    throw new Error('The context mixing stopped.');
  };
  return new Instance(compiled, { env: { abort } }).exports as MixingExports;
}
