import type { RawExperiment } from '../experiment-schema.js';

/** A sound experiment of built-in plugins, with parts replaced. */
export function experiment(change: object = {}): RawExperiment {
  return {
    name: 'tiny',
    seed: 1,
    task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
    architecture: { use: 'core/mlp', options: { hidden: [4] } },
    train: { threshold: 0.01 },
    paths: ['core/linear'],
    ...change,
  };
}
