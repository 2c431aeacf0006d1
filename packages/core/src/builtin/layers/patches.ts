import type { Windows } from './windows.js';

/** Entries that one sample's windows read, padding included. */
export function patchesSize(at: Windows): number {
  return at.outHeight * at.outWidth * at.size * at.size * at.channels;
}

/**
 * Copies what every window reads into one row: patches `[outH outW, size size channels]` of the
 * sample that begins at `from`; entries that overhang the edge are left as they are (0).
 */
export function gatherPatches(at: Windows, x: Float64Array, from: number, to: Float64Array): void {
  eachRun(at, (entry, patch, length) => {
    for (let i = 0; i < length; i++) to[patch + i] = x[from + entry + i]!;
  });
}

/** The transpose of `gatherPatches`: adds every entry of the patches to where it was read. */
export function scatterPatches(
  at: Windows,
  patches: Float64Array,
  x: Float64Array,
  from: number,
): void {
  eachRun(at, (entry, patch, length) => {
    for (let i = 0; i < length; i++) x[from + entry + i]! += patches[patch + i]!;
  });
}

/**
 * Visits, for every window and every one of its rows, the run of neighbouring entries inside the
 * input: where it begins in the sample, where in the patches, and how long it is.
 */
function eachRun(at: Windows, visit: (entry: number, patch: number, length: number) => void): void {
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
        const entry = (y * width + left + first) * channels;
        visit(entry, window + (ky * size + first) * channels, length);
      }
    }
}
