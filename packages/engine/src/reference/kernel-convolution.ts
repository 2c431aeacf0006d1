import type { WindowGrid } from '@isthmus/contract';
import type { ForwardOperations } from './rules.js';
import type { LoadedKernels } from '../kernels/load.js';
import { REFERENCE64_MODULE } from '../kernels/modules.js';

/** What the images and results of one call of the kernel take at most. */
const BLOCK_BYTES = 2 ** 22;

const { ceil, floor, max, min } = Math;

/**
 * Float64 convolutions by a kernel, with the bits of the plain ones. Images are copied into the
 * kernels' memory, with zeros around where windows overhang, and nothing stays there.
 */
export function createKernelConvolution({
  arena,
  use,
}: LoadedKernels): ForwardOperations['convolve'] {
  const { convolve64 } = use(REFERENCE64_MODULE);
  const known = new WeakMap<WindowGrid, Frame>();
  const frameOf = (at: WindowGrid) => {
    const frame = known.get(at) ?? layFrame(at);
    known.set(at, frame);
    return frame;
  };
  return (at, kernel, filters, x, rows, y) => {
    const frame = frameOf(at);
    const { size, places, offsets } = frame;
    const [positions, taps] = [places.length, offsets.length];
    const outSize = positions * filters;
    const step = max(1, min(rows, floor(BLOCK_BYTES / (8 * (size + outSize)))));
    const mark = arena.mark();
    const [atX, atY] = [arena.alloc(8 * step * size), arena.alloc(8 * (step * outSize + 1))];
    const [atPlaces, atOffsets] = [arena.alloc(4 * positions), arena.alloc(4 * taps)];
    const atW = arena.alloc(8 * taps * 2 * ceil(filters / 2));
    arena.integers(atPlaces, positions).set(places);
    arena.integers(atOffsets, taps).set(offsets);
    packKernel(kernel, taps, filters, arena.doubles(atW, taps * 2 * ceil(filters / 2)));
    for (let from = 0; from < rows; from += step) {
      const count = min(step, rows - from);
      fillFrames(at, frame, x, from, count, arena.doubles(atX, count * size));
      convolve64({
        images: count,
        positions,
        taps,
        filters,
        x: atX,
        image: 8 * size,
        places: atPlaces,
        offsets: atOffsets,
        w: atW,
        y: atY,
      });
      y.set(arena.doubles(atY, count * outSize), from * outSize);
    }
    arena.release(mark);
  };
}

/** How images lie in the kernel's memory: with all that some window covers. */
interface Frame {
  /** Numbers of one image. */
  readonly size: number;
  /** Numbers from one row to the next. */
  readonly pitch: number;
  /** Whether windows overhang, so that there is padding to be left around. */
  readonly padded: boolean;
  /** Where each position's window begins, and where each tap lies from there, in bytes. */
  readonly places: Int32Array;
  readonly offsets: Int32Array;
}

function layFrame(at: WindowGrid): Frame {
  const { height, width, channels, top, left, size, strides, outHeight, outWidth } = at;
  const reach = (out: number) => (out - 1) * strides + size;
  const padded = top > 0 || left > 0 || reach(outHeight) > height || reach(outWidth) > width;
  const [rows, columns] = padded ? [reach(outHeight), reach(outWidth)] : [height, width];
  const pitch = columns * channels;
  const places = Int32Array.from({ length: outHeight * outWidth }, (_, position) => {
    const [oy, ox] = [floor(position / outWidth), position % outWidth];
    return 8 * strides * (oy * pitch + ox * channels);
  });
  const run = size * channels;
  const offsets = Int32Array.from(
    { length: size * run },
    (_, tap) => 8 * (floor(tap / run) * pitch + (tap % run)),
  );
  return { size: rows * pitch, pitch, padded, places, offsets };
}

/** Copies images `from` to `from + count`, row by row where there is padding between. */
function fillFrames(
  { height, width, channels, top, left }: WindowGrid,
  { size, pitch, padded }: Frame,
  x: Float64Array,
  from: number,
  count: number,
  frames: Float64Array,
): void {
  const image = height * width * channels;
  if (!padded) {
    frames.set(x.subarray(from * image, (from + count) * image));
    return;
  }
  frames.fill(0);
  const rows = min(height, size / pitch - top);
  const run = min(width * channels, pitch - left * channels);
  for (let i = 0; i < count; i++)
    for (let row = 0; row < rows; row++) {
      const source = (from + i) * image + row * width * channels;
      const target = i * size + (top + row) * pitch + left * channels;
      for (let j = 0; j < run; j++) frames[target + j] = x[source + j]!;
    }
}

/** Four filters at a time, then those left over in pairs, each group `[taps, its filters]`. */
function packKernel(kernel: Float64Array, taps: number, filters: number, to: Float64Array): void {
  let target = 0;
  for (let first = 0, group = 4; first < filters; first += group) {
    if (filters - first < 4) group = 2;
    for (let tap = 0; tap < taps; tap++)
      for (let f = first; f < first + group; f++)
        to[target++] = f < filters ? kernel[tap * filters + f]! : 0;
  }
}
