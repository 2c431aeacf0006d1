import type { WindowGrid } from '@isthmus/contract';
import type { Arena } from '../../kernels/arena.js';
import { bytes } from '../../kernels/bytes/graph.js';
import type { GemmModule } from '../../kernels/gemm.js';
import type { Kernels } from '../../kernels/load.js';
import { defineModule } from '../../kernels/module.js';

/** A `WindowGrid` as kernels take it. */
export type Grid = readonly [
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  top: number,
  left: number,
  size: number,
  strides: number,
];

/** The functions of the module `graph`; what each does stands in kernels/graph-….ts. */
export interface GraphKernels {
  activate(f: number, n: number, parameter: number, x: number, y: number): void;
  activateWithSlopes(
    f: number,
    n: number,
    parameter: number,
    x: number,
    y: number,
    slopes: number,
  ): void;
  pullBackByOutputs(
    f: number,
    n: number,
    parameter: number,
    y: number,
    dy: number,
    dx: number,
  ): void;
  multiplyEntries(n: number, a: number, b: number, c: number): void;
  addEntries(n: number, a: number, b: number, c: number): void;
  copyEntries(n: number, from: number, to: number): void;
  drop(n: number, threshold: number, kept: number, factors: number, x: number, y: number): void;
  interpolate(n: number, a: number, b: number, t: number, to: number): void;
  mix(positive: number, n: number, a: number, b: number, t: number, to: number): void;
  columnSums(resumed: number, rows: number, n: number, a: number, sums: number): void;
  gatherPatches(images: number, ...at: [...Grid, x: number, patches: number, frame: number]): void;
  scatterPatches(
    images: number,
    ...at: [...Grid, patches: number, dx: number, frame: number]
  ): void;
  maxPool(images: number, ...at: [...Grid, x: number, y: number, chosen: number]): void;
  maxPoolBack(images: number, ...at: [...Grid, dy: number, chosen: number, dx: number]): void;
  averagePool(images: number, ...at: [...Grid, x: number, y: number]): void;
  averagePoolBack(images: number, ...at: [...Grid, dy: number, dx: number]): void;
  losses(
    kind: number,
    rows: number,
    size: number,
    z: number,
    y: number,
    count: number,
    dz: number,
    sum: number,
  ): number;
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
}

/** What the plan runs on: kernels that share one memory, and blocks of that memory. */
export interface GraphHost extends Pick<
  Arena,
  'alloc' | 'mark' | 'release' | 'floats' | 'doubles'
> {
  /** Which kernels these are, for the record. */
  readonly name: string;
  readonly gemm: Pick<GemmModule, 'gemm' | 'gemmWorkBytes'>;
  readonly graph: GraphKernels;
}

/** The kernels of the plan on those that are loaded. */
export function graphHostOf({ build, arena, gemm, use }: Kernels): GraphHost {
  return { ...arena, name: `${build.name} kernels: ${build.reason}`, gemm, graph: use(GRAPH) };
}

/** Window grids as arguments. */
export function gridOf(at: WindowGrid): Grid {
  return [
    at.height,
    at.width,
    at.channels,
    at.outHeight,
    at.outWidth,
    at.top,
    at.left,
    at.size,
    at.strides,
  ];
}

/** The module `graph`. */
export const GRAPH = defineModule<GraphKernels>('graph', bytes);
