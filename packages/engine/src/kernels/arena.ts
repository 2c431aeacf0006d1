import { IsthmusError, messageOf } from '@isthmus/contract/base';
import type { WasmMemory } from './webassembly.js';
import { wasm } from './webassembly.js';

const PAGE = 65536;

/** Cache lines, and the largest step of any kernel. */
const ALIGNMENT = 64;

/** What a WebAssembly memory may hold. */
const LIMIT = 2 ** 32;

/**
 * Blocks of a memory that kernels work on, in the order of a stack. Addresses are bytes from its
 * start; no block lies at 0, which kernels take for "none".
 */
export interface KernelArena {
  readonly memory: WasmMemory;
  /**
   * A block at a multiple of 64; whatever it holds.
   *
   * @throws `engine/out-of-memory` saying how much was asked for
   */
  alloc(bytes: number): number;
  /** The present height of the stack, for `release`. */
  mark(): number;
  /** Gives back all blocks that were made since the mark. */
  release(mark: number): void;
  /** A view of `length` numbers from the address on; no view survives an `alloc`, take it anew. */
  floats(at: number, length: number): Float32Array;
  doubles(at: number, length: number): Float64Array;
  integers(at: number, length: number): Int32Array;
}

/**
 * An empty memory, which grows as blocks are made and is freed with the last reference to it.
 *
 * @example
 * const arena = createArena();
 * const mark = arena.mark();
 * const at = arena.alloc(4 * 100);
 * arena.floats(at, 100).set(values);
 * arena.release(mark);
 */
export function createArena(): KernelArena {
  const memory = new wasm.Memory({ initial: 1 });
  let top = ALIGNMENT;
  return {
    memory,
    alloc: (bytes) => {
      const at = top;
      const next = at + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      grow(memory, next, bytes);
      top = next;
      return at;
    },
    mark: () => top,
    release: (mark) => {
      top = mark;
    },
    floats: (at, length) => new Float32Array(memory.buffer, at, length),
    doubles: (at, length) => new Float64Array(memory.buffer, at, length),
    integers: (at, length) => new Int32Array(memory.buffer, at, length),
  };
}

/** By a quarter at least where there is room, so that many small blocks do not mean many growths. */
function grow(memory: WasmMemory, needed: number, asked: number): void {
  const held = memory.buffer.byteLength;
  if (needed <= held) return;
  const generous = Math.min(LIMIT, Math.max(needed, held * 1.25));
  const failure = growTo(memory, Math.max(needed, generous)) && growTo(memory, needed);
  if (failure !== null)
    throw new IsthmusError(
      'engine/out-of-memory',
      `The engine's memory of ${held} bytes cannot grow to ${needed} (at most ${LIMIT}): ${messageOf(failure.cause)}. Use smaller batches or a smaller network, or free memory on this machine.`,
      { held, needed, asked },
      failure,
    );
}

/** Null, or why the memory did not grow. */
function growTo(memory: WasmMemory, bytes: number): { readonly cause: unknown } | null {
  try {
    memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE));
    return null;
  } catch (cause) {
    return { cause };
  }
}
