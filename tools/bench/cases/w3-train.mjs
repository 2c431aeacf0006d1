import { convnet } from './problems.mjs';

export default {
  name: 'w3-train',
  title:
    'Training of a convnet (two 5 × 5 convolutions of 16 and 32 channels, pooled) on 28 × 28 images: batches of 128, SGD',
  unit: 'step',
  problem: convnet({ rows: 1280, batch: 128 }),
  work: { do: 'train', stepsPerCall: 2, episode: 500, checkSteps: 2 },
  tolerance: 1e-3,
  targets: { 20: 0.5, 24: 1 },
};
