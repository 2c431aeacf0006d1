import { describe, expect, it } from 'vitest';
import type { Dataset } from '@isthmus/contract';
import type { GraphNetwork } from '../../network/network.js';
import { createReference } from '../../reference/create-reference.js';
import type { Params } from '@isthmus/contract/parameters';
import { lossOf, randomData, randomParams } from '../../testing/networks.js';
import { ACTIVATIONS, LOSSES } from '../../testing/with-kernels.js';
import { engineOf, gradientError, KINDS, network, someNoise } from './testing/trials.js';

/**
 * Float32 keeps 2^-24 = 6e-8 per operation; sums here have at most some hundred terms, and errors of
 * entries are independent: 2e-6 of the largest entry leaves room, and is a tenth of what is promised.
 */
const GRADIENT = 2e-6;
/**
 * Losses are summed in float64; each sample's is off by a few roundings of its network's outputs, which
 * norms divide by deviations below 1.
 */
const LOSS = 2e-6;

describe.each(KINDS)('the gradient of a network of kind %s', (kind) => {
  it.each(ACTIVATIONS)('with %s is that of the reference, for all losses and shapes', (f) => {
    const net = network(kind, f);
    const params = randomParams(net);
    for (const name of LOSSES)
      for (const rows of [1, 3, 13]) {
        const loss = lossOf(name);
        const data = randomData(net, rows, name === 'cross-entropy');
        for (const noise of [null, someNoise()]) {
          const [found] = engineOf(net, loss).valueAndGradient([params], data, noise);
          const error = gradientError(net, loss, params, data, found!, noise);
          expect(error.gradient, `${name}, ${rows} rows`).toBeLessThan(GRADIENT);
          expect(error.loss, `${name}, ${rows} rows`).toBeLessThan(LOSS);
        }
      }
  });
});

describe('losses near 0', () => {
  it('are right relative to themselves, and so are their gradients', () => {
    const net = network('dense');
    const loss = lossOf('cross-entropy');
    const data = randomData(net, 6, true);
    // Huge weights of the last layer: nearly all of the probability falls on one class.
    const params = randomParams(net);
    const last = params['n4.kernel']!;
    const sure = { ...params, 'n4.kernel': { ...last, data: last.data.map((w) => 60 * w) } };
    const best = { ...data, y: oneHotOfLargest(net, sure, data) };
    const [found] = engineOf(net, loss).valueAndGradient([sure], best, null);
    const error = gradientError(net, loss, sure, best, found!, null);
    expect(found!.value).toBeLessThan(1e-3);
    // Outputs of some hundreds are off by 3e-5, and so are the exponentials of their differences.
    expect(error.loss).toBeLessThan(1e-4);
    expect(error.gradient).toBeLessThan(1e-4);
  });
});

/** Targets that agree with what the network says. */
function oneHotOfLargest(net: GraphNetwork, params: Params, data: Dataset): Float32Array {
  const z = createReference(net, lossOf('cross-entropy')).predict(params, data);
  const y = new Float32Array(z.length);
  for (let row = 0; row < data.size; row++) {
    const outputs = [...z.subarray(3 * row, 3 * row + 3)];
    y[3 * row + outputs.indexOf(Math.max(...outputs))] = 1;
  }
  return y;
}
