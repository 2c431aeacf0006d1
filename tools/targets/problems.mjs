// The pairs on which targets are compared. Each comes from its seed alone; nothing is read from a disk
// but the data sets that the product holds itself.
import { TOYS } from '../exact-levels/toys.mjs';

/** What a search may spend: enough that a strategy rather ends by its own word. */
const BUDGET = { gradientEvaluations: 20_000, lossEvaluations: 10_000_000 };

/** Networks trained to a threshold; the levels are multiples of it. */
const NETWORKS = [
  {
    name: 'quadratic 1-4-4-1',
    small: true,
    experiment: {
      task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
      architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'tanh' } },
      loss: 'core/mse',
      train: { optimizer: adam(0.003), threshold: 1e-3, maxSteps: 20_000 },
    },
    times: [1, 1.1, 2],
    pairs: [1, 2, 3, 4, 5],
    // Descent sees all samples at every step, so that the seed decides nothing.
    seeds: [1],
  },
  {
    name: 'digits 64-32-10',
    experiment: {
      task: 'core/digits',
      architecture: { use: 'core/mlp', options: { hidden: [32] } },
      loss: 'core/cross-entropy',
      train: { optimizer: adam(0.001), threshold: 0.11, batchSize: 100, maxSteps: 20_000 },
    },
    times: [1.02, 1.1, 1.4],
    pairs: [1],
    seeds: [1, 2],
  },
  {
    name: 'Fashion-MNIST-mini convnet 8-16',
    experiment: {
      task: 'core/fashion-mnist-mini',
      architecture: {
        use: 'core/convnet',
        options: { blocks: [{ filters: 8 }, { filters: 16 }] },
      },
      loss: 'core/cross-entropy',
      train: { optimizer: adam(0.001), threshold: 0.45, batchSize: 100, maxSteps: 20_000 },
    },
    times: [1.1, 1.4],
    budget: { gradientEvaluations: 3000, lossEvaluations: 10_000_000 },
    pairs: [1],
    seeds: [1],
    only: ['dss/greedy', 'targets/published-loop'],
  },
];

/** Toys whose lowest connecting level is known exactly; the levels are multiples of that. */
const EXACT = [
  'two-points, 3 units',
  'ReLU 1-3-1, 5 samples',
  'linear 2-2-2',
  'linear 2-3-2',
  'ring',
];

/** Every problem, with a function that gives a pair of it. */
export const PROBLEMS = [...NETWORKS.map(trained), ...EXACT.map(exact)];

function adam(learningRate) {
  return { use: 'core/adam', options: { learningRate } };
}

function trained({ experiment, ...problem }) {
  const base = { ...experiment, endpoints: { count: 2 } };
  return {
    budget: BUDGET,
    ...problem,
    pair: (seed) => ({
      experiment: { ...base, seed },
      files: '',
      baseOf: () => () => experiment.train.threshold,
    }),
  };
}

function exact(name) {
  const toy = TOYS.find((one) => one.name === name);
  return {
    name,
    budget: { ...BUDGET, gradientEvaluations: 5000 },
    times: [1.02, 1.1, 1.5],
    small: true,
    toy: true,
    pairs: [1, 2, 3, 4, 5],
    seeds: [1],
    pair(seed) {
      const { task, architecture, loss, objective, files = '', ...instance } = toy.instance(seed);
      const subject = objective === undefined ? { task, architecture, loss } : { objective };
      const train = { optimizer: adam(0.02), ...instance.train };
      return {
        experiment: { ...subject, seed: instance.seed ?? 0, endpoints: instance.endpoints, train },
        files,
        baseOf: instance.exact,
      };
    },
  };
}
