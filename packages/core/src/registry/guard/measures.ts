import { outOfCall } from '@isthmus/contract/internal';
import type { NetworkMeasures } from '@isthmus/contract';

/** Measures for a plugin from outside: what it asks of them is the product's work, not the plugin's. */
export function lentMeasures(measures: NetworkMeasures): NetworkMeasures {
  const { rows, loss } = measures;
  return {
    rows,
    loss,
    value: (params) => outOfCall(() => measures.value(params)),
    valueAt: (point) => outOfCall(() => measures.valueAt(point)),
    along: (from, to) => {
      const lossAt = outOfCall(() => measures.along(from, to));
      return (t) => outOfCall(() => lossAt(t));
    },
    scan: (from, to, t) => outOfCall(() => measures.scan(from, to, t)),
    reestimated: (params) => outOfCall(() => measures.reestimated(params)),
    accuracy: (params) => outOfCall(() => measures.accuracy(params)),
    predict: (params) => outOfCall(() => measures.predict(params)),
    unitsOf: (node, point, part, most, first) =>
      outOfCall(() => measures.unitsOf(node, point, part, most, first)),
    unitsOfEach: (nodes, point, part, most, first) =>
      outOfCall(() => measures.unitsOfEach(nodes, point, part, most, first)),
    gradientAt: (point) => outOfCall(() => measures.gradientAt(point)),
    hessianVector: (point, direction) => outOfCall(() => measures.hessianVector(point, direction)),
    gradients: (models, rng) => outOfCall(() => measures.gradients(models, rng)),
  };
}
