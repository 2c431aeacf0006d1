import { expect, it } from 'vitest';
import { widened, type Params, type WidePoint } from '@isthmus/contract/parameters';
import { createReference } from '@isthmus/engine';
import { lossOf, NETWORKS, randomData, randomParams } from '@isthmus/engine/testing';
import { lossRounding } from './rounding.js';

const loss = lossOf('cross-entropy');
const off = (params: Params, by: number): WidePoint =>
  Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float64Array(data.length).fill(by) },
    ]),
  );

it.each(['batch norm', 'layer norm'])('a network with %s has a bound of its rounding', (kind) => {
  const network = NETWORKS[kind]!(['relu']);
  const data = randomData(network, 20, true);
  const params = randomParams(network);
  const point = widened(params);
  // Some hundred operations of 1e-16 each, relative to losses of about 1.
  expect(lossRounding(network, loss, data, point, off(params, 0))).toBeLessThan(1e-10);
  const slack = 1e-6;
  const bound = lossRounding(network, loss, data, point, off(params, slack));
  const reference = createReference(network, loss);
  const moved = Object.fromEntries(
    Object.entries(point).map(([name, { shape, data: entries }]) => [
      name,
      { shape, data: entries.map((entry, i) => entry + (i % 2 === 0 ? slack : -slack)) },
    ]),
  );
  const apart = Math.abs(reference.loss(moved, data) - reference.loss(point, data));
  expect(apart).toBeGreaterThan(0);
  expect(apart).toBeLessThan(bound);
});
