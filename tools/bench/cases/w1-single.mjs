import { quadraticMlp } from './problems.mjs';

export default {
  name: 'w1-single',
  title: 'Training of one 1-4-4-1 network: RMSProp, squared error, 64 rows',
  unit: 'step of a network',
  problem: quadraticMlp(1, 64),
  work: { do: 'train', stepsPerCall: 100, episode: 500, checkSteps: 50 },
  tolerance: 1e-3,
  targets: { 20: 200, 24: 300 },
};
