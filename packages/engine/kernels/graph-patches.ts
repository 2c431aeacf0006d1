/**
 * What windows read, as rows of a matrix, so that a convolution is a product: patches
 * `[images outHeight outWidth, size size channels]`, and the way back.
 *
 * Images whose windows overhang are first copied into `frame`, which holds one image with all of its
 * padding: then every run of entries of a window's row is read alike.
 */

/** Bytes of one padded image: all rows and columns that some window covers. */
@inline
function reach(out: i32, size: i32, strides: i32): i32 {
  return (out - 1) * strides + size;
}

@inline
function overhangs(
  height: i32, width: i32, outHeight: i32, outWidth: i32, top: i32, left: i32, size: i32, strides: i32,
): bool {
  return (
    top > 0 || left > 0 || reach(outHeight, size, strides) > height || reach(outWidth, size, strides) > width
  );
}

/** Whole vectors, up to 12 bytes too many: the next run overwrites them. */
@inline
function copyRun(from: usize, to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 64 <= bytes; i += 64) {
    const a = v128.load(from + i);
    const b = v128.load(from + i, 16);
    const c = v128.load(from + i, 32);
    const d = v128.load(from + i, 48);
    v128.store(to + i, a);
    v128.store(to + i, b, 16);
    v128.store(to + i, c, 32);
    v128.store(to + i, d, 48);
  }
  for (; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

@inline
function addRun(from: usize, to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 64 <= bytes; i += 64) {
    const a = f32x4.add(v128.load(to + i), v128.load(from + i));
    const b = f32x4.add(v128.load(to + i, 16), v128.load(from + i, 16));
    const c = f32x4.add(v128.load(to + i, 32), v128.load(from + i, 32));
    const d = f32x4.add(v128.load(to + i, 48), v128.load(from + i, 48));
    v128.store(to + i, a);
    v128.store(to + i, b, 16);
    v128.store(to + i, c, 32);
    v128.store(to + i, d, 48);
  }
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}

/** The patches of one image; returns where the next one's begin. */
function gatherImage(
  outHeight: i32, outWidth: i32, size: i32, run: usize, pitch: usize, across: usize, down: usize,
  source: usize, patches: usize,
): usize {
  for (let oy = 0; oy < outHeight; oy++) {
    let window = source;
    for (let ox = 0; ox < outWidth; ox++) {
      let row = window;
      for (let ky = 0; ky < size; ky++) {
        copyRun(row, patches, run);
        patches += run;
        row += pitch;
      }
      window += across;
    }
    source += down;
  }
  return patches;
}

/** The same for runs of at most 32 bytes: two vectors each, up to 28 bytes too many. */
function gatherShort(
  outHeight: i32, outWidth: i32, size: i32, run: usize, pitch: usize, across: usize, down: usize,
  source: usize, patches: usize,
): usize {
  for (let oy = 0; oy < outHeight; oy++) {
    let window = source;
    for (let ox = 0; ox < outWidth; ox++) {
      let row = window;
      for (let ky = 0; ky < size; ky++) {
        const a = v128.load(row);
        const b = v128.load(row, 16);
        v128.store(patches, a);
        v128.store(patches, b, 16);
        patches += run;
        row += pitch;
      }
      window += across;
    }
    source += down;
  }
  return patches;
}

/** Copies the part of an image that its frame holds, into the frame or back. */
@inline
function moveInside(
  back: bool, height: i32, width: i32, channels: i32, tall: i32, broad: i32, top: i32, left: i32,
  image: usize, frame: usize,
): void {
  const rows = min(height, tall - top);
  const bytes = <usize>(min(width, broad - left) * channels) * 4;
  for (let y = 0; y < rows; y++) {
    const inside = frame + <usize>(((y + top) * broad + left) * channels) * 4;
    const row = image + <usize>(y * width * channels) * 4;
    memory.copy(back ? row : inside, back ? inside : row, bytes);
  }
}

/** Up to 28 bytes behind `patches` are written, and as many read behind the images or the frame. */
export function gatherPatches(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, x: usize, patches: usize, frame: usize,
): void {
  const framed = overhangs(height, width, outHeight, outWidth, top, left, size, strides);
  const tall = reach(outHeight, size, strides);
  const broad = framed ? reach(outWidth, size, strides) : width;
  const run = <usize>(size * channels) * 4;
  const pitch = <usize>(broad * channels) * 4;
  if (framed) memory.fill(frame, 0, <usize>tall * pitch);
  for (let image = 0; image < images; image++) {
    if (framed) moveInside(false, height, width, channels, tall, broad, top, left, x, frame);
    const source = framed ? frame : x;
    const across = <usize>(strides * channels) * 4;
    const down = <usize>strides * pitch;
    patches = run <= 32
      ? gatherShort(outHeight, outWidth, size, run, pitch, across, down, source, patches)
      : gatherImage(outHeight, outWidth, size, run, pitch, across, down, source, patches);
    x += <usize>(height * width * channels) * 4;
  }
}

/** Writes the images dx: every entry of the patches added to where it was read, window after window. */
export function scatterPatches(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, patches: usize, dx: usize, frame: usize,
): void {
  const framed = overhangs(height, width, outHeight, outWidth, top, left, size, strides);
  const tall = reach(outHeight, size, strides);
  const broad = framed ? reach(outWidth, size, strides) : width;
  const run = <usize>(size * channels) * 4;
  const pitch = <usize>(broad * channels) * 4;
  const bytes = <usize>(height * width * channels) * 4;
  memory.fill(dx, 0, <usize>images * bytes);
  for (let image = 0; image < images; image++) {
    if (framed) memory.fill(frame, 0, <usize>tall * pitch);
    const target = framed ? frame : dx;
    for (let oy = 0; oy < outHeight; oy++) {
      let window = target + <usize>(oy * strides) * pitch;
      for (let ox = 0; ox < outWidth; ox++) {
        let row = window;
        for (let ky = 0; ky < size; ky++) {
          addRun(patches, row, run);
          patches += run;
          row += pitch;
        }
        window += <usize>(strides * channels) * 4;
      }
    }
    if (framed) moveInside(true, height, width, channels, tall, broad, top, left, dx, frame);
    dx += bytes;
  }
}
