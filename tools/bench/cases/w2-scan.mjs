import { imageMlp } from './problems.mjs';

const problem = imageMlp([256, 256], { models: 2, rows: 10_000, trainSteps: 200 });
const even = (count) => Array.from({ length: count }, (_, i) => i / (count - 1));

/** The same 25 points by all, and the peak: ours by an adaptive search, theirs by a loop over 51. */
export default [
  {
    name: 'w2-scan',
    title: 'Losses at the same 25 points between two 784-256-256-10 networks, 10,000 rows',
    unit: 'point',
    problem,
    work: { do: 'profile', t: even(25), checkT: [0, 0.25, 0.625] },
    variants: { pytorchShortcut: { of: 'pytorchAsFound', work: { shortcut: true } } },
    tolerance: 1e-4,
  },
  {
    name: 'w2-scan-peak',
    title: 'The peak between them: ours by an adaptive search, the others by 51 points in a loop',
    unit: 'peak',
    problem,
    work: { do: 'peak', t: even(51) },
    judge: 'ours',
    variants: { pytorchShortcut: { of: 'pytorchAsFound', work: { shortcut: true } } },
    tolerance: 1e-3,
    targets: { 20: 4, 24: 8 },
  },
];
