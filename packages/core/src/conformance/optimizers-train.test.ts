import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { core } from '../builtin/index.js';
import { optimizers } from '@isthmus/engine/operations';
import type { Dataset } from '@isthmus/contract';
import { buildNetwork, createEvaluator } from '@isthmus/engine';
import { createReferenceEngine } from '@isthmus/engine/internal';
import { sameBits } from '@isthmus/contract/parameters';
import { Registry } from '../registry/registry.js';
import { createSampler } from '../run/batches.js';
import { trainEndpoint } from '../run/endpoints.js';

/**
 * Rates at which a 1-4-4-1 network learns a parabola within a few thousand steps; RMSProp and Adam
 * take steps of that size whatever the gradient.
 */
const rates: Record<string, number> = {
  'core/sgd': 0.3,
  'core/momentum': 0.05,
  'core/nesterov': 0.05,
  'core/rmsprop': 0.002,
  'core/adam': 0.01,
  'core/adamw': 0.01,
};

const registry = Registry.of(core);
const plugin = <K extends 'architecture' | 'loss' | 'optimizer'>(
  kind: K,
  use: `${string}/${string}`,
  options: Record<string, unknown> = {},
) => registry.resolve(kind, { use, options }, `/${kind}`).plugin;

const f = (x: number) => 0.1 + 0.25 * x + 0.5 * x * x;
function samples(size: number): Dataset {
  const x = Float32Array.from({ length: size }, (_, i) => i / (size - 1));
  return { size, x, y: x.map(f) };
}

const shapes = { input: [1], output: [1] };
const loss = plugin('loss', 'core/mse');
const network = buildNetwork(
  plugin('architecture', 'core/mlp', { hidden: [4, 4], activation: 'tanh' }).build(shapes),
  shapes,
  (node) => registry.resolve('layer', node, node.id).plugin,
);
const matrix = optimizers.flatMap(({ name }) =>
  (['full', 16] as const).map((batchSize) => ({ name, batchSize })),
);

describe('every built-in optimizer trains a real network to a threshold', () => {
  it.each(matrix)('$name, batch $batchSize', async ({ name, batchSize }) => {
    if (network.kind !== 'graph' || loss.on !== 'prediction') throw new Error('not a network');
    const evaluator = await createEvaluator(network, loss, samples(33));
    const train = () =>
      trainEndpoint({
        init: network.init,
        optimizer: plugin('optimizer', name, { learningRate: rates[name] }),
        engine: createReferenceEngine(network, loss),
        regularizers: [],
        settle: (params) => params,
        sampler: createSampler(samples(48), batchSize),
        evaluator,
        threshold: 1e-3,
        attempts: 2,
        rules: { maxSteps: 5000, evaluateEvery: 10, stall: { window: 5000, improvement: 0.01 } },
        rng: createRng(11),
      });
    const endpoint = await train();
    expect(endpoint.reached).toBe(true);
    expect(evaluator.value(endpoint.params)).toBe(endpoint.loss);
    expect(endpoint.last.steps).toBeGreaterThan(10);
    const again = await train();
    expect(sameBits(again.params, endpoint.params)).toBe(true);
    expect(again.last.curve).toEqual(endpoint.last.curve);
  });
});
