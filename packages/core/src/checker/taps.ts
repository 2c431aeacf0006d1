import { ask } from './faults.js';

/**
 * What each position of the output looks at: position p at the taps from `start[p]` to `start[p + 1]`, tap
 * q at entry `entry[q]` of the input, by row `row[q]` of the kernel. What hangs over the edge is absent.
 */
export interface Taps {
  readonly positions: number;
  readonly start: Int32Array;
  readonly entry: Int32Array;
  readonly row: Int32Array;
  /** The most taps of a position. */
  readonly most: number;
}

/** Square windows over an image, channels last. */
export interface Windows {
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly strides: number;
  /**
   * `valid`: windows stay inside; `same`: the output has ceil(length / strides), what is added is shared
   * by both sides, the odd one going to the end; `symmetric`: (size - 1) / 2 on every side.
   */
  readonly padding: 'valid' | 'same' | 'symmetric';
}

/** More taps than this would not fit into memory. */
const MOST_TAPS = 2 ** 24;

/** Of one sum: what rounding is allowed for (`raised`) holds for no more. */
const MOST_TERMS = 2 ** 22;

/** @throws `Malformed` where no window fits */
export function layTaps(
  { height, width, size, strides, padding }: Windows,
  channels: number,
): { readonly taps: Taps; readonly shape: readonly [number, number] } {
  const down = along(height, size, strides, padding);
  const right = along(width, size, strides, padding);
  const positions = down.count * right.count;
  const terms = size * size * channels;
  const fits = positions * terms <= MOST_TAPS && terms <= MOST_TERMS;
  ask(fits, () => 'it is too large for this checker');
  const start = new Int32Array(positions + 1);
  const entries: number[] = [];
  const rows: number[] = [];
  let [position, most] = [0, 0];
  for (let oy = 0; oy < down.count; oy++)
    for (let ox = 0; ox < right.count; ox++) {
      for (let ky = 0; ky < size; ky++)
        for (let kx = 0; kx < size; kx++) {
          const y = oy * strides - down.before + ky;
          const x = ox * strides - right.before + kx;
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          for (let c = 0; c < channels; c++) {
            entries.push((y * width + x) * channels + c);
            rows.push((ky * size + kx) * channels + c);
          }
        }
      most = Math.max(most, entries.length - start[position]!);
      start[++position] = entries.length;
    }
  const taps = {
    positions,
    start,
    entry: Int32Array.from(entries),
    row: Int32Array.from(rows),
    most,
  };
  return { taps, shape: [down.count, right.count] };
}

function along(length: number, size: number, strides: number, padding: Windows['padding']) {
  if (padding === 'valid') {
    ask(size <= length, () => 'its window is larger than its input');
    return { count: Math.floor((length - size) / strides) + 1, before: 0 };
  }
  const count = Math.ceil(length / strides);
  if (padding === 'symmetric') {
    ask(size % 2 === 1, () => 'padding "symmetric" asks for a window of odd size');
    return { count, before: (size - 1) / 2 };
  }
  const added = Math.max((count - 1) * strides + size - length, 0);
  return { count, before: Math.floor(added / 2) };
}
