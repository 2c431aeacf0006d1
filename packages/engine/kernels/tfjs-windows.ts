/** The windows of convolutions as rows of a matrix, and back. */
import { addRun, copyRun, zeroRun } from './tfjs-runs';

/** One row of a window whose cells are dilated, or partly outside; `line` counts the cells before its row. */
@inline
function walkCells(
  gathers: bool, image: usize, line: i32, x0: i32, row: usize, width: i32, channels: i32, sizeX: i32,
  dilationX: i32,
): void {
  for (let kx = 0; kx < sizeX; kx++) {
    const ix = x0 + kx * dilationX;
    const at = row + ((<usize>(kx * channels)) << 2);
    const cell = image + ((<usize>((line + ix) * channels)) << 2);
    if (ix >= 0 && ix < width) {
      if (gathers) copyRun(at, cell, channels);
      else addRun(cell, at, channels);
    } else if (gathers) zeroRun(at, channels);
  }
}

/**
 * Walks the windows `[from, to)` of `x` `[B, height, width, channels]`, counted over batch, output
 * row and output column, each of which is a row of `rows` `[to - from, sizeY * sizeX * channels]`.
 * Gathers: fills the row with the window, zero outside of `x`. Else adds the row into the window.
 */
@inline
function walkWindows(
  gathers: bool, x: usize, rows: usize, from: i32, to: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  const run = sizeX * channels;
  let ox = from % outWidth;
  let oy = (from / outWidth) % outHeight;
  let image = x + (((<usize>(from / outWidth / outHeight)) * height * width * channels) << 2);
  let row = rows;
  for (let r = from; r < to; r++) {
    const x0 = ox * strideX - left;
    const inside = dilationX == 1 && x0 >= 0 && x0 + sizeX <= width;
    for (let ky = 0; ky < sizeY; ky++) {
      const iy = oy * strideY - top + ky * dilationY;
      if (iy < 0 || iy >= height) {
        if (gathers) zeroRun(row, run);
      } else if (inside) {
        const cell = image + ((<usize>((iy * width + x0) * channels)) << 2);
        if (gathers) copyRun(row, cell, run);
        else addRun(cell, row, run);
      } else walkCells(gathers, image, iy * width, x0, row, width, channels, sizeX, dilationX);
      row += (<usize>run) << 2;
    }
    if (++ox == outWidth) {
      ox = 0;
      if (++oy == outHeight) {
        oy = 0;
        image += (<usize>(height * width * channels)) << 2;
      }
    }
  }
}

/** Fills `rows` with the windows `[from, to)` of `x`. */
export function windowsToRows(
  x: usize, rows: usize, from: i32, to: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  walkWindows(true, x, rows, from, to, height, width, channels, outHeight, outWidth,
    sizeY, sizeX, strideY, strideX, dilationY, dilationX, top, left);
}

/** Adds `rows` into the windows `[from, to)` of `dx`. */
export function rowsToWindows(
  dx: usize, rows: usize, from: i32, to: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  walkWindows(false, dx, rows, from, to, height, width, channels, outHeight, outWidth,
    sizeY, sizeX, strideY, strideX, dilationY, dilationX, top, left);
}
