import { installKernelPack } from '../kernel-pack/install.js';
import { loadTfjs, tfjs } from '../library/library.js';
import type { Tfjs } from '../library/library.js';
import { disposing } from '../library/tensors.js';
import { withoutNewHandlers } from '../library/uncaught-handlers.js';
import { importWasm } from '../library/wasm-package.js';

/** A tfjs backend that is initialised. */
export interface Backend {
  /** For the record, such as `tfjs-wasm 4.22.0`. */
  readonly name: string;
  /** Makes it the one that tfjs computes with; synchronous, and free where it is already. */
  activate(): void;
}

/** The backends of this process. */
interface Backends {
  readonly cpu: Backend;
  /** Null where `@tensorflow/tfjs-backend-wasm` is not installed or the host refuses it. */
  readonly wasm: Backend | null;
}

/**
 * tfjs keeps one engine for the whole process, so its backends are readied once as well. Both at
 * once and before any use: while one is being initialised, tfjs cannot compute with another.
 */
let ready: Promise<Backends> | undefined;

/** Initialises the tfjs backends of this process; later calls give the same ones. */
export function readyBackends(): Promise<Backends> {
  return (ready ??= initialise());
}

/**
 * The backend for a piece of work: wasm where it is installed and the work goes through on it, else
 * cpu. The work is tried, because wasm lacks kernels that cpu has (Einsum, the Fourier transforms …)
 * and others are refused on it because it has them wrong (`kernel-pack/wasm/refused.ts`), and neither
 * a layer of a plugin nor a network given as code says which ones it uses. The answer depends on the
 * operations alone, so it repeats.
 */
export async function backendFor(attempt: () => void): Promise<Backend> {
  const { cpu, wasm } = await readyBackends();
  if (wasm === null) return cpu;
  wasm.activate();
  return goesThrough(attempt) ? wasm : cpu;
}

function goesThrough(attempt: () => void): boolean {
  try {
    disposing(attempt);
    return true;
  } catch {
    disposeTape();
    return false;
  }
}

/** tfjs keeps the intermediate tensors of a gradient that failed half-way; this frees them. */
function disposeTape(): void {
  const { state } = tfjs().engine();
  for (const node of state.activeTape ?? [])
    for (const tensor of node.saved ?? []) tensor.dispose();
  state.activeTape = [];
}

async function initialise(): Promise<Backends> {
  const tf = await loadTfjs();
  const wasm = await initialiseWasm(tf);
  installKernelPack(tf, wasm !== null);
  await tf.setBackend('cpu');
  silenceGreeting(tf);
  return { cpu: backend('cpu', tf.version['tfjs-backend-cpu']), wasm };
}

async function initialiseWasm(tf: Tfjs): Promise<Backend | null> {
  const version = await importWasm();
  if (version === null) return null;
  const works = await withoutNewHandlers(() => tf.setBackend('wasm'));
  return works ? backend('wasm', version) : null;
}

function backend(kind: 'cpu' | 'wasm', version: string): Backend {
  return {
    name: `tfjs-${kind} ${version}`,
    activate: () => {
      const tf = tfjs();
      // For a backend that is initialised, tfjs does all the work before its promise is returned.
      if (tf.getBackend() !== kind) void tf.setBackend(kind);
    },
  };
}

/**
 * Keeps the cpu backend from advertising the native one at its first tensor. The flag is private;
 * the public way, tfjs's production mode, would hide its checks of shapes and types too.
 */
function silenceGreeting(tf: Tfjs): void {
  Reflect.set(tf.backend(), 'firstUse', false);
}
