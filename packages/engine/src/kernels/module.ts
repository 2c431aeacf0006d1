import { clearingUpperHalves } from './upper-halves.js';
import type { WasmMemory, WasmModule } from './webassembly.js';
import { wasm } from './webassembly.js';
import type { RawKernels } from './raw-kernels.js';

/** A module of kernels; `instantiate` puts it to work on a memory. */
export interface KernelModule<Exports> {
  readonly name: string;
  instantiate(memory: WasmMemory): Exports;
}

/**
 * Names a module and how its functions are called. Its bytes are compiled once per process, when it
 * is first used.
 *
 * @param bytes base64, as tools/make-kernels.mjs writes it
 * @param callsOf gives operands their names; it is made with the bytes
 * @example
 * const graph = defineModule('graph', bytes, graphKernels);
 * kernels.use(graph).addEntries(8, a, b, c);
 */
export function defineModule<Exports extends object>(
  name: string,
  bytes: string,
  callsOf: (raw: RawKernels) => Exports,
): KernelModule<Exports> {
  let compiled: WasmModule | undefined;
  return {
    name,
    instantiate: (memory) => {
      compiled ??= new wasm.Module(fromBase64(bytes));
      const env = { memory, abort: () => aborted(name) };
      // Modules export functions of numbers alone.
      const raw = new wasm.Instance(compiled, { env }).exports as RawKernels;
      return callsOf(clearingUpperHalves(raw));
    },
  };
}

function aborted(name: string): never {
  throw new Error(`The kernels "${name}" gave up.`);
}

/**
 * Node's own way is many times as fast; a browser has none but letter by letter. There, what a bundler
 * puts in the place of `Buffer` may know nothing but `isBuffer`.
 */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const there: Partial<Pick<typeof Buffer, 'from'>> | null = typeof Buffer === 'undefined' ? null : Buffer; // prettier-ignore
  if (there?.from !== undefined) return there.from(text, 'base64');
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
