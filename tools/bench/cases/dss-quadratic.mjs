import { greedyBetween } from './problems.mjs';

export default {
  name: 'dss-quadratic',
  title:
    'Greedy Dynamic String Sampling to L0 = 0.005 on the quadratic: 20 pairs of 1-4-4-1 networks',
  unit: 'pair',
  problem: greedyBetween(20, {
    task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
    architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'relu' } },
    loss: 'core/mse',
    train: {
      optimizer: { use: 'core/rmsprop', options: { learningRate: 0.003 } },
      threshold: 0.005,
    },
    paths: [
      {
        use: 'dss/greedy',
        options: { alpha: 0.8, settle: 'target', evaluateEvery: 10, maxDepth: 8 },
      },
    ],
  }),
  work: { do: 'dss' },
  judge: 'ours',
  /** The whole algorithm for all pairs at once, as one who vectorizes to the last would write it. */
  variants: { pytorchTogether: { of: 'pytorchAsFound', work: { together: true } } },
  contenders: ['isthmus', 'pytorch'],
  /** Of the fraction of pairs connected: one pair in twenty may differ. */
  tolerance: 0.051,
  targets: { 20: 70, 24: 100 },
};
