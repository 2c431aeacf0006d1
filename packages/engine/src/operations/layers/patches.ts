import type { WindowGrid } from '@isthmus/contract';

/** Entries that one sample's windows read, padding included. */
export function patchesSize(at: WindowGrid): number {
  return at.outHeight * at.outWidth * at.size * at.size * at.channels;
}

/**
 * Copies what every window reads into one row: patches `[outH outW, size size channels]` of the
 * sample that begins at `from`; entries that overhang the edge are left as they are (0).
 */
export function gatherPatches(
  at: WindowGrid,
  x: Float64Array,
  from: number,
  to: Float64Array,
): void {
  const runs = runsOf(at);
  for (let r = 0; r < runs.length; r += 3) {
    const source = from + runs[r]!;
    const target = runs[r + 1]!;
    for (let i = 0; i < runs[r + 2]!; i++) to[target + i] = x[source + i]!;
  }
}

/** The transpose of `gatherPatches`: adds every entry of the patches to where it was read. */
export function scatterPatches(
  at: WindowGrid,
  patches: Float64Array,
  x: Float64Array,
  from: number,
): void {
  const runs = runsOf(at);
  for (let r = 0; r < runs.length; r += 3) {
    const target = from + runs[r]!;
    const source = runs[r + 1]!;
    for (let i = 0; i < runs[r + 2]!; i++) x[target + i]! += patches[source + i]!;
  }
}

const known = new WeakMap<WindowGrid, Int32Array>();

/** The runs of entries that follow each other both in a sample and in its patches, laid out once. */
function runsOf(at: WindowGrid): Int32Array {
  const runs = known.get(at) ?? Int32Array.from(layRuns(at));
  known.set(at, runs);
  return runs;
}

/** For each run: where it begins in the sample and in the patches, and its length. */
function* layRuns(at: WindowGrid): Generator<number> {
  const { channels, size, width } = at;
  for (let oy = 0; oy < at.outHeight; oy++)
    for (let ox = 0; ox < at.outWidth; ox++) {
      const window = (oy * at.outWidth + ox) * size * size * channels;
      const left = ox * at.strides - at.left;
      const first = Math.max(0, -left);
      const length = (Math.min(size, width - left) - first) * channels;
      for (let ky = 0; ky < size; ky++) {
        const y = oy * at.strides - at.top + ky;
        if (y < 0 || y >= at.height) continue;
        yield (y * width + left + first) * channels;
        yield window + (ky * size + first) * channels;
        yield length;
      }
    }
}
