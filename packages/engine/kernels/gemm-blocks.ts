/**
 * C = op(A) op(B), in blocks that stay in the caches: blocks `[k 256, n 512]` of B, for each of them
 * blocks `[m 128, k 256]` of A, both packed into panels, which meet in tiles of C, 4 rows high.
 *
 * Every entry of C is one sum in the order of k: a later block of k goes on from what C holds.
 * T is f32 or f64; `columns`, the width of a tile, is a constant of the module.
 */
import { addRow, clear, copyEntries, finishTiles, rectify } from './gemm-finish';
import { A_TRANSPOSED, ACCUMULATE, B_TRANSPOSED, RELU } from './gemm-flags';
import { packColumns, packRows } from './gemm-panels';
import { rows4x16, rows4x8, tile4x16, tile4x4Doubles, tile4x8Doubles, tiles4x8 } from './generated/tiles';

const ROWS: i32 = 4;
const BLOCK_K: i32 = 256;
const BLOCK_M: i32 = 128;
const BLOCK_N: i32 = 512;

/** At the start of the work area: a row of zeros, where sums start from, and a tile for C's edges. */
const ZEROS_BYTES: usize = 64;
const TILE_BYTES: usize = 256;

/** Where the tiles find A: in panels, or as it lies, `[m, k]` or `[k, m]`. */
const PANELS: i32 = 0;
const AS_ROWS: i32 = 1;
const AS_COLUMNS: i32 = 2;

/** A is packed only where more than so many tiles across read every panel; below, packing costs more than it saves. */
const FEW_TILES: i32 = 4;

// @ts-ignore: decorator
@inline
function bytes<T>(count: i32): usize {
  return <usize>count << alignof<T>();
}

function upTo(count: i32, unit: i32): i32 {
  return (count + unit - 1) / unit * unit;
}

export function workBytes<T>(columns: i32, m: i32, n: i32, k: i32): i32 {
  const a = min(upTo(m, ROWS), BLOCK_M);
  const b = min(upTo(n, columns), BLOCK_N);
  return <i32>(ZEROS_BYTES + TILE_BYTES + bytes<T>((a + b) * min(k, BLOCK_K)));
}

/** See gemm-narrow.ts for what it does; bias and relu are for float32. */
export function multiply<T>(
  columns: i32, flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, bias: usize, work: usize,
): void {
  const pitchA = bytes<T>(lda);
  const pitchB = bytes<T>(ldb);
  const pitchC = bytes<T>(ldc);
  // How far a step along m, n or k goes in A and B.
  const alongM = flags & A_TRANSPOSED ? sizeof<T>() : pitchA;
  const kOfA = flags & A_TRANSPOSED ? pitchA : sizeof<T>();
  const alongN = flags & B_TRANSPOSED ? pitchB : sizeof<T>();
  const kOfB = flags & B_TRANSPOSED ? sizeof<T>() : pitchB;
  const panelsB = work + ZEROS_BYTES + TILE_BYTES;
  const panelsA = panelsB + bytes<T>(min(k, BLOCK_K) * min(upTo(n, columns), BLOCK_N));
  const few = sizeof<T>() == 4 && n <= columns * FEW_TILES;
  const lies = !few ? PANELS : flags & A_TRANSPOSED ? AS_COLUMNS : AS_ROWS;
  memory.fill(work, 0, ZEROS_BYTES);
  if (k == 0) return withoutSteps<T>(flags, m, n, c, pitchC, bias);
  for (let n0 = 0; n0 < n; n0 += BLOCK_N) {
    const width = min(n - n0, BLOCK_N);
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const depth = min(k - k0, BLOCK_K);
      // The first block starts the sums, the last one ends them.
      let left = k0 == 0 ? flags : flags | ACCUMULATE;
      if (k0 + depth < k) left &= ~RELU;
      const row = k0 + depth < k || bias == 0 ? 0 : bias + bytes<T>(n0);
      const fromB = b + <usize>n0 * alongN + <usize>k0 * kOfB;
      pack<T>((flags & B_TRANSPOSED) != 0, columns, width, depth, fromB, pitchB, panelsB);
      for (let m0 = 0; m0 < m; m0 += BLOCK_M) {
        const height = min(m - m0, BLOCK_M);
        const fromA = a + <usize>m0 * alongM + <usize>k0 * kOfA;
        // Of an A that stays where it lies only the last rows, too few for a tile, are packed.
        const packed = lies == PANELS ? 0 : height / ROWS * ROWS;
        const first = fromA + <usize>packed * alongM;
        pack<T>((flags & A_TRANSPOSED) == 0, ROWS, height - packed, depth, first, pitchA, panelsA);
        const to = c + <usize>m0 * pitchC + bytes<T>(n0);
        block<T>(columns, left, lies, height, width, depth, fromA, pitchA, panelsA, panelsB, to, pitchC, row, work);
      }
    }
  }
}

/** Packs all panels of a block; `turned`: its rows are the panels' columns. */
function pack<T>(turned: bool, width: i32, count: i32, k: i32, from: usize, pitch: usize, to: usize): void {
  for (let first = 0; first < count; first += width) {
    const here = min(count - first, width);
    if (turned) packColumns<T>(width, here, k, from + <usize>first * pitch, pitch, to);
    else packRows<T>(width, here, k, from + bytes<T>(first), pitch, to);
    to += bytes<T>(width * k);
  }
}

/**
 * The tiles of one block of C. A panel of B stays in the first cache while those of A pass. `panels`
 * are those of A, or of its last rows only where it is read as it lies.
 */
function block<T>(
  columns: i32, flags: i32, lies: i32, m: i32, n: i32, k: i32, a: usize, pitchA: usize,
  panels: usize, b: usize, c: usize, pitch: usize, bias: usize, work: usize,
): void {
  const resumed = (flags & ACCUMULATE) != 0;
  const edge = work + ZEROS_BYTES;
  const edgePitch = bytes<T>(columns);
  const rows = m / ROWS * ROWS;
  // Where the panel of the last rows is.
  const last = lies == PANELS ? panels + bytes<T>(rows * k) : panels;
  for (let j = 0; j < n; j += columns) {
    const across = min(n - j, columns);
    const panelB = b + bytes<T>(j * k);
    const row = bias == 0 ? 0 : bias + bytes<T>(j);
    const to = c + bytes<T>(j);
    let i = 0;
    if (across == columns) {
      const from = resumed ? to : work;
      const fromPitch = resumed ? pitch : 0;
      tiles<T>(columns, lies, rows / ROWS, k, lies == PANELS ? panels : a, pitchA, panelB, from, fromPitch, to, pitch);
      if (sizeof<T>() == 4) finishTiles(columns, (flags & RELU) != 0, rows, to, pitch, row);
      i = rows;
    }
    for (; i < m; i += ROWS) {
      const down = min(m - i, ROWS);
      const here = to + <usize>i * pitch;
      const from = resumed ? edge : work;
      const fromPitch = resumed ? edgePitch : 0;
      if (resumed) copyEntries<T>(down, across, here, pitch, edge, edgePitch);
      if (down < ROWS) tiles<T>(columns, PANELS, 1, k, last, 0, panelB, from, fromPitch, edge, edgePitch);
      else {
        const at = lies == PANELS ? panels + bytes<T>(i * k) : a + <usize>i * (lies == AS_ROWS ? pitchA : sizeof<T>());
        tiles<T>(columns, lies, 1, k, at, pitchA, panelB, from, fromPitch, edge, edgePitch);
      }
      copyEntries<T>(down, across, edge, edgePitch, here, pitch);
      if (sizeof<T>() == 4) finish(flags, down, across, here, pitch, row);
    }
  }
}

/**
 * `count` tiles one below the other. Where A is not in panels, `pitch` is the distance of its rows or
 * columns.
 */
function tiles<T>(
  columns: i32, lies: i32, count: i32, k: i32, a: usize, pitch: usize, b: usize,
  from: usize, fromRow: usize, c: usize, row: usize,
): void {
  const step: usize = lies == PANELS ? <usize>ROWS << alignof<T>() : pitch;
  const next: usize = lies == PANELS ? bytes<T>(ROWS * k) : lies == AS_ROWS ? pitch * ROWS : ROWS * sizeof<T>();
  if (sizeof<T>() == 4 && columns == 8) {
    if (lies == AS_ROWS) rows4x8(count, k, a, pitch, b, from, fromRow, c, row);
    else tiles4x8(count, k, a, step, next, b, from, fromRow, c, row);
    return;
  }
  for (; count > 0; count--) {
    if (sizeof<T>() == 8) {
      if (columns == 8) tile4x8Doubles(k, a, b, from, fromRow, c, row);
      else tile4x4Doubles(k, a, b, from, fromRow, c, row);
    } else if (lies == AS_ROWS) rows4x16(k, a, pitch, b, from, fromRow, c, row);
    else tile4x16(k, a, step, b, from, fromRow, c, row);
    a += next;
    from += fromRow * ROWS;
    c += row * ROWS;
  }
}

function finish(flags: i32, rows: i32, columns: i32, c: usize, pitch: usize, bias: usize): void {
  if (bias != 0) addRow(rows, columns, c, pitch, bias);
  if (flags & RELU) rectify(rows, columns, c, pitch);
}

/** k = 0: C is zero, or as it was. */
function withoutSteps<T>(flags: i32, m: i32, n: i32, c: usize, pitch: usize, bias: usize): void {
  if (!(flags & ACCUMULATE)) clear<T>(m, n, c, pitch);
  if (sizeof<T>() == 4) finish(flags, m, n, c, pitch, bias);
}
