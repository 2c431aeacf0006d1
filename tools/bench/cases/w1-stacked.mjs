import { quadraticMlp } from './problems.mjs';

export default {
  name: 'w1-stacked',
  title: 'Training of 64 networks 1-4-4-1 side by side (PyTorch: baddbmm)',
  unit: 'step of a network',
  problem: quadraticMlp(64, 64),
  work: { do: 'train', stepsPerCall: 10, episode: 500, checkSteps: 50 },
  threads: [1, 2],
  tolerance: 1e-3,
  targets: { 20: 10, 24: 20 },
};
