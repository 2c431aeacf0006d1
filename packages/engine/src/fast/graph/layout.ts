import { workPerRow } from './instruction.js';
import { slopeBytes } from './normalize.js';
import type { Convolution, Instruction } from './instruction.js';
import type { GraphPlan } from './plan.js';
import type { KernelSchedule } from './schedule.js';
import type { BufferLife } from './recorder.js';

/** Where the buffers of a schedule lie for blocks of at most so many rows, in bytes from the first. */
export interface BufferLayout {
  readonly rows: number;
  readonly offsets: readonly number[];
  readonly bytes: number;
}

interface Placed {
  readonly offset: number;
  readonly end: number;
  readonly to: number;
}

/** Every buffer begins at a multiple of this, and has that much room behind it: kernels work in groups. */
const GRAIN = 64;

/** Gives each buffer the lowest place that no other one needs at the same time. */
export function layOut(buffers: readonly BufferLife[], rows: number): BufferLayout {
  const offsets = new Array<number>(buffers.length).fill(0);
  const order = [...buffers.keys()].sort((a, b) => buffers[a]!.from - buffers[b]!.from);
  let placed: readonly Placed[] = [];
  let bytes = 0;
  for (const name of order) {
    const { from, to, size } = buffers[name]!;
    if (from < 0) continue;
    const length = (Math.ceil((4 * size * rows) / GRAIN) + 1) * GRAIN;
    placed = placed.filter((each) => each.to >= from);
    const offset = firstGap(placed, length);
    offsets[name] = offset;
    placed = [...placed, { offset, end: offset + length, to }].sort((a, b) => a.offset - b.offset);
    bytes = Math.max(bytes, offset + length);
  }
  return { rows, offsets, bytes };
}

function firstGap(placed: readonly Placed[], length: number): number {
  let at = 0;
  for (const { offset, end } of placed) {
    if (offset - at >= length) return at;
    at = Math.max(at, end);
  }
  return at;
}

/** What a block may take: most of a level-2 cache of 1 MiB, the rest of which holds packed operands. */
const CACHE_BYTES = 3 * 2 ** 18;

/**
 * Every block reads (and in training updates) all parameters again, and packs them for its products:
 * below so many multiply-adds per parameter and product that would be felt. In training a block is
 * gone over three times.
 */
const LEAST_REUSE = { training: 132, evaluation: 264 };

/** Multiply-adds that one kernel call may make: some 20 ms, as the caller can be asked only between calls. */
const MOST_WORK = 2 ** 29;

/** Tiles of products have 4 or 6 rows. */
const TILE_ROWS = 12;

/**
 * The rows of a block: as many as stay near the processor, but enough to reuse the parameters. Some
 * 130 for dense layers, where a row uses a parameter once; some 4 images for convolutions.
 */
export function blockRows(plan: GraphPlan, schedule: KernelSchedule): number {
  const bytesPerRow = layOut(schedule.buffers, 64).bytes / 64;
  const products = schedule.body.filter(
    ({ do: kind }) => kind === 'dense' || kind === 'convolution',
  );
  const work = products.reduce((sum, call) => sum + workPerRow(call), 0);
  const uses = schedule.purpose.segment ? schedule.bodyLeaves : [...plan.leaves.keys()];
  const parameters = uses.reduce((sum, leaf) => sum + plan.leaves[leaf]!.size, 0);
  const least = LEAST_REUSE[schedule.purpose.gradients ? 'training' : 'evaluation'];
  const reuse = work === 0 ? 1 : Math.ceil((least * parameters) / work);
  const most = Math.floor(MOST_WORK / Math.max(...instructionsOf(schedule).map(workPerRow)));
  const rows = Math.min(Math.max(Math.floor(CACHE_BYTES / bytesPerRow), reuse), most);
  return Math.max(1, rows > 2 * TILE_ROWS ? rows - (rows % TILE_ROWS) : rows);
}

function instructionsOf(schedule: KernelSchedule): readonly Instruction[] {
  return [...schedule.before, ...schedule.atFrom, ...schedule.atTo, ...schedule.body];
}

/** Memory that calls use and leave. */
interface ScratchSizes {
  readonly patches: number;
  readonly frame: number;
  readonly work: number;
}

/** Patches of so many bytes at a time are laid out and multiplied: half of a level-2 cache. */
const PATCH_BYTES = 2 ** 19;

/** How many images of a block are laid out as patches at a time. */
export function imagesAtOnce({ positions, depth }: Convolution, rows: number): number {
  return Math.max(1, Math.min(rows, Math.floor(PATCH_BYTES / (4 * positions * depth))));
}

/** What the calls of a schedule need on blocks of so many rows. */
export function scratchSizes(
  schedule: KernelSchedule,
  rows: number,
  productWork: (m: number, n: number, k: number) => number,
): ScratchSizes {
  const sizes = instructionsOf(schedule).map((call) => scratchOf(call, rows, productWork));
  const most = (of: keyof ScratchSizes) => sizes.reduce((top, each) => Math.max(top, each[of]), 0);
  return { patches: most('patches'), frame: most('frame'), work: most('work') };
}

function scratchOf(
  call: Instruction,
  rows: number,
  productWork: (m: number, n: number, k: number) => number,
): ScratchSizes {
  switch (call.do) {
    case 'dense':
      return { patches: 0, frame: 0, work: productWork(rows, call.at.units, call.at.inputs) };
    case 'dense-leaves':
      return { patches: 0, frame: 0, work: productWork(call.at.inputs, call.at.units, rows) };
    case 'dense-input':
      return { patches: 0, frame: 0, work: productWork(rows, call.at.inputs, call.at.units) };
    case 'normalize-back':
      return { patches: 0, frame: 0, work: slopeBytes(call.at.channels) };
    case 'convolution':
    case 'convolution-back': {
      const { at } = call;
      const m = imagesAtOnce(at, rows) * at.positions;
      const works = [
        productWork(m, at.filters, at.depth),
        productWork(at.depth, at.filters, m),
        productWork(m, at.depth, at.filters),
      ];
      return {
        patches: 4 * m * at.depth + GRAIN,
        frame: frameBytes(at) + GRAIN,
        work: Math.max(...works),
      };
    }
    default:
      return { patches: 0, frame: 0, work: 0 };
  }
}

/** One image with all of its padding. */
function frameBytes({ grid }: Convolution): number {
  const { channels, outHeight, outWidth, size, strides } = grid;
  const reach = (out: number) => (out - 1) * strides + size;
  return 4 * reach(outHeight) * reach(outWidth) * channels;
}
