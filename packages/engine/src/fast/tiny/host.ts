import { createArena, type Arena } from '../../kernels/arena.js';
import { bytes } from '../../kernels/bytes/tiny.js';
import { defineModule } from '../../kernels/module.js';

/** What the kernels of module `tiny` are called by; addresses are bytes. See kernels/tiny.ts for each. */
export interface TinyExports {
  valueRows(
    net: number,
    scratch: number,
    theta: number,
    x: number,
    y: number,
    stride: number,
    rows: number,
  ): number;
  gradientRows(
    net: number,
    scratch: number,
    theta: number,
    x: number,
    y: number,
    stride: number,
    rows: number,
    gradient: number,
  ): number;
  sumRows(
    net: number,
    scratch: number,
    theta: number,
    x: number,
    y: number,
    stride: number,
    from: number,
    to: number,
    slopes: number,
  ): void;
  meanLoss(net: number, scratch: number, rows: number): number;
  meanGradient(net: number, scratch: number, rows: number, gradient: number): void;
  valueModels(
    net: number,
    scratch: number,
    theta: number,
    x: number,
    y: number,
    stride: number,
    rows: number,
    means: number,
  ): void;
  gradientModels(
    net: number,
    scratch: number,
    theta: number,
    x: number,
    y: number,
    stride: number,
    rows: number,
    means: number,
  ): void;
  update(
    rule: number,
    n: number,
    theta: number,
    gradient: number,
    slot0: number,
    slot1: number,
    settings: number,
    correction1: number,
    correction2: number,
  ): void;
  trainRows(
    net: number,
    scratch: number,
    theta: number,
    slot0: number,
    slot1: number,
    gradient: number,
    rule: number,
    settings: number,
    corrections: number,
    x: number,
    y: number,
    stride: number,
    stepX: number,
    stepY: number,
    rows: number,
    steps: number,
    restAt: number,
    out: number,
  ): void;
  trainModels(
    net: number,
    scratch: number,
    theta: number,
    slot0: number,
    slot1: number,
    rule: number,
    settings: number,
    corrections: number,
    x: number,
    y: number,
    stride: number,
    stepX: number,
    stepY: number,
    rows: number,
    steps: number,
    group: number,
    means: number,
  ): number;
  scan(
    net: number,
    scratch: number,
    theta: number,
    ends: number,
    span: number,
    which: number,
    t: number,
    points: number,
    x: number,
    y: number,
    stride: number,
    rows: number,
    out: number,
  ): void;
  layer64(
    kernel: number,
    bias: number,
    inputs: number,
    units: number,
    x: number,
    stride: number,
    single: number,
    rows: number,
    out: number,
    outStride: number,
    f: number,
    parameter: number,
  ): void;
  mapF32(which: number, parameter: number, from: number, to: number, n: number): void;
  rowByRow64(from: number, stride: number, units: number, rows: number, to: number): void;
  toLanes(models: number, to: number, count: number): void;
  fromLanes(from: number, models: number, used: number, count: number): void;
  takeRows(
    from: number,
    stride: number,
    width: number,
    rows: number,
    count: number,
    to: number,
    newStride: number,
  ): void;
}

/**
 * The kernels with the memory that they work on. An engine has one of its own: what it holds there
 * stays where it is, whatever other engines do, and is freed with it.
 */
export interface TinyHost {
  readonly tiny: TinyExports;
  /** Room for so many bytes, at a multiple of 64, filled with zeros. It is never given back. */
  alloc(bytes: number): number;
  /** Views of the whole memory, of the present size: an `alloc` makes earlier ones useless. */
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
}

/** The module itself, for a memory that other modules work on too. */
export const tinyModule = defineModule<TinyExports>('tiny', bytes);

/**
 * Kernels on an arena, which nobody else releases: what is allocated here stays for as long as the
 * host is used. By default it is a fresh one.
 */
export function createTinyHost(arena: Arena = createArena()): TinyHost {
  const tiny = tinyModule.instantiate(arena.memory);
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

function viewsOf({ memory: { buffer } }: Arena) {
  return {
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
    i32: new Int32Array(buffer),
  };
}

/** Room that grows with what is asked of it; what it held is lost when it does. */
export interface Room {
  take(bytes: number): number;
}

/** An empty room. */
export function createRoom({ alloc }: Pick<TinyHost, 'alloc'>): Room {
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
