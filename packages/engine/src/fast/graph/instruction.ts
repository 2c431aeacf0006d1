import type { BoundActivation } from '../../kernels/operation-kernels.js';
import type { ConvolutionWork, DenseWork, NormalizeWork } from './plan.js';
import type { WindowGrid } from '@isthmus/contract';

/** A block of numbers that a schedule works on, by its place in the schedule. */
export type Buffer = number;

/** One kernel call (or the few of a convolution) on a block of rows; sizes are entries of one sample. */
export type Instruction =
  | {
      readonly do: 'dense';
      readonly at: DenseWork;
      readonly x: Buffer;
      readonly y: Buffer;
      readonly positive: boolean;
    }
  | { readonly do: 'dense-leaves'; readonly at: DenseWork; readonly x: Buffer; readonly dy: Buffer }
  | {
      readonly do: 'dense-input';
      readonly at: DenseWork;
      readonly dy: Buffer;
      readonly dx: Buffer;
      readonly resumed: boolean;
    }
  | {
      readonly do: 'convolution';
      readonly at: Convolution;
      readonly x: Buffer;
      readonly y: Buffer;
      readonly positive: boolean;
    }
  /** Both gradients at once; dx null: not asked for. */
  | {
      readonly do: 'convolution-back';
      readonly at: Convolution;
      readonly x: Buffer;
      readonly dy: Buffer;
      readonly dx: Buffer | null;
    }
  | {
      readonly do: 'normalize';
      readonly at: NormalizeWork;
      readonly size: number;
      /** By the batch, where the work has statistics. */
      readonly training: boolean;
      readonly x: Buffer;
      readonly y: Buffer;
      /** Where means and factors go, of every channel or of every position. */
      readonly moments: Buffer;
    }
  /** The slopes in x take the place of dy. */
  | {
      readonly do: 'normalize-back';
      readonly at: NormalizeWork;
      readonly size: number;
      readonly training: boolean;
      readonly x: Buffer;
      readonly dy: Buffer;
      readonly moments: Buffer;
    }
  | {
      readonly do: 'activate';
      readonly f: BoundActivation;
      readonly size: number;
      readonly x: Buffer;
      readonly y: Buffer;
      /** Where the derivatives go; null: not asked for. */
      readonly slopes: Buffer | null;
    }
  | {
      readonly do: 'activate-back';
      readonly f: BoundActivation;
      readonly size: number;
      readonly y: Buffer;
      readonly dy: Buffer;
    }
  /** `a *= b`, `a += b`, `a = b`. */
  | {
      readonly do: 'multiply' | 'copy';
      readonly size: number;
      readonly a: Buffer;
      readonly b: Buffer;
    }
  | {
      readonly do: 'add';
      readonly size: number;
      readonly a: Buffer;
      readonly b: Buffer;
      readonly to: Buffer;
    }
  | {
      readonly do: 'drop';
      readonly node: string;
      readonly size: number;
      readonly rate: number;
      readonly x: Buffer;
      readonly y: Buffer;
      readonly factors: Buffer;
    }
  | {
      readonly do: 'max-pool';
      readonly grid: WindowGrid;
      readonly x: Buffer;
      readonly y: Buffer;
      readonly chosen: Buffer | null;
    }
  | {
      readonly do: 'max-pool-back';
      readonly grid: WindowGrid;
      readonly dy: Buffer;
      readonly chosen: Buffer;
      readonly dx: Buffer;
    }
  | { readonly do: 'avg-pool'; readonly grid: WindowGrid; readonly x: Buffer; readonly y: Buffer }
  | {
      readonly do: 'avg-pool-back';
      readonly grid: WindowGrid;
      readonly dy: Buffer;
      readonly dx: Buffer;
    }
  /** `(1-t)a + t b`, then relu where `positive`. */
  | {
      readonly do: 'mix';
      readonly size: number;
      readonly a: Buffer;
      readonly b: Buffer;
      readonly y: Buffer;
      readonly positive: boolean;
    }
  | {
      readonly do: 'losses';
      readonly loss: number;
      readonly size: number;
      readonly z: Buffer;
      /** The targets. */
      readonly y: Buffer;
      readonly dz: Buffer | null;
    };

/** A convolution with what follows from its windows. */
export interface Convolution extends ConvolutionWork {
  readonly grid: WindowGrid;
  /** Windows of one image. */
  readonly positions: number;
  /** Entries of one window. */
  readonly depth: number;
  /** Whether the patches are the image itself: windows of one entry, one by one. */
  readonly pointwise: boolean;
}

/** Multiply-adds per row, roughly: what is not a product counts as so many per entry. */
const ENTRY_WORK = 8;

/** The work of an instruction on one row, in multiply-adds. */
export function workPerRow(instruction: Instruction): number {
  switch (instruction.do) {
    case 'dense':
    case 'dense-leaves':
    case 'dense-input':
      return instruction.at.inputs * instruction.at.units;
    case 'convolution':
      return productsOf(instruction.at);
    case 'convolution-back':
      return (instruction.dx === null ? 1 : 2) * productsOf(instruction.at);
    case 'max-pool':
    case 'max-pool-back':
    case 'avg-pool':
    case 'avg-pool-back': {
      const { channels, outHeight, outWidth, size } = instruction.grid;
      return ENTRY_WORK * channels * outHeight * outWidth * size * size;
    }
    default:
      return ENTRY_WORK * instruction.size;
  }
}

function productsOf({ positions, depth, filters }: Convolution): number {
  return positions * depth * filters;
}
