import { createRng } from '@isthmus/core';

/** The data that problems are about, by kind; each `(count, rng)` to inputs and targets. */
const KINDS = { quadratic, images };

/** Inputs `[rows, ...input]` and targets `[rows, ...output]` of made-up data; seeded. */
export function makeData({ kind, rows }, seed) {
  return KINDS[kind](rows, createRng(seed).fork(kind));
}

/** The quadratic of Freeman & Bruna on an even grid of [0, 1]. */
function quadratic(rows) {
  const x = Float32Array.from({ length: rows }, (_, i) => (i + 0.5) / rows);
  return { x, y: x.map((each) => 0.1 + 0.25 * each + 0.5 * each * each) };
}

const SIDE = 28;
const CLASSES = 10;

/**
 * Images of 28 × 28 pixels in [0, 1] in ten classes: a blob of each class, shifted, dimmed and with
 * noise on it. About half of the pixels are 0, as in Fashion-MNIST.
 */
function images(rows, rng) {
  const size = SIDE * SIDE;
  const prototypes = Array.from({ length: CLASSES }, (_, k) => prototypeOf(rng.fork(`class ${k}`)));
  const x = new Float32Array(rows * size);
  const y = new Float32Array(rows * CLASSES);
  const draw = rng.fork('rows');
  const noise = Float32Array.from({ length: 65_537 }, () => 0.35 * draw.normal());
  for (let row = 0; row < rows; row++) {
    const kind = draw.integer(CLASSES);
    y[row * CLASSES + kind] = 1;
    const prototype = prototypes[kind];
    const [bright, from] = [0.5 + draw.next(), draw.integer(noise.length)];
    for (let i = 0; i < size; i++)
      x[row * size + i] = Math.min(
        1,
        Math.max(0, bright * prototype[i] + noise[(from + i) % noise.length] - 0.05),
      );
  }
  return { x, y };
}

/** Three bumps at places of the class's own, on a dark ground. */
function prototypeOf(rng) {
  const bumps = Array.from({ length: 3 }, () => [
    SIDE * rng.next(),
    SIDE * rng.next(),
    2 + 4 * rng.next(),
  ]);
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const lit = bumps.map(([r, c, w]) => Math.exp(-((row - r) ** 2 + (column - c) ** 2) / (w * w)));
    return Math.max(...lit) - 0.2;
  });
}
