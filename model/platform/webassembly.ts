/** Instances of the WebAssembly modules that are compiled into the product. */

/** A variable of a module that its host sets, rounded to its type. */
export interface Global {
  value: number;
}

/** What is used here of the standard interface, which the type library for Node leaves out. */
interface StandardInterface {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Global: new (descriptor: object) => Global;
}
const { Module, Instance, Global } = (globalThis as unknown as { WebAssembly: StandardInterface }).WebAssembly;

const modules = new Map<string, object>();

/** @param base64 of a module of `scripts/compile-assembly.ts`; it is compiled once. */
export function instantiate(base64: string): unknown {
  let module = modules.get(base64);
  if (module === undefined) {
    module = new Module(Buffer.from(base64, 'base64'));
    modules.set(base64, module);
  }
  const abort = (): never => {
    throw new Error('A WebAssembly module stopped.');
  };
  return new Instance(module, { env: { abort } }).exports;
}

export function isGlobal(exported: unknown): exported is Global {
  return exported instanceof Global;
}
