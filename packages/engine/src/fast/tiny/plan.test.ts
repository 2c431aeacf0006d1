import { describe, expect, it } from 'vitest';
import { chain, lossOf, mlp, type Link } from '../../testing/networks.js';
import { activationKernel, lossKernel } from '../../kernels/operation-kernels.js';
import { tinyPlanOf } from './plan.js';

const shapes = { input: [3], output: [2] };
const mse = lossOf('mse');
const head: Link = ['dense', { units: 2 }];

describe('the plan of a chain of narrow dense layers', () => {
  it('lists its layers and where their parameters lie', () => {
    const network = chain(shapes, [
      ['dense', { units: 4, bias: false }],
      ['leaky-relu', { slope: 0.2 }],
      head,
    ]);
    expect(tinyPlanOf(network, mse)).toMatchObject({
      count: 22,
      inputs: 3,
      outputs: 2,
      loss: lossKernel('squared-error'),
      layers: [
        {
          inputs: 3,
          units: 4,
          kernel: 0,
          bias: null,
          activation: { id: 'n1', ...activationKernel({ name: 'leaky-relu', parameter: 0.2 }) },
        },
        { inputs: 4, units: 2, activation: null },
      ],
    });
    const { leaves, layers } = tinyPlanOf(network, mse)!;
    const offsetOf = (name: string) => leaves.find((leaf) => leaf.name === name)!.offset;
    expect(layers[1]!.kernel).toBe(offsetOf('n2.kernel'));
    expect(layers[1]!.bias).toBe(offsetOf('n2.bias'));
  });

  it('takes an image that is flattened first', () => {
    const network = chain({ input: [2, 2, 1], output: [2] }, [['flatten'], head]);
    expect(tinyPlanOf(network, mse)?.layers).toMatchObject([{ inputs: 4, units: 2 }]);
  });

  it.each<[string, Link[]]>([
    ['noise', [['dense', { units: 4 }], ['dropout'], head]],
    ['a branch', [['dense', { units: 2 }], ['relu'], ['add', {}, ['n0']], head]],
    ['two activations in a row', [['dense', { units: 4 }], ['relu'], ['tanh'], head]],
    ['an activation of the input', [['relu'], head]],
    ['a wide layer', [['dense', { units: 33 }], head]],
    [
      'too many parameters',
      [...Array.from({ length: 5 }, (): Link => ['dense', { units: 32 }]), head],
    ],
  ])('there is none for %s', (_, links) => {
    expect(tinyPlanOf(chain(shapes, links), mse)).toBeNull();
  });

  it('there is none for a loss without a kernel', () => {
    const { fast, ...unknown } = mse;
    expect(fast).toBe('squared-error');
    expect(tinyPlanOf(mlp([3, 4, 2], 'relu'), unknown)).toBeNull();
  });
});
