import { greedyBetween } from './problems.mjs';

/** A greedy search, the proof of the paths that it found, and the check of that proof, in turns. */
function certifying(pairs, { name, title, ...experiment }, certify = 'core/affine') {
  const work = { do: 'prove', part: 'certify', certify };
  return {
    name,
    title,
    unit: 'pair',
    problem: greedyBetween(pairs, experiment),
    work,
    judge: 'ours',
    contenders: ['isthmus'],
    variants: {
      search: { of: 'isthmus', work: { part: 'search' } },
      checker: { of: 'isthmus', work: { part: 'check' } },
    },
    /** Of the share of pairs that are connected, proved and checked: all of them. */
    tolerance: 0,
  };
}

const mlp = (hidden, activation = 'relu') => ({
  use: 'core/mlp',
  options: { hidden, activation },
});

const adam = (learningRate) => ({ use: 'core/adam', options: { learningRate } });

const clothes = {
  task: 'core/fashion-mnist-mini',
  loss: 'core/cross-entropy',
  train: { optimizer: adam(0.001), threshold: 0.55, batchSize: 100 },
  paths: ['dss/greedy'],
};

/** Proofs beside the searches that found what they prove; see docs/performance.md. */
export default [
  certifying(4, {
    name: 'certify-tiny',
    title: 'Proofs of greedy paths of 1-4-4-1 networks on the quadratic, 64 points, 4 pairs',
    task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
    architecture: mlp([4, 4]),
    loss: 'core/mse',
    train: {
      optimizer: { use: 'core/rmsprop', options: { learningRate: 0.003 } },
      threshold: 0.005,
    },
    paths: ['dss/greedy'],
  }),
  certifying(2, {
    name: 'certify-mlp-64',
    title: 'Proofs of greedy paths of 784-64-10 networks on Fashion-MNIST, 100 images, 2 pairs',
    ...clothes,
    architecture: mlp([64]),
  }),
  certifying(2, {
    name: 'certify-mlp-64-32',
    title: 'Proofs of greedy paths of 784-64-32-10 networks on Fashion-MNIST, 100 images, 2 pairs',
    ...clothes,
    architecture: mlp([64, 32]),
  }),
  certifying(
    1,
    {
      name: 'certify-conv',
      title:
        'Proof of a greedy path of small convnets (8 and 16 filters of 3 × 3) on Fashion-MNIST, on 20 of its 100 images',
      ...clothes,
      architecture: {
        use: 'core/convnet',
        options: {
          blocks: [
            { filters: 8, kernelSize: 3 },
            { filters: 16, kernelSize: 3 },
          ],
          activation: 'relu',
        },
      },
      train: { optimizer: adam(0.003), threshold: 0.5, batchSize: 100 },
    },
    { use: 'core/affine', options: { rows: 20, evaluations: 300 } },
  ),
];
