/**
 * A figure from the table of one sweep.
 *
 * @typedef {object} Figure
 * @property {string} name of its file, and of its table in docs/reproduction.md
 * @property {string} results the sweep's table, in experiments/results
 * @property {string} title
 * @property {string} x the column that the horizontal axis is
 * @property {string} label of that axis
 * @property {Readonly<Record<string, string>>} [only] rows with these values in these columns
 * @property {{ task: string, label: string, peakFrom?: number }} [published] points to set beside;
 *   `peakFrom`: from there on the length has a peak, where small differences decide
 * @property {readonly string[]} [series] columns whose values are told apart besides the mode
 * @property {readonly number[]} [ticks] of the axis, in place of round numbers
 * @property {'row' | 'error'} [measure] what stands for x: the column itself, or (of classes) the mean
 *   error in per cent of the endpoints of its value
 */

const threshold = '/train/threshold';
const activation = '/architecture/options/activation';

/** @returns {Figure} */
const regression = (task, title, unit, published, peakFrom) => ({
  name: `${task}-${unit}`,
  results: `${task}.csv`,
  title: `${title}, 1-4-4-1 with ${unit === 'relu' ? 'ReLU' : unit} units`,
  x: threshold,
  label: 'threshold L0, mean absolute error',
  only: { [activation]: unit },
  published: { task, label: published, ...(peakFrom === undefined ? {} : { peakFrom }) },
});

/** @type {readonly Figure[]} */
export const FIGURES = [
  {
    name: 'quadratic-program',
    results: 'quadratic-program.csv',
    title: '0.5x² + 0.25x + 0.1, 1-4-4-1 as the published program has it',
    x: threshold,
    label: 'threshold L0, mean absolute error',
    published: { task: 'quadratic', label: 'published' },
  },
  regression('quadratic', '0.5x² + 0.25x + 0.1', 'sigmoid', 'published'),
  regression('quadratic', '0.5x² + 0.25x + 0.1', 'relu', 'published (sigmoid units)'),
  {
    name: 'quadratic-relu-rmsprop',
    results: 'quadratic-relu-rmsprop.csv',
    title: '0.5x² + 0.25x + 0.1, 1-4-4-1 with ReLU units, trained by RMSProp',
    x: threshold,
    label: 'threshold L0, mean absolute error',
    published: { task: 'quadratic', label: 'published (sigmoid units)' },
  },
  regression('cubic', '8x³ − 10x² + 3x', 'sigmoid', 'published', 0.15),
  regression('cubic', '8x³ − 10x² + 3x', 'relu', 'published (sigmoid units)', 0.15),
  {
    name: 'width',
    results: 'width.csv',
    title: 'Room to wiggle: 1-n-n-1 networks that learnt 0.5x² + 0.25x + 0.1',
    x: '/architecture/options/hidden',
    label: 'units n of each of the two hidden layers',
    series: [threshold],
    ticks: [2, 3, 4, 6, 8, 16],
  },
  {
    name: 'mnist',
    results: 'mnist.csv',
    title: 'MNIST: a small convnet beside the published one',
    x: threshold,
    label: 'error in per cent (ours: of the probe images, mean of the endpoints)',
    published: { task: 'mnist', label: 'published (larger net, test error)' },
    measure: 'error',
  },
  {
    name: 'mnist-low-error',
    results: 'mnist-low-error.csv',
    title: 'MNIST: a convnet of 80,202 parameters beside the published one',
    x: threshold,
    label: 'error in per cent (ours: of the probe images, mean of the endpoints)',
    published: { task: 'mnist', label: 'published (larger net, test error)' },
    measure: 'error',
  },
  {
    name: 'cifar10',
    results: 'cifar10.csv',
    title: 'CIFAR-10: a convnet of 79,530 parameters beside the published one',
    x: threshold,
    label: 'error in per cent (ours: of the probe images, mean of the endpoints)',
    published: { task: 'cifar10', label: 'published (larger net, test error)' },
    measure: 'error',
  },
  {
    name: 'mnist-width',
    results: 'mnist-width.csv',
    title: 'MNIST: convnets of three sizes',
    x: '/architecture/options/blocks',
    label: 'filters of the first block; the second has twice as many',
    ticks: [4, 8, 16],
  },
];
