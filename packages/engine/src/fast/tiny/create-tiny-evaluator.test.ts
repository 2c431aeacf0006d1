import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphNetwork } from '../../network/network.js';
import { createReference } from '../../reference/create-reference.js';
import { leafOf, lerpEntry, type Params } from '@isthmus/contract/parameters';
import { chain, lossOf, mlp, randomData, randomParams, type Link } from '../../testing/networks.js';
import { ACTIVATIONS, LOSSES } from '../../testing/with-kernels.js';
import { createTinyEvaluator } from './create-tiny-evaluator.js';
import { createTinyHost } from './host.js';

/** One row, a part of a group of 8, and more than a block of 256. */
const ROWS = [1, 13, 300];

function networkOf(activation: Link, outputs: number): GraphNetwork {
  return chain({ input: [3], output: [outputs] }, [
    ['dense', { units: 5 }],
    activation,
    ['dense', { units: 4, bias: false }],
    activation,
    ['dense', { units: outputs }],
    activation,
  ]);
}

function between(from: Params, to: Params, t: number) {
  return Object.fromEntries(
    Object.entries(from).map(([name, { shape, data }]) => {
      const other = leafOf(to, name).data;
      return [name, { shape, data: Float64Array.from(data, (a, i) => lerpEntry(a, other[i]!, t)) }];
    }),
  );
}

function expectSameBits(
  network: GraphNetwork,
  lossName: string,
  rows: number,
  [a, b]: [Params, Params] = [randomParams(network, 1), randomParams(network, 2)],
): void {
  const loss = lossOf(lossName);
  const data = randomData(network, rows, lossName === 'cross-entropy');
  const evaluator = createTinyEvaluator(createTinyHost(), network, loss, data)!;
  const reference = createReference(network, loss);
  expect(evaluator.value(a)).toBe(reference.loss(a, data));
  expect(evaluator.value(b)).toBe(reference.loss(b, data));
  for (const t of [0, 0.3, 1])
    expect(evaluator.valueBetween(a, b, t)).toBe(reference.loss(between(a, b, t), data));
  const [came, expected] = [evaluator.predict(a), reference.predict(a, data)];
  expect(came).toHaveLength(expected.length);
  expect(came.every((entry, i) => Object.is(entry, expected[i]))).toBe(true);
  expect(evaluator.accuracy(a)).toBe(reference.accuracy(a, data));
}

describe('the numbers are those of the reference, bit for bit', () => {
  const cases = ACTIVATIONS.flatMap((activation) => LOSSES.map((loss) => ({ activation, loss })));
  it.each(cases)('$activation, $loss', ({ activation, loss }) => {
    for (const rows of ROWS)
      for (const outputs of [1, 2, 3]) expectSameBits(networkOf([activation], outputs), loss, rows);
  });

  it('of any widths and depth', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 32 }), { minLength: 2, maxLength: 5 });
    const rows = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(widths, rows, fc.constantFrom('relu', 'tanh'), (sizes, count, activation) =>
        expectSameBits(mlp(sizes, activation), 'mse', count),
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('where parameters are not finite, or zeros of both signs', () => {
    const network = networkOf(['relu'], 2);
    for (const entry of [NaN, Infinity, -Infinity, -0]) {
      const strange = Object.fromEntries(
        Object.entries(randomParams(network)).map(([name, { shape, data }]) => [
          name,
          { shape, data: data.map((value, i) => (i % 2 === 0 ? entry : value)) },
        ]),
      );
      expectSameBits(network, 'mse', 20, [strange, randomParams(network, 2)]);
      expectSameBits(network, 'mse', 20, [randomParams(network, 2), strange]);
    }
  });
});

/** A relu that says it is one, and is none below 0. */
function withOtherRelu(network: GraphNetwork): GraphNetwork {
  const nodes = network.nodes.map((node) => {
    const { interpreters } = node.layer;
    if (node.use !== 'core/relu') return node;
    const rule = {
      kind: 'elementwise',
      value: Math.abs,
      derivative: Math.sign,
      second: () => 0,
    } as const;
    return {
      ...node,
      layer: { ...node.layer, interpreters: { ...interpreters, reference: () => rule } },
    };
  });
  return { ...network, nodes };
}

it('a layer whose reference says otherwise than its kernel is answered for by the reference', () => {
  expectSameBits(withOtherRelu(networkOf(['relu'], 2)), 'mse', 20);
});

it('there is none for a network without a tiny plan', () => {
  const wide = mlp([2, 33, 1], 'relu');
  const data = randomData(wide, 3);
  expect(createTinyEvaluator(createTinyHost(), wide, lossOf('mse'), data)).toBeNull();
});
