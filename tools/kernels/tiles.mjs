// Unrolls the tiles of products that kernels/tiles.json lists: all sums of a tile are in registers.
// `a` says where the tile finds its factors: in panels, in rows where these lie, or by the taps of a
// convolution; `many`: several tiles one below the other; `unroll`: steps in a round of the loop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MADE } from './sources.mjs';

const BITS = {
  f32: { lane: 'f32x4', bytes: 4, splat: 'load32_splat' },
  f64: { lane: 'f64x2', bytes: 8, splat: 'load64_splat' },
};
const VECTOR = 16;

/** The AssemblyScript of all tiles. */
export function tileSource(kernels) {
  const tiles = JSON.parse(readFileSync(join(kernels, 'tiles.json'), 'utf8'));
  return (
    MADE + tiles.map((tile) => (tile.a === 'taps' ? tapsOf(tile) : productOf(tile))).join('\n')
  );
}

const range = (count) => Array.from({ length: count }, (_, i) => i);
const offset = (bytes) => (bytes === 0 ? '' : `, ${bytes}`);
const indented = (lines, by) => lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');

/** Sizes of a tile: vectors across, and all of its sums. */
function shapeOf({ type, rows, columns }) {
  const bits = BITS[type];
  const vectors = range((columns * bits.bytes) / VECTOR);
  return { ...bits, vectors, lines: range(rows), width: columns * bits.bytes };
}

/** The products of one step; \`factor(i)\` is where row i's factor lies. */
function step({ lane, splat, vectors, lines }, b, bOffset, factor) {
  return [
    ...vectors.map((j) => `const b${j} = v128.load(${b}${offset(bOffset + j * VECTOR)});`),
    ...lines.flatMap((i) => [
      `const f${i} = v128.${splat}(${factor(i)});`,
      ...vectors.map((j) => `c${i}${j} = ${lane}.add(c${i}${j}, ${lane}.mul(f${i}, b${j}));`),
    ]),
  ];
}

const block = (lines) => ['{', ...lines.map((line) => `  ${line}`), '}'];

function productOf(tile) {
  const { name, rows, columns, a, many, unroll, doc } = tile;
  const shape = shapeOf(tile);
  const { lines, vectors, bytes, width } = shape;
  const inPanels = a === 'panels';
  // Panels of float64 have rows of their own width; those of float32 may be rows of A as it lies.
  const stepA = inPanels && tile.type === 'f32' ? 'stepA' : String(rows * bytes);
  const [x, y] = many ? ['x', 'y'] : ['a', 'b'];
  const row = (i) => (i === 0 ? x : `x${i}`);
  const at = (half) => (i) =>
    inPanels ? `${x}${offset(i * bytes)}` : `${row(i)}${offset(half * bytes)}`;
  const advance = [`${x} += ${stepA};`, `${y} += ${width};`];
  const one = inPanels ? [...step(shape, y, 0, at(0)), ...advance] : step(shape, y, 0, at(0));
  const halves = range(unroll).flatMap((half) =>
    block(inPanels ? one : step(shape, y, half * width, at(half))),
  );
  const forward = inPanels
    ? []
    : [...lines.map((i) => `${row(i)} += ${unroll * bytes};`), `${y} += ${unroll * width};`];
  const loop =
    unroll === 1
      ? ['for (let l = k; l > 0; l--) {', ...one.map((line) => `  ${line}`), '}']
      : [
          `for (let l = k >> 1; l > 0; l--) {`,
          ...[...halves, ...forward].map((line) => `  ${line}`),
          '}',
          'if (k & 1) {',
          ...one.map((line) => `  ${line}`),
          '}',
        ];
  const others = lines.slice(1);
  const pointers = [
    ...(many ? ['let x = a;', 'let y = b;'] : []),
    ...(inPanels ? [] : others.map((i) => `let x${i} = a + pitch${i === 1 ? '' : ` * ${i}`};`)),
  ];
  const places = (of, by) => others.map((i) => `const ${of}${i} = ${of} + ${by}${i === 1 ? '' : ` * ${i}`};`); // prettier-ignore
  const place = (of, i) => (i === 0 ? of : `${of}${i}`);
  const each = (put) => lines.flatMap((i) => vectors.map((j) => put(i, j)));
  const body = [
    ...pointers,
    ...places('from', 'fromRow'),
    ...each((i, j) => `let c${i}${j} = v128.load(${place('from', i)}${offset(j * VECTOR)});`),
    ...loop,
    ...places('c', 'row'),
    ...each((i, j) => `v128.store(${place('c', i)}, c${i}${j}${offset(j * VECTOR)});`),
  ];
  const next = [`c += row * ${rows};`, `from += fromRow * ${rows};`, inPanels ? 'a += nextA;' : `a += pitch * ${rows};`]; // prettier-ignore
  const operands = [
    ...(many ? ['count: i32'] : []),
    ...['k: i32', 'a: usize'],
    ...(inPanels ? (stepA === 'stepA' ? ['stepA: usize'] : []) : ['pitch: usize']),
    ...(many && inPanels ? ['nextA: usize'] : []),
    ...['b: usize', 'from: usize', 'fromRow: usize', 'c: usize', 'row: usize'],
  ];
  return `/**
 * ${many ? '`count` tiles' : 'A tile'} C\`[${rows}, ${columns}]\` = From + A B over k steps${many ? ', one below the other' : ''}. ${aboutA(tile)} B is a panel.
 * ${doc}
 */
export function ${name}(
  ${operands.join(', ')},
): void {
${
  many
    ? `  for (; count > 0; count--) {\n${indented([...body, ...next], 4)}  }\n`
    : indented(body, 2)
}}
`;
}

function aboutA({ a, many, rows, type }) {
  if (a === 'rows') return 'The rows of A are read where they lie, `pitch` bytes apart.';
  if (type === 'f64') return 'A is a panel.';
  const next = many ? "; the next tile's begin `nextA` bytes further on" : '';
  return `At every step A gives ${rows} floats, in a row, \`stepA\` bytes after those of the step before${next}.`;
}

/** The sums of a convolution at some positions: from 0, one product after the other in the order of the taps. */
function tapsOf(tile) {
  const { name, rows, columns, doc } = tile;
  const shape = shapeOf(tile);
  const { lane, lines, vectors, width } = shape;
  const each = (put) => lines.flatMap((i) => vectors.map((j) => put(i, j)));
  const body = [
    ...each((i, j) => `let c${i}${j} = ${lane}.splat(0);`),
    'for (let l = taps; l > 0; l--) {',
    '  const at = <usize>load<i32>(offset);',
    ...step(shape, 'w', 0, (i) => `x${i} + at`).map((line) => `  ${line}`),
    '  offset += 4;',
    `  w += ${width};`,
    '}',
    ...each((i, j) => `v128.store(y${i}, c${i}${j}${offset(j * VECTOR)});`),
  ];
  const pointers = (of) => lines.map((i) => `${of}${i}: usize`).join(', ');
  return `/**
 * The sums of a convolution at ${rows} positions: from 0, one product after the other in the order of the
 * taps. \`offset\` tells where each tap lies from a position's place in x, in bytes. ${doc} Weights are
 * \`w [taps, ${columns}]\`; ${columns} numbers go to each y.
 */
export function ${name}(
  taps: i32, offset: usize, w: usize, ${pointers('x')}, ${pointers('y')},
): void {
${indented(body, 2)}}
`;
}
