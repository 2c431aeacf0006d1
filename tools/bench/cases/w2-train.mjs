import { imageMlp } from './problems.mjs';

export default {
  name: 'w2-train',
  title: 'Training of a 784-256-256-10 network: batches of 128, SGD, cross-entropy',
  unit: 'step',
  problem: imageMlp([256, 256], { models: 1, rows: 2560, batch: 128 }),
  work: { do: 'train', stepsPerCall: 10, episode: 500, checkSteps: 20 },
  threads: [1, 2],
  tolerance: 1e-3,
  targets: { 20: 0.6, 24: 1.1 },
};
