import type { BoundActivation } from '../../kernels/operation-kernels.js';
import type { ConvolutionWork, DenseWork, NormalizeWork } from './plan.js';
import type { WindowGrid } from '@isthmus/contract';

/** A block of numbers that a schedule works on, by its place in the schedule. */
export type BufferNumber = number;

/** One kernel call (or the few of a convolution) on a block of rows; sizes are entries of one sample. */
export type Instruction =
  | {
      readonly do: 'dense';
      readonly at: DenseWork;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      readonly positive: boolean;
    }
  | {
      readonly do: 'dense-leaves';
      readonly at: DenseWork;
      readonly x: BufferNumber;
      readonly dy: BufferNumber;
    }
  | {
      readonly do: 'dense-input';
      readonly at: DenseWork;
      readonly dy: BufferNumber;
      readonly dx: BufferNumber;
      readonly resumed: boolean;
    }
  | {
      readonly do: 'convolution';
      readonly at: Convolution;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      readonly positive: boolean;
    }
  /** Both gradients at once; dx null: not asked for. */
  | {
      readonly do: 'convolution-back';
      readonly at: Convolution;
      readonly x: BufferNumber;
      readonly dy: BufferNumber;
      readonly dx: BufferNumber | null;
    }
  | {
      readonly do: 'normalize';
      readonly at: NormalizeWork;
      readonly size: number;
      /** By the batch, where the work has statistics. */
      readonly training: boolean;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      /** Where means and factors go, of every channel or of every position. */
      readonly moments: BufferNumber;
    }
  /** The slopes in x take the place of dy. */
  | {
      readonly do: 'normalize-back';
      readonly at: NormalizeWork;
      readonly size: number;
      readonly training: boolean;
      readonly x: BufferNumber;
      readonly dy: BufferNumber;
      readonly moments: BufferNumber;
    }
  | {
      readonly do: 'activate';
      readonly f: BoundActivation;
      readonly size: number;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      /** Where the derivatives go; null: not asked for. */
      readonly slopes: BufferNumber | null;
    }
  | {
      readonly do: 'activate-back';
      readonly f: BoundActivation;
      readonly size: number;
      readonly y: BufferNumber;
      readonly dy: BufferNumber;
    }
  /** `a *= b`, `a += b`, `a = b`. */
  | {
      readonly do: 'multiply' | 'copy';
      readonly size: number;
      readonly a: BufferNumber;
      readonly b: BufferNumber;
    }
  | {
      readonly do: 'add';
      readonly size: number;
      readonly a: BufferNumber;
      readonly b: BufferNumber;
      readonly to: BufferNumber;
    }
  | {
      readonly do: 'drop';
      readonly node: string;
      readonly size: number;
      readonly rate: number;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      readonly factors: BufferNumber;
    }
  | {
      readonly do: 'max-pool';
      readonly grid: WindowGrid;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
      readonly chosen: BufferNumber | null;
    }
  | {
      readonly do: 'max-pool-back';
      readonly grid: WindowGrid;
      readonly dy: BufferNumber;
      readonly chosen: BufferNumber;
      readonly dx: BufferNumber;
    }
  | {
      readonly do: 'avg-pool';
      readonly grid: WindowGrid;
      readonly x: BufferNumber;
      readonly y: BufferNumber;
    }
  | {
      readonly do: 'avg-pool-back';
      readonly grid: WindowGrid;
      readonly dy: BufferNumber;
      readonly dx: BufferNumber;
    }
  /** `(1-t)a + t b`, then relu where `positive`. */
  | {
      readonly do: 'mix';
      readonly size: number;
      readonly a: BufferNumber;
      readonly b: BufferNumber;
      readonly y: BufferNumber;
      readonly positive: boolean;
    }
  | {
      readonly do: 'losses';
      readonly loss: number;
      readonly size: number;
      readonly z: BufferNumber;
      /** The targets. */
      readonly y: BufferNumber;
      readonly dz: BufferNumber | null;
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
