// Toys whose lowest connecting level is known exactly. An instance is drawn from its seed alone.
import { createRng, flatten } from '@isthmus/core';
import { exactLandscape, linearBarrier } from '@isthmus/dss';
import { determinant, Matrix, pseudoInverse } from 'ml-matrix';
import { noKinks, reluKinks } from './exact-peak.mjs';

const normals = (rng, count) => Array.from({ length: count }, () => rng.normal());
const sum = (numbers) => numbers.reduce((total, entry) => total + entry, 0);

/** Two samples -1 and 1 with target 1, ReLU units without biases: two of them exchanged. */
function twoPoints(units) {
  return {
    name: `two-points, ${units} units`,
    why:
      units === 2
        ? 'below 1/2 no incoming weight can change its sign'
        : 'a spare unit lets two others change places',
    instance(seed) {
      const rng = createRng(seed).fork('two-points');
      // A unit for each side, fitting to about a tenth, and what is left of the units small.
      const point = (tag, order) => {
        const stream = rng.fork(tag);
        const scales = normals(stream, units).map((n) => Math.exp(0.5 * n));
        const gains = normals(stream, units).map((n) => 1 + 0.1 * n);
        const sides = order.map((side) => (side === 0 ? 0.05 * stream.normal() : side));
        const reads = sides.map((side, j) => side * scales[j]);
        return [...reads, ...gains.map((gain, j) => gain / scales[j])];
      };
      const spare = Array(units - 2).fill(0);
      return {
        ...network('core/two-points', { hidden: [units], bias: false, activation: 'relu' }),
        endpoints: { points: [point('a', [1, -1, ...spare]), point('b', [-1, 1, ...spare])] },
        ...reluExact(units, false),
      };
    },
  };
}

/** A small ReLU network with biases on random samples, trained from two seeds. */
function smallRelu(hidden, samples) {
  return {
    name: `ReLU 1-${hidden}-1, ${samples} samples`,
    why: 'the exact solver: all cells of constant activation, and where they meet',
    instance(seed) {
      const rng = createRng(seed).fork(`relu ${hidden}`);
      const x = normals(rng.fork('x'), samples);
      const y = normals(rng.fork('y'), samples);
      const variance = sum(y.map((each) => each * each)) / samples;
      return {
        ...network(csvTask([x], [y]), { hidden: [hidden], activation: 'relu' }),
        files: csvFile([x], [y]),
        endpoints: { count: 2 },
        train: { threshold: 0.1 * variance, maxSteps: 3000, attempts: 1 },
        seed,
        ...reluExact(hidden, true),
      };
    },
  };
}

/** A deep linear network whose ends differ in the sign of a determinant, or whose layer is wide. */
function linear(inputs, hidden, outputs) {
  const rank = Math.min(inputs, outputs);
  return {
    name: `linear ${inputs}-${hidden}-${outputs}`,
    why:
      hidden > rank
        ? 'a hidden layer wider than the rank: the larger loss of the ends'
        : 'ends of opposite determinants: the best product of lower rank',
    instance(seed) {
      const rng = createRng(seed).fork(`linear ${inputs} ${hidden} ${outputs}`);
      const { x, y } = linearSamples(rng.fork('data'), inputs, outputs);
      const point = (tag, sign) => nearOptimum(rng.fork(tag), { x, y, hidden, sign });
      return {
        ...network(csvTask(x, y), { hidden: [hidden], activation: 'none', bias: false }),
        files: csvFile(x, y),
        endpoints: { points: [point('a', 1), point('b', -1)] },
        degree: 4,
        kinks: noKinks,
        exact: ({ spec, data }) => {
          const chain = (params) => chainOf(flatten(spec, params), inputs, hidden, outputs);
          const { size, x: flatX, y: flatY } = data.splits.probe;
          const samplesOf = (flat, width) => new Matrix(rowsOf(flat, size, width)).transpose();
          const given = { x: samplesOf(flatX, inputs), y: samplesOf(flatY, outputs) };
          return (a, b) => linearBarrier(chain(a), chain(b), given).level;
        },
      };
    },
  };
}

/** Two wells or a circular valley: heights given by formulas. */
function objective(name, why, points, level) {
  return {
    name: name.replace('core/', ''),
    why,
    instance(seed) {
      const rng = createRng(seed).fork(name);
      return {
        objective: name,
        endpoints: { points: points(() => 0.1 * rng.normal()) },
        degree: 4,
        kinks: noKinks,
        exact:
          ({ evaluator }) =>
          (a, b) =>
            Math.max(evaluator.value(a), evaluator.value(b), level),
      };
    },
  };
}

/** All toys, the hardest kinds first. */
export const TOYS = [
  twoPoints(2),
  twoPoints(3),
  smallRelu(2, 5),
  smallRelu(3, 5),
  linear(1, 1, 1),
  linear(2, 2, 2),
  linear(2, 3, 2),
  linear(2, 2, 1),
  objective(
    'core/double-well',
    'the saddle between the wells has height 1',
    (off) => [
      [-1 + off(), off()],
      [1 + off(), off()],
    ],
    1,
  ),
  objective(
    'core/ring',
    'the minima are a circle: the larger loss of the ends',
    (off) => [
      [-1 + off(), off()],
      [1 + off(), off()],
    ],
    0,
  ),
];

function network(task, options) {
  return { task, architecture: { use: 'core/mlp', options }, loss: 'core/mse' };
}

function csvTask(x, y) {
  const names = (letter, columns) => columns.map((_, i) => `${letter}${i}`);
  return {
    use: 'core/csv',
    options: { file: 'data.csv', inputs: names('x', x), targets: names('y', y) },
  };
}

/** The columns as the text of a file. */
function csvFile(x, y) {
  const columns = [
    ...x.map((column, i) => [`x${i}`, ...column]),
    ...y.map((c, i) => [`y${i}`, ...c]),
  ];
  return columns[0].map((_, row) => columns.map((column) => column[row]).join()).join('\n');
}

/** What makes the exact solver's problem of a session, and its points of parameters. */
function reluExact(hidden, hasBias) {
  return {
    degree: 4,
    kinks: ({ spec, data }) =>
      reluKinks(spec, { input: data.input[0], ...data.splits.probe }, hidden, hasBias),
    exact: ({ spec, data }) => {
      const { size, x, y } = data.splits.probe;
      const inputs = rowsOf(x, size, data.input[0]).map((row) => (hasBias ? [...row, 1] : row));
      const problem = { inputs, targets: [...y], hidden, outputBias: hasBias };
      const landscape = exactLandscape(problem);
      const pointOf = (params) =>
        reluPoint(flatten(spec, params), inputs[0].length, hidden, hasBias);
      return (a, b) => landscape.between(pointOf(a), pointOf(b)).level;
    },
  };
}

/** Each unit up to scaling: the sign of what reads it, and |v| (w, b). Inputs of one entry. */
function reluPoint(flat, width, hidden, hasBias) {
  const reads = Array.from({ length: hidden }, (_, j) =>
    Array.from({ length: width }, (_, i) => flat[i * hidden + j]),
  );
  const outputs = flat.subarray(width * hidden, (width + 1) * hidden);
  const units = reads.map((read, j) => ({
    sign: outputs[j] < 0 ? -1 : 1,
    u: read.map((entry) => Math.abs(outputs[j]) * entry),
  }));
  return { units, outputBias: hasBias ? flat.at(-1) : 0 };
}

function rowsOf(flat, size, width) {
  return Array.from({ length: size }, (_, n) => [...flat.subarray(n * width, (n + 1) * width)]);
}

/** Columns of normal inputs, and of targets that are linear in them but for noise. */
function linearSamples(rng, inputs, outputs) {
  const size = 4 * inputs;
  const x = Array.from({ length: inputs }, () => normals(rng, size));
  const map = Array.from({ length: outputs }, () => normals(rng, inputs));
  const y = map.map((row) =>
    Array.from(
      { length: size },
      (_, n) => sum(row.map((w, i) => w * x[i][n])) + 0.2 * rng.normal(),
    ),
  );
  return { x, y };
}

/** Two layers whose product is the best one but for a little, the determinant of the first of this sign. */
function nearOptimum(rng, { x, y, hidden, sign }) {
  const inputs = x.length;
  const best = new Matrix(y).mmul(pseudoInverse(new Matrix(x)));
  const first = new Matrix(Array.from({ length: hidden }, () => normals(rng, inputs)));
  if (hidden === inputs && Math.sign(determinant(first)) !== sign)
    first.setRow(
      0,
      first.getRow(0).map((entry) => -entry),
    );
  const second = best.mmul(pseudoInverse(first));
  const noisy = (matrix) => matrix.to1DArray().map((entry) => entry + 0.03 * rng.normal());
  // Kernels are stored as [in, out].
  return [...noisy(first.transpose()), ...noisy(second.transpose())];
}

function chainOf(flat, inputs, hidden, outputs) {
  const cut = inputs * hidden;
  const layer = (part, rows, columns) => Matrix.from1DArray(rows, columns, [...part]).transpose();
  return [layer(flat.subarray(0, cut), inputs, hidden), layer(flat.subarray(cut), hidden, outputs)];
}
