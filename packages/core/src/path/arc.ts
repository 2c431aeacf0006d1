import { IsthmusError } from '@isthmus/contract/base';
import type { ArcElement, ArcFactor, LeafAxis } from '@isthmus/contract';
import { leafOf, type Params, sizeOf, widened, type WidePoint } from '@isthmus/contract/parameters';
import { matrixExponential, type SquareMatrix } from './matrix-exponential.js';

/**
 * The point `e^(s g) from` of an arc, in float64; at s = 0 the start itself.
 *
 * @param s in [0, 1]; 1: the exact end, which the stored vertex rounds
 * @throws `path/bad-arc` where the arc does not fit the arrays
 * @example
 * // One unit: what makes it is doubled along the arc, what reads it is halved.
 * const factors = [{ kind: 'scaling', rates: [Math.LN2],
 *   makes: [{ leaf: 'in', axis: 1 }], reads: [{ leaf: 'out', axis: 0 }] }] as const;
 * const from = { in: { shape: [1, 1], data: Float32Array.of(3) },
 *   out: { shape: [1, 1], data: Float32Array.of(4) } };
 * const end = arcPoint({ kind: 'arc', factors }, from, 1);
 * [end.in.data[0], end.out.data[0]].map(Math.fround); // [6, 2]
 */
export function arcPoint(arc: ArcElement, from: Params, s: number): WidePoint {
  checkArc(arc, from);
  const point: Record<string, Wide> = { ...widened(from) };
  if (s === 0) return point;
  for (const factor of arc.factors) {
    const [forth, back] = [groupAt(factor, s), groupAt(factor, -s)];
    for (const at of factor.makes) point[at.leaf] = multiplied(point[at.leaf]!, at, forth, false);
    for (const at of factor.reads) point[at.leaf] = multiplied(point[at.leaf]!, at, back, true);
  }
  return point;
}

/**
 * The direction `g p` in which an arc leaves one of its points: the derivative of `arcPoint` by s.
 *
 * @example
 * const axes = { makes: [{ leaf: 'w', axis: 0 }], reads: [] };
 * const factors = [{ kind: 'scaling', rates: [2], ...axes }] as const;
 * const start = { w: { shape: [1], data: Float64Array.of(3) } };
 * arcDirection({ kind: 'arc', factors }, start).w.data[0]; // 6
 */
export function arcDirection(arc: ArcElement, point: WidePoint): WidePoint {
  const sum: Record<string, Wide> = Object.fromEntries(
    Object.entries(point).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float64Array(data.length) },
    ]),
  );
  const add = (at: LeafAxis, map: UnitMap, transposed: boolean, sign: number) => {
    const { data } = multiplied(point[at.leaf]!, at, map, transposed);
    const into = sum[at.leaf]!.data;
    for (let i = 0; i < data.length; i++) into[i]! += sign * data[i]!;
  };
  for (const factor of arc.factors) {
    const map = generatorOf(factor);
    for (const at of factor.makes) add(at, map, false, 1);
    for (const at of factor.reads) add(at, map, true, -1);
  }
  return sum;
}

type Wide = WidePoint[string];

/** What acts on the row of n units: one number for each, or a matrix. */
type UnitMap = { readonly diagonal: Float64Array } | SquareMatrix;

function generatorOf(factor: ArcFactor): UnitMap {
  if (factor.kind === 'scaling') return { diagonal: Float64Array.from(factor.rates) };
  const { generator } = factor;
  return { size: generator.length, data: Float64Array.from(generator.flat()) };
}

/** The element of the group at s. */
function groupAt(factor: ArcFactor, s: number): UnitMap {
  const map = generatorOf(factor);
  if ('diagonal' in map) return { diagonal: map.diagonal.map((rate) => Math.exp(s * rate)) };
  return matrixExponential({ size: map.size, data: map.data.map((entry) => s * entry) });
}

/** Every row of units along an axis, times the map (or its transpose) from the right. */
function multiplied(
  { shape, data }: Wide,
  { axis }: LeafAxis,
  map: UnitMap,
  transposed: boolean,
): Wide {
  const units = 'diagonal' in map ? map.diagonal.length : map.size;
  const inner = sizeOf(shape.slice(axis + 1));
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const k = Math.floor(i / inner) % units;
    if ('diagonal' in map) {
      out[i] = data[i]! * map.diagonal[k]!;
      continue;
    }
    const first = i - k * inner;
    const [row, column] = transposed ? [k * units, 1] : [k, units];
    let sum = 0;
    for (let j = 0; j < units; j++) sum += data[first + j * inner]! * map.data[row + j * column]!;
    out[i] = sum;
  }
  return { shape, data: out };
}

/** @throws `path/bad-arc` unless every axis exists, holds whole rows of units and is named once */
function checkArc({ factors }: ArcElement, params: Params): void {
  const seen = new Set<string>();
  for (const factor of factors) {
    const units = factor.kind === 'scaling' ? factor.rates.length : factor.generator.length;
    if (factor.kind === 'linear' && factor.generator.some((row) => row.length !== units))
      throw badArc(`a generator of ${units} rows is not square`);
    for (const { leaf, axis } of [...factor.makes, ...factor.reads]) {
      const size = leafOf(params, leaf).shape[axis];
      if (size === undefined || units === 0 || size % units !== 0)
        throw badArc(`axis ${axis} of "${leaf}" (${size ?? 'there is none'}) does not hold rows of ${units} units`); // prettier-ignore
      const name = `${leaf} ${axis}`;
      if (seen.has(name)) throw badArc(`axis ${axis} of "${leaf}" is named twice`);
      seen.add(name);
    }
  }
}

function badArc(what: string): IsthmusError {
  return new IsthmusError(
    'path/bad-arc',
    `An arc acts on axes of the parameters, each once, by the units that they hold: ${what}.`,
  );
}
