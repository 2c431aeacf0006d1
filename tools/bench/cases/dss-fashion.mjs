import { greedyBetween } from './problems.mjs';

export default {
  name: 'dss-fashion',
  title:
    'Greedy Dynamic String Sampling between 784-64-10 networks on Fashion-MNIST, 4 pairs (400 images to train, 100 to judge)',
  unit: 'pair',
  problem: greedyBetween(4, {
    task: 'core/fashion-mnist-mini',
    architecture: { use: 'core/mlp', options: { hidden: [64], activation: 'relu' } },
    loss: 'core/cross-entropy',
    train: {
      optimizer: { use: 'core/adam', options: { learningRate: 0.001 } },
      threshold: 0.55,
      batchSize: 100,
    },
    paths: ['dss/greedy'],
  }),
  work: { do: 'dss' },
  judge: 'ours',
  contenders: ['isthmus', 'pytorch'],
  /** Of the fraction of pairs connected: all of them. */
  tolerance: 0,
  targets: { 20: 1, 24: 2 },
};
