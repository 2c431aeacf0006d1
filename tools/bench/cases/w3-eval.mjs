import { convnet } from './problems.mjs';

export default {
  name: 'w3-eval',
  title: 'Loss of the convnet on 2000 images',
  unit: 'pass',
  problem: convnet({ rows: 2000 }),
  work: { do: 'value' },
  tolerance: 1e-4,
  targets: { 20: 1.4, 24: 2.5 },
};
