// Plain tfjs on its wasm backend as a contender: variables, tf.variableGrads and our optimizers'
// formulas in tf's own operations.
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readProblem, rowsOf } from './problem-file.mjs';
import { serve } from './protocol.mjs';

const require = createRequire(import.meta.url);
const backend = require.resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(dirname(backend) + sep);
await tf.setBackend('wasm');
await tf.ready();

/** The parameters of one model, or of all of them along a first axis. */
function parametersOf(problem, model) {
  return Object.fromEntries(
    problem.about.layers.flatMap(({ kernel, bias }) =>
      [kernel, bias].filter(Boolean).map((name) => {
        const [models, ...shape] = problem.shapeOf(name);
        const all = problem.array(name);
        if (model === null) return [name, tf.tensor(all, [models, ...shape])];
        const size = all.length / models;
        return [name, tf.tensor(all.slice(model * size, (model + 1) * size), shape)];
      }),
    ),
  );
}

function forward({ layers }, params, input) {
  return layers.reduce((x, layer) => {
    if (layer.op === 'dense') return dense(x, params[layer.kernel], params[layer.bias]);
    if (layer.op === 'conv')
      return tf.conv2d(x, params[layer.kernel], 1, 'same').add(params[layer.bias]);
    if (layer.op === 'maxPool') return tf.maxPool(x, layer.size, layer.size, 'valid');
    if (layer.op === 'flatten') return x.reshape([x.shape[0], -1]);
    if (layer.op === 'relu') return x.relu();
    throw new Error(`no layer ${layer.op}`);
  }, input);
}

/** `[B, D] · [D, U] + [U]`, or the same of K models at once. */
function dense(x, kernel, bias) {
  if (kernel.rank === 2) return tf.matMul(x, kernel).add(bias);
  const [models, inputs] = kernel.shape;
  const each = x.rank === 3 ? x : x.expandDims(0).tile([models, 1, 1]);
  return tf.matMul(each.reshape([models, -1, inputs]), kernel).add(bias.expandDims(1));
}

/** The loss of every sample, `[B]` or `[K, B]`. */
function sampleLosses({ loss }, z, y) {
  if (loss === 'core/mse') return z.sub(y).square().sum(-1);
  return tf.logSumExp(z, -1).sub(z.mul(y).sum(-1));
}

function dataOf(problem) {
  const { shape: x } = problem.about.arrays.x;
  return {
    x: tf.tensor(problem.array('x'), x),
    y: tf.tensor(problem.array('y'), problem.shapeOf('y')),
  };
}

const WORKS = { train: training, value: valuing, profile: scanning, peak: searching };

function training({ problem, work, stacked }) {
  const { about } = problem;
  const { x, y } = dataOf(problem);
  const rows = rowsOf(problem);
  const initial = parametersOf(problem, stacked ? null : 0);
  const variables = Object.fromEntries(
    Object.entries(initial).map(([name, value]) => [name, tf.variable(value)]),
  );
  const update = updates(about.optimizer, variables);
  const mean = (bx, by) =>
    sampleLosses(about, forward(about, variables, bx), stacked ? by.expandDims(0) : by).mean(-1);
  let done = 0;
  const reset = () => {
    for (const [name, value] of Object.entries(initial)) variables[name].assign(value);
    update.reset();
    done = 0;
  };
  const step = () =>
    tf.tidy(() => {
      const at = rows(done++);
      const [bx, by] = at === null ? [x, y] : [x, y].map((all) => tf.gather(all, tf.tensor1d(at)));
      update.step(tf.variableGrads(() => mean(bx, by).sum()).grads);
    });
  return {
    run() {
      for (let i = 0; i < work.stepsPerCall; i++) {
        if (done >= work.episode) reset();
        step();
      }
      // A user would look at something now and then; here it also makes sure that the work was done.
      Object.values(variables)[0].dataSync();
    },
    check() {
      reset();
      for (let i = 0; i < work.checkSteps; i++) step();
      const values = tf.tidy(() => [...mean(x, y).dataSync()]);
      reset();
      return { values };
    },
  };
}

/** The same formulas as Isthmus's optimizers, in tf's operations. */
function updates({ use, options }, variables) {
  const { learningRate, decay, epsilon } = options;
  if (use === 'core/sgd') {
    const step = (grads) => {
      for (const variable of Object.values(variables))
        variable.assign(variable.sub(grads[variable.name].mul(learningRate)));
    };
    return { step, reset: () => undefined };
  }
  const means = Object.values(variables).map((each) => tf.variable(tf.zerosLike(each), false));
  return {
    reset: () => means.forEach((each) => each.assign(tf.zerosLike(each))),
    step(grads) {
      Object.values(variables).forEach((variable, i) => {
        const g = grads[variable.name];
        means[i].assign(means[i].mul(decay).add(g.square().mul(1 - decay)));
        variable.assign(variable.sub(g.mul(learningRate).div(means[i].sqrt().add(epsilon))));
      });
    },
  };
}

function valuing({ problem }) {
  const { x, y } = dataOf(problem);
  const params = parametersOf(problem, 0);
  const run = () => lossOn(problem, params, x, y);
  return { run, check: () => ({ values: [run()] }) };
}

function lossOn({ about }, params, x, y) {
  return tf.tidy(
    () =>
      sampleLosses(about, forward(about, params, x), y)
        .mean()
        .dataSync()[0],
  );
}

function lossesAt(problem) {
  const { x, y } = dataOf(problem);
  const [from, to] = [parametersOf(problem, 0), parametersOf(problem, 1)];
  return (points) =>
    points.map((t) =>
      tf.tidy(() => {
        const at = Object.fromEntries(
          Object.keys(from).map((name) => [name, from[name].mul(1 - t).add(to[name].mul(t))]),
        );
        return lossOn(problem, at, x, y);
      }),
    );
}

function scanning({ problem, work }) {
  const losses = lossesAt(problem);
  const run = () => losses(work.t);
  return { run, check: () => ({ values: losses(work.checkT ?? work.t) }) };
}

/** A plain loop over the t's of the work. */
function searching({ problem, work }) {
  const losses = lossesAt(problem);
  const run = () => Math.max(...losses(work.t));
  return { run, check: () => ({ values: [run()] }) };
}

await serve(({ folder, work }) => {
  const problem = readProblem(folder);
  const { models } = problem.about;
  const state = WORKS[work.do]({ problem, work, stacked: work.do === 'train' && models > 1 });
  return { ...state, about: { engine: `tfjs-${tf.getBackend()} ${tf.version.tfjs}` } };
});
