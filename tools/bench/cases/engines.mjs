import { imageMlp, quadraticMlp } from './problems.mjs';

/** MLPs by their widths, with the rows of a batch. */
const NETWORKS = [
  { name: '1-4-4-1', rows: 64, base: quadraticMlp(1, 64) },
  { name: '784-64-10', rows: 100, base: imageMlp([64], { models: 1, rows: 100 }) },
  { name: '784-256-256-10', rows: 128, base: imageMlp([256, 256], { models: 1, rows: 128 }) },
];

/** One gradient by our own engines: the bounds by which "auto" chooses among them rest on these. */
export const ENGINES = NETWORKS.map(({ name, base }) => ({
  name: `engines ${name}`,
  title: `A gradient of ${name} by our own engines`,
  unit: 'gradient',
  problem: base,
  work: { do: 'gradient' },
  contenders: ['fast', 'reference', 'tfjs'],
  tolerance: 1e-3,
}));
