import { imageMlp } from './problems.mjs';

export default {
  name: 'deep-train',
  title: 'Training of a 784-512-512-512-10 network: batches of 128, SGD, cross-entropy',
  unit: 'step',
  problem: imageMlp([512, 512, 512], { models: 1, rows: 2560, batch: 128 }),
  work: { do: 'train', stepsPerCall: 10, episode: 500, checkSteps: 10 },
  tolerance: 1e-3,
};
