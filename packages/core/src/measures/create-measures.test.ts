import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { PredictionLoss } from '@isthmus/contract';
import { buildNetwork, createEvaluator } from '@isthmus/engine';
import { architectures, layers, losses } from '../builtin/index.js';
import { createMeasures } from './create-measures.js';

const shapes = { input: [2], output: [1] };
const options = { hidden: [3], activation: 'tanh' };
const mlp = architectures.find(({ name }) => name === 'core/mlp')!;
const checked = mlp.options['~standard'].validate(options);
if (!('value' in checked)) throw new Error('bad options');
const network = buildNetwork(mlp.create(checked.value).build(shapes), shapes, (node) =>
  layers.find(({ name }) => name === node.use)!.create(node.options),
);
const loss = losses.find(({ name }) => name === 'core/cross-entropy')!.create({}) as PredictionLoss;
const rng = createRng(1);
const rows = (size: number) => ({
  size,
  x: Float32Array.from({ length: 2 * size }, () => rng.normal()),
  y: new Float32Array(size),
});
const [evaluation, train] = [rows(5), rows(7)];
const params = network.init(createRng(2));

const measured = async () => {
  const evaluator = await createEvaluator(network, loss, evaluation, null);
  return createMeasures({
    ...{ spec: network.spec, network, loss, objective: null, evaluation, train, evaluator },
    gradients: () => [],
  });
};

describe('a scan', () => {
  it('counts each place as one pass', async () => {
    const { measures, cost } = await measured();
    const other = network.init(createRng(3));
    const losses = measures.scan(params, other, [0, 0.5, 1]);
    expect([losses[0], losses[2]]).toEqual([measures.value(params), measures.value(other)]);
    expect(cost().lossEvaluations).toBe(5);
  });
});

describe('the units that measures tell', () => {
  it('are those of the rows that are asked for, of either split', async () => {
    const { measures } = await measured();
    const whole = measures.unitsOf('act1', params, 'evaluation');
    expect(whole.shape).toEqual([5, 3]);
    const part = measures.unitsOf('act1', params, 'evaluation', 2, 3);
    expect(part).toEqual({ shape: [2, 3], data: whole.data.slice(9, 15) });
    expect(measures.unitsOf('act1', params, 'evaluation', 9, 4).shape).toEqual([1, 3]);
    expect(measures.unitsOf('act1', params, 'evaluation', 1, 5).shape).toEqual([0, 3]);
    expect(measures.unitsOf('input', params, 'train', 2, 6)).toEqual({
      shape: [1, 2],
      data: Float64Array.from(train.x.subarray(12)),
    });
  });

  it('of several nodes come by one pass, and are those of each', async () => {
    const { measures, cost } = await measured();
    const nodes = ['act1', 'input', 'dense1', 'dense2'];
    const each = measures.unitsOfEach(nodes, params, 'train', 4, 1);
    expect(cost().lossEvaluations).toBe(1);
    expect(each).toEqual(nodes.map((node) => measures.unitsOf(node, params, 'train', 4, 1)));
    const [act, , dense] = each;
    expect(act!.data).toEqual(dense!.data.map(Math.tanh));
    expect(() => measures.unitsOfEach(['dense1', 'none'], params, 'train')).toThrow(/"none"/);
  });

  it('come with what the loss says of itself', async () => {
    const { measures } = await measured();
    expect(measures.loss).toEqual({ unit: 'nats', convex: true, shiftInvariant: true });
  });
});
