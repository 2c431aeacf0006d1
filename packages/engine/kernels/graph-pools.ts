/** Pooling of images `[height, width, channels]`, window by window; entries outside count as absent. */

/** The largest entries, the first of equal ones; a NaN counts as the largest, so that it stays seen. */
@inline
function takes4(x: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(x, best));
}

@inline
function takes(x: f32, best: f32): bool {
  return !(x <= best) && best == best;
}

/** Writes y, and in `chosen` (where not 0) the place of each entry in its window, counted row by row. */
export function maxPool(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, x: usize, y: usize, chosen: usize,
): void {
  const step = <usize>channels * 4;
  const pitch = <usize>width * step;
  for (let image = 0; image < images; image++, x += <usize>height * pitch)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = oy * strides - top;
        const x0 = ox * strides - left;
        const yFrom = max(y0, 0);
        const xFrom = max(x0, 0);
        const yTo = min(y0 + size, height);
        const xTo = min(x0 + size, width);
        const first = x + <usize>yFrom * pitch + <usize>xFrom * step;
        if (size == 2 && yTo - yFrom == 2 && xTo - xFrom == 2 && (step & 15) == 0) {
          largestOfFour(first, pitch, step, y, chosen);
          y += step;
          if (chosen) chosen += step;
          continue;
        }
        const place = (yFrom - y0) * size + (xFrom - x0);
        for (let c: usize = 0; c + 16 <= step; c += 16)
          largest4(first + c, yTo - yFrom, xTo - xFrom, pitch, step, place, size, y + c, chosen ? chosen + c : 0);
        for (let c = step & ~15; c < step; c += 4)
          largest1(first + c, yTo - yFrom, xTo - xFrom, pitch, step, place, size, y + c, chosen ? chosen + c : 0);
        y += step;
        if (chosen) chosen += step;
      }
}

/** Windows of four cells inside the image, the usual case: without loops over the cells. */
function largestOfFour(x: usize, pitch: usize, step: usize, y: usize, chosen: usize): void {
  for (const end = x + step; x < end; x += 16) {
    let best = v128.load(x);
    const b = v128.load(x + step);
    const c = v128.load(x + pitch);
    const d = v128.load(x + pitch + step);
    const takeB = takes4(b, best);
    best = v128.bitselect(b, best, takeB);
    const takeC = takes4(c, best);
    best = v128.bitselect(c, best, takeC);
    const takeD = takes4(d, best);
    v128.store(y, v128.bitselect(d, best, takeD));
    y += 16;
    if (!chosen) continue;
    const first = v128.and(takeB, i32x4.splat(1));
    const second = v128.bitselect(i32x4.splat(2), first, takeC);
    v128.store(chosen, v128.bitselect(i32x4.splat(3), second, takeD));
    chosen += 16;
  }
}

@inline
function largest4(
  x: usize, tall: i32, broad: i32, pitch: usize, step: usize, place: i32, size: i32, y: usize, chosen: usize,
): void {
  let best = v128.load(x);
  let at = i32x4.splat(place);
  for (let ky = 0; ky < tall; ky++) {
    let cell = x;
    for (let kx = 0; kx < broad; kx++) {
      const entry = v128.load(cell);
      const take = takes4(entry, best);
      best = v128.bitselect(entry, best, take);
      at = v128.bitselect(i32x4.splat(place + ky * size + kx), at, take);
      cell += step;
    }
    x += pitch;
  }
  v128.store(y, best);
  if (chosen) v128.store(chosen, at);
}

@inline
function largest1(
  x: usize, tall: i32, broad: i32, pitch: usize, step: usize, place: i32, size: i32, y: usize, chosen: usize,
): void {
  let best = load<f32>(x);
  let at = place;
  for (let ky = 0; ky < tall; ky++) {
    let cell = x;
    for (let kx = 0; kx < broad; kx++) {
      const entry = load<f32>(cell);
      if (takes(entry, best)) {
        best = entry;
        at = place + ky * size + kx;
      }
      cell += step;
    }
    x += pitch;
  }
  store<f32>(y, best);
  if (chosen) store<i32>(chosen, at);
}

/** Writes dx: every entry of dy added to where its largest entry was read. */
export function maxPoolBack(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, dy: usize, chosen: usize, dx: usize,
): void {
  const step = <usize>channels * 4;
  const pitch = <usize>width * step;
  const quarters =
    size == 2 && strides == 2 && outHeight * 2 == height && outWidth * 2 == width && (step & 15) == 0;
  if (!quarters) memory.fill(dx, 0, <usize>(images * height) * pitch);
  for (let image = 0; image < images; image++, dx += <usize>height * pitch)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = oy * strides - top;
        const x0 = ox * strides - left;
        if (quarters) giveToFour(dx + <usize>y0 * pitch + <usize>x0 * step, pitch, step, dy, chosen);
        else for (let ky = max(0, -y0); ky < min(size, height - y0); ky++)
          for (let kx = max(0, -x0); kx < min(size, width - x0); kx++)
            giveBack(dx + <usize>(y0 + ky) * pitch + <usize>(x0 + kx) * step, step, ky * size + kx, dy, chosen);
        dy += step;
        chosen += step;
      }
}

/** Windows of four cells that cover the image: every cell is written once, and needs no zero before. */
@inline
function giveToFour(cell: usize, pitch: usize, step: usize, dy: usize, chosen: usize): void {
  for (let c: usize = 0; c < step; c += 16) {
    const slope = v128.load(dy + c);
    const at = v128.load(chosen + c);
    const to = cell + c;
    v128.store(to, v128.and(slope, i32x4.eq(at, i32x4.splat(0))));
    v128.store(to + step, v128.and(slope, i32x4.eq(at, i32x4.splat(1))));
    v128.store(to + pitch, v128.and(slope, i32x4.eq(at, i32x4.splat(2))));
    v128.store(to + pitch + step, v128.and(slope, i32x4.eq(at, i32x4.splat(3))));
  }
}

/** Adds to one cell what comes from the channels that chose it. */
@inline
function giveBack(cell: usize, step: usize, place: i32, dy: usize, chosen: usize): void {
  const here = i32x4.splat(place);
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) {
    const share = v128.and(v128.load(dy + c), i32x4.eq(v128.load(chosen + c), here));
    v128.store(cell + c, f32x4.add(v128.load(cell + c), share));
  }
  for (; c < step; c += 4)
    if (load<i32>(chosen + c) == place) store<f32>(cell + c, load<f32>(cell + c) + load<f32>(dy + c));
}

/** Writes y: the mean of the entries of each window that lie inside. */
export function averagePool(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, x: usize, y: usize,
): void {
  const step = <usize>channels * 4;
  const pitch = <usize>width * step;
  memory.fill(y, 0, <usize>(images * outHeight * outWidth) * step);
  for (let image = 0; image < images; image++, x += <usize>height * pitch)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++, y += step) {
        const y0 = oy * strides - top;
        const x0 = ox * strides - left;
        const yTo = min(y0 + size, height);
        const xTo = min(x0 + size, width);
        for (let yy = max(y0, 0); yy < yTo; yy++)
          for (let xx = max(x0, 0); xx < xTo; xx++) addCell(x + <usize>yy * pitch + <usize>xx * step, step, y);
        divideCell(y, step, <f32>((yTo - max(y0, 0)) * (xTo - max(x0, 0))));
      }
}

@inline
function addCell(from: usize, step: usize, to: usize): void {
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(from + c)));
  for (; c < step; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c));
}

@inline
function divideCell(at: usize, step: usize, by: f32): void {
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) v128.store(at + c, f32x4.div(v128.load(at + c), f32x4.splat(by)));
  for (; c < step; c += 4) store<f32>(at + c, load<f32>(at + c) / by);
}

/** Writes dx; divides dy by the number of entries of each window on the way. */
export function averagePoolBack(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  size: i32, strides: i32, dy: usize, dx: usize,
): void {
  const step = <usize>channels * 4;
  const pitch = <usize>width * step;
  memory.fill(dx, 0, <usize>(images * height) * pitch);
  for (let image = 0; image < images; image++, dx += <usize>height * pitch)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++, dy += step) {
        const y0 = oy * strides - top;
        const x0 = ox * strides - left;
        const yTo = min(y0 + size, height);
        const xTo = min(x0 + size, width);
        divideCell(dy, step, <f32>((yTo - max(y0, 0)) * (xTo - max(x0, 0))));
        for (let yy = max(y0, 0); yy < yTo; yy++)
          for (let xx = max(x0, 0); xx < xTo; xx++) addCell(dy, step, dx + <usize>yy * pitch + <usize>xx * step);
      }
}
