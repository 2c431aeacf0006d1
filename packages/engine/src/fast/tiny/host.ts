import { createArena, type KernelArena } from '../../kernels/arena.js';
import type { TinyKernels } from '../../kernels/generated/tiny.js';
import { TINY_MODULE } from '../../kernels/modules.js';

/**
 * The kernels with the memory that they work on. An engine has one of its own: what it holds there
 * stays where it is, whatever other engines do, and is freed with it.
 */
export interface TinyHost {
  readonly tiny: TinyKernels;
  /** Room for so many bytes, at a multiple of 64, filled with zeros. It is never given back. */
  alloc(bytes: number): number;
  /** Views of the whole memory, of the present size: an `alloc` makes earlier ones useless. */
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
}

/**
 * Kernels on an arena, which nobody else releases: what is allocated here stays for as long as the
 * host is used. By default it is a fresh one.
 */
export function createTinyHost(arena: KernelArena = createArena()): TinyHost {
  const tiny = TINY_MODULE.instantiate(arena.memory);
  let views = viewsOf(arena);
  /** Whoever made the memory grow, it has taken the buffer from these views; asking them is fast. */
  const fresh = () => {
    if (views.f32.length === 0) views = viewsOf(arena);
    return views;
  };
  return {
    tiny,
    alloc(bytes) {
      const at = arena.alloc(bytes);
      fresh().i32.fill(0, at / 4, (at + bytes) / 4);
      return at;
    },
    get f32() {
      return fresh().f32;
    },
    get f64() {
      return fresh().f64;
    },
    get i32() {
      return fresh().i32;
    },
  };
}

function viewsOf({ memory: { buffer } }: KernelArena) {
  return {
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
    i32: new Int32Array(buffer),
  };
}

/** A block of memory that grows with what is asked of it; what it held is lost when it does. */
export interface GrowingBlock {
  take(bytes: number): number;
}

/** An empty room. */
export function createGrowingBlock({ alloc }: Pick<TinyHost, 'alloc'>): GrowingBlock {
  let at = 0;
  let held = 0;
  return {
    take(bytes) {
      if (bytes <= held) return at;
      held = Math.max(bytes, 2 * held);
      return (at = alloc(held));
    },
  };
}
