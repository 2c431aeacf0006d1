import type { Dataset } from '@isthmus/contract';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import type { GraphNetwork } from '@isthmus/engine';
import { rootsWithin } from '../../landscapes/roots.js';

/** A polynomial in t by its coefficients, in ascending order of power. */
type Polynomial = readonly number[];

const add = (p: Polynomial, q: Polynomial): Polynomial =>
  Array.from({ length: Math.max(p.length, q.length) }, (_, i) => (p[i] ?? 0) + (q[i] ?? 0));
const multiply = (p: Polynomial, q: Polynomial): Polynomial =>
  p.reduce<Polynomial>(
    (sum, a, i) => add(sum, [...new Array<number>(i).fill(0), ...q.map((b) => a * b)]),
    [],
  );
const valueAt = (p: Polynomial, t: number) => p.reduceRight((sum, a) => sum * t + a, 0);

/** The zeros of a polynomial within an interval. */
function rootsBetween(p: Polynomial, from: number, to: number): readonly number[] {
  // In s, t = from + s (to - from).
  const shifted = p.reduceRight<Polynomial>(
    (sum, a) => add(multiply(sum, [from, to - from]), [a]),
    [],
  );
  return rootsWithin(shifted).map((s) => from + s * (to - from));
}

/**
 * The largest squared error of a small ReLU network on a segment, from the polynomials that it consists of: on
 * each piece of [0, 1] where no unit of no sample changes its sign the loss is one polynomial in t. An oracle of
 * another kind than bounds are; exact but for the rounding of roots.
 */
export function largestByPieces(
  network: GraphNetwork,
  a: Params,
  b: Params,
  data: Dataset,
): number {
  const dense = network.nodes.filter(({ use }) => use === 'core/dense');
  const samples = Array.from({ length: data.size }, (_, row) => row);
  const cuts = new Set([0, 1]);
  for (const row of samples) for (const t of kinks(dense, a, b, data, row)) cuts.add(t);
  const stops = [...cuts].sort((p, q) => p - q);
  let largest = -Infinity;
  for (const [i, from] of stops.slice(0, -1).entries()) {
    const to = stops[i + 1]!;
    const sums = samples.map((row) => lossOn(dense, a, b, data, row, (from + to) / 2));
    const loss = sums.reduce(add).map((coefficient) => coefficient / data.size);
    const slope = loss.slice(1).map((coefficient, k) => (k + 1) * coefficient);
    for (const t of [from, ...rootsBetween(slope, from, to), to])
      largest = Math.max(largest, valueAt(loss, t));
  }
  return largest;
}

type Layers = GraphNetwork['nodes'];

/** The pre-activations of a layer as polynomials, which units below are on being decided at a point. */
function layerOn(
  node: Layers[number],
  a: Params,
  b: Params,
  inputs: readonly Polynomial[],
): readonly Polynomial[] {
  const line = (name: string, i: number): Polynomial => {
    const [p, q] = [leafOf(a, node.leaves[name]!).data[i]!, leafOf(b, node.leaves[name]!).data[i]!];
    return [p, q - p];
  };
  const units = node.outputShape[0]!;
  return Array.from({ length: units }, (_, o) =>
    inputs.reduce(
      (sum, x, j) => add(sum, multiply(line('kernel', j * units + o), x)),
      line('bias', o),
    ),
  );
}

function inputsOf({ x, size }: Dataset, row: number): readonly Polynomial[] {
  const width = x.length / size;
  return Array.from(x.subarray(row * width, (row + 1) * width), (entry) => [entry]);
}

/** Where a unit of a sample changes its sign: layer by layer, on the pieces of the layers below. */
function kinks(dense: Layers, a: Params, b: Params, data: Dataset, row: number): readonly number[] {
  let stops = [0, 1];
  for (let depth = 0; depth < dense.length - 1; depth++) {
    const found = stops.slice(0, -1).flatMap((from, i) => {
      const to = stops[i + 1]!;
      const middle = (from + to) / 2;
      let values = inputsOf(data, row);
      for (let k = 0; k <= depth; k++) {
        const z = layerOn(dense[k]!, a, b, values);
        if (k === depth) return z.flatMap((p) => rootsBetween(p, from, to));
        values = z.map((p) => (valueAt(p, middle) > 0 ? p : []));
      }
      return [];
    });
    stops = [...new Set([...stops, ...found])].sort((p, q) => p - q);
  }
  return stops;
}

/** The squared error of one sample as a polynomial, on the piece that holds a point. */
function lossOn(
  dense: Layers,
  a: Params,
  b: Params,
  data: Dataset,
  row: number,
  at: number,
): Polynomial {
  let values = inputsOf(data, row);
  dense.forEach((node, k) => {
    const z = layerOn(node, a, b, values);
    values = k < dense.length - 1 ? z.map((p) => (valueAt(p, at) > 0 ? p : [])) : z;
  });
  const width = data.y.length / data.size;
  return values.reduce<Polynomial>((sum, z, o) => {
    const off = add(z, [-data.y[row * width + o]!]);
    return add(sum, multiply(off, off));
  }, []);
}
