/** Convolutions of float64 images without patches. */
import { taps4x2, taps4x4 } from './generated/tiles';

/**
 * One image: all its positions for the filters that are left over, two at a time, then for four at a
 * time. A tile of two writes a whole vector, and hence one entry too many when one filter is left: it
 * belongs to the next position, whose own comes later.
 */
function convolveImage(
  positions: i32, taps: i32, filters: i32, x: usize, places: usize, offsets: usize, w: usize, y: usize,
): void {
  const pitch = <usize>filters << 3;
  const pair = <usize>taps << 4;
  const fours = filters >> 2;
  const left = filters & 3;
  const rest = w + <usize>fours * 2 * pair;
  const yRest = y + (<usize>fours << 5);
  if (left > 2) convolveGroup(false, positions, taps, x, places, offsets, rest + pair, yRest + 16, pitch);
  if (left > 0) convolveGroup(false, positions, taps, x, places, offsets, rest, yRest, pitch);
  for (let group = 0; group < fours; group++) {
    convolveGroup(true, positions, taps, x, places, offsets, w, y, pitch);
    w += 2 * pair;
    y += 32;
  }
}

@inline
function place(places: usize, p: i32): usize {
  return <usize>load<i32>(places + (<usize>p << 2));
}

/** Four or two filters at all positions; a tile that reaches beyond the last one computes it again. */
function convolveGroup(
  four: bool, positions: i32, taps: i32, x: usize, places: usize, offsets: usize, w: usize, y: usize, pitch: usize,
): void {
  const last = positions - 1;
  for (let p0 = 0; p0 < positions; p0 += 4) {
    const p1 = min(p0 + 1, last);
    const p2 = min(p0 + 2, last);
    const p3 = min(p0 + 3, last);
    const x0 = x + place(places, p0);
    const x1 = x + place(places, p1);
    const x2 = x + place(places, p2);
    const x3 = x + place(places, p3);
    const y0 = y + <usize>p0 * pitch;
    const y1 = y + <usize>p1 * pitch;
    const y2 = y + <usize>p2 * pitch;
    const y3 = y + <usize>p3 * pitch;
    if (four) taps4x4(taps, offsets, w, x0, x1, x2, x3, y0, y1, y2, y3);
    else taps4x2(taps, offsets, w, x0, x1, x2, x3, y0, y1, y2, y3);
  }
}

/**
 * A convolution, `y [images, positions, filters]`: each entry is one sum, from 0 over the taps in
 * their order, of the number of x that lies at the position's place plus the tap's offset, times the
 * tap's weight.
 *
 * @param x images with all of their padding, `image` bytes each
 * @param places where each position's window begins in an image, in bytes: int32 `[positions]`
 * @param offsets where each tap lies from there, in bytes: int32 `[taps]`
 * @param w weights, by groups of filters: four `[taps, 4]` at a time, then what is left in pairs
 * `[taps, 2]`, of which the last may hold anything in its second column
 */
export function convolve64(
  images: i32, positions: i32, taps: i32, filters: i32,
  x: usize, image: usize, places: usize, offsets: usize, w: usize, y: usize,
): void {
  const step = (<usize>positions * <usize>filters) << 3;
  for (let i = 0; i < images; i++) {
    convolveImage(positions, taps, filters, x, places, offsets, w, y);
    x += image;
    y += step;
  }
}
