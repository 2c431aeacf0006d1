import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, lossOf, randomData, randomParams } from '../../testing/networks.js';
import type { Link } from '../../testing/networks.js';
import { ACTIVATIONS, LOSSES } from '../../testing/with-kernels.js';
import { engineOf, gradientError, someNoise } from './testing/trials.js';

/** As in gradients.test.ts; random graphs are deeper, and add up more branches. */
const GRADIENT = 1e-5;
const LOSS = 1e-5;

const activation = fc.constantFrom(...ACTIVATIONS).map((name): Link => [name]);
const dropout = fc.constantFrom(0.1, 0.5).map((rate): Link => ['dropout', { rate }]);
const padding = fc.constantFrom('same', 'valid');

/** Layers that keep the width, so that any two of them can be added. */
const sameWidth = fc.oneof(
  activation,
  dropout,
  fc.constantFrom('batch-norm', 'layer-norm').map((name): Link => [name, { eps: 0.1 }]),
  fc.boolean().map((bias): Link => ['dense', { units: 6, bias }]),
);

const window = fc.oneof(
  activation,
  fc
    .record({
      filters: fc.integer({ min: 1, max: 9 }),
      kernelSize: fc.integer({ min: 1, max: 3 }),
      strides: fc.integer({ min: 1, max: 2 }),
    })
    .map((options): Link => ['conv2d', { ...options, padding: 'same' }]),
  fc
    .record({
      size: fc.integer({ min: 1, max: 3 }),
      strides: fc.integer({ min: 1, max: 2 }),
      padding,
    })
    .map((options): Link => ['max-pool', options]),
  fc.integer({ min: 1, max: 2 }).map((strides): Link => ['avg-pool', { size: 2, strides }]),
  dropout,
  fc.constantFrom('batch-norm', 'layer-norm').map((name): Link => [name, { eps: 0.1 }]),
);

/** Whether a chain can be built: a valid window may not fit the little that is left. */
function fits(input: readonly number[], links: readonly Link[]): boolean {
  try {
    chain({ input, output: [3] }, links);
    return true;
  } catch {
    return false;
  }
}

const chains = fc
  .array(window, { minLength: 1, maxLength: 5 })
  .map((links): readonly Link[] => [...links, ['flatten'], ['dense', { units: 3 }]])
  .filter((links) => fits([9, 7, 3], links));

/** Each layer reads the one before; every third adds some that came before. */
const graphs = fc
  .array(fc.tuple(sameWidth, fc.array(fc.nat(), { maxLength: 2 })), { minLength: 1, maxLength: 7 })
  .map((picks): readonly Link[] => {
    const links: Link[] = [];
    for (const [link, sources] of picks) {
      links.push(link);
      const inputs = sources.map((at) =>
        at % (links.length + 1) === links.length ? 'input' : `n${at % (links.length + 1)}`,
      );
      if (inputs.length > 0) links.push(['add', {}, inputs]);
    }
    return [...links, ['dense', { units: 3 }]];
  });

describe.each([
  ['windows', [9, 7, 3], chains],
  ['sums', [6], graphs],
] as const)('random graphs of %s', (_, input, arbitrary) => {
  it('have the gradient of the reference, in evaluation and with noise', () => {
    fc.assert(
      fc.property(
        arbitrary,
        fc.constantFrom(...LOSSES),
        fc.integer({ min: 1, max: 6 }),
        (links, name, rows) => {
          const net = chain({ input, output: [3] }, links);
          const loss = lossOf(name);
          const data = randomData(net, 6, name === 'cross-entropy');
          const params = randomParams(net);
          for (const noise of [null, someNoise()]) {
            const [found] = engineOf(net, loss, rows).valueAndGradient([params], data, noise);
            const error = gradientError(net, loss, params, data, found!, noise);
            expect(error.gradient).toBeLessThan(GRADIENT);
            expect(error.loss).toBeLessThan(LOSS);
          }
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });
});
