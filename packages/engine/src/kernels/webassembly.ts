/** A memory that grows in pages of 65,536 bytes; a growth detaches the buffer. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module. */
export type WasmModule = object;

interface Host {
  readonly WebAssembly: {
    readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
    readonly Module: new (bytes: Uint8Array) => WasmModule;
    readonly Instance: new (
      module: WasmModule,
      imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    ) => { readonly exports: unknown };
  };
}

/** What is used of WebAssembly; the types of the host's globals come with those of a browser only. */
export const { WebAssembly: wasm } = globalThis as unknown as Host;
