// The exact peak of a path of straight segments. On the toys of this folder the loss along a segment is
// a polynomial in t between the kinks of the ReLU units, so a few of its values give all of it.
import { flatten, rootsWithin } from '@isthmus/core';

/**
 * The largest loss on a path, by its polynomials; of an arc, along which the loss is constant but for the rounding
 * of its last vertex, the larger of its ends.
 *
 * @param degree of the loss in t between kinks
 * @param kinks of a segment: (from, to) => t in (0, 1)
 */
export function exactPeak({ path, evaluator, degree, kinks }) {
  return path.elements.reduce((most, element, i) => {
    const [from, to] = [path.vertices[i], path.vertices[i + 1]];
    const value = (t) => evaluator.valueBetween(from, to, t);
    const stops = element.kind === 'segment' ? [0, ...kinks(from, to), 1] : [0, 1];
    return stops.slice(1).reduce((sum, end, k) => {
      const peak =
        element.kind === 'segment'
          ? peakBetween(value, stops[k], end, degree)
          : Math.max(evaluator.value(from), evaluator.value(to));
      return Math.max(sum, peak);
    }, most);
  }, 0);
}

/** The largest value of a polynomial on an interval, from its values at `degree + 1` points. */
export function peakBetween(value, from, to, degree) {
  const at = (s) => value(s === 0 ? from : s === 1 ? to : from + s * (to - from));
  const nodes = Array.from(
    { length: degree + 1 },
    (_, k) => (1 - Math.cos((Math.PI * k) / degree)) / 2,
  );
  const coefficients = interpolated(nodes, nodes.map(at));
  const slope = coefficients.slice(1).map((entry, i) => (i + 1) * entry);
  return [0, ...rootsWithin(slope), 1].reduce((most, s) => Math.max(most, at(s)), -Infinity);
}

/** The coefficients of the polynomial through these points, by divided differences. */
function interpolated(nodes, values) {
  const divided = [...values];
  for (let order = 1; order < nodes.length; order++)
    for (let k = nodes.length - 1; k >= order; k--)
      divided[k] = (divided[k] - divided[k - 1]) / (nodes[k] - nodes[k - order]);
  return divided.reduceRight((sum, entry, k) => {
    const shifted = [0, ...sum];
    sum.forEach((c, i) => (shifted[i] -= nodes[k] * c));
    shifted[0] += entry;
    return shifted;
  }, []);
}

/** Where the hidden units of a ReLU network with one hidden layer change sides on a sample. */
export function reluKinks(spec, { input, size, x }, hidden, hasBias) {
  const unitsOf = (params) => {
    const flat = flatten(spec, params);
    const bias = input * hidden;
    return (j, n) => {
      let z = hasBias ? flat[bias + j] : 0;
      for (let i = 0; i < input; i++) z += flat[i * hidden + j] * x[n * input + i];
      return z;
    };
  };
  return (from, to) => {
    const [a, b] = [unitsOf(from), unitsOf(to)];
    const found = [];
    for (let j = 0; j < hidden; j++)
      for (let n = 0; n < size; n++) {
        const [p, q] = [a(j, n), b(j, n)];
        if (p * q < 0) found.push(p / (p - q));
      }
    return found.sort((s, t) => s - t);
  };
}

/** For losses without kinks. */
export const noKinks = () => () => [];
