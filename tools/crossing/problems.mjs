// Pairs of endpoints that a path below the level joins, and not the straight line: a formula, a network
// whose units are exchanged, and two trained networks.
import {
  buildNetwork,
  createEngine,
  createEvaluator,
  createRng,
  layersOf,
  Registry,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { analyticProblem, ring } from '@isthmus/core/conformance';

const registry = Registry.of(core);
const made = (kind, use, options = {}) =>
  registry.resolve(kind, { use, options }, `/${kind}`).plugin;

/** Adam at a learning rate. */
export const adamOf = (learningRate) => made('optimizer', 'core/adam', { learningRate });

const UNLIMITED = { gradientEvaluations: Infinity, lossEvaluations: Infinity };

/** What a strategy may ask of a network on one data set, all of it at once. */
async function networkOf({ hidden, activation, use, data, outputs }) {
  const shapes = { input: [1], output: [outputs] };
  const blueprint = made('architecture', 'core/mlp', { hidden, activation }).build(shapes);
  const network = buildNetwork(blueprint, shapes, layersOf(registry));
  const loss = made('loss', use);
  const evaluator = await createEvaluator(network, loss, data);
  const engine = await createEngine('reference', network, loss, data.size);
  const training = { regularizers: [], data, rows: () => null, noise: () => null };
  const descending = (optimizer) => (models) =>
    engine.trainMany(models, { ...training, optimizer });
  const between = (a, b, level) => (optimizer) => ({
    ...{ spec: network.spec, network: network.view, a, b, level, optimizer, stepScale: 1 },
    ...{ budget: UNLIMITED, rows: { loss: data.size, gradient: data.size } },
    init: (rng) => network.init(rng),
    value: evaluator.value,
    valueBetween: evaluator.valueBetween,
    along: evaluator.along,
    valueAt: evaluator.valueAt,
    gradients: (models) => engine.valueAndGradient(models, data, null),
    descend: descending(optimizer),
    scan: (from, to, t) => engine.profile([{ from, to, t }], data)[0],
  });
  return { network, evaluator, descending, between };
}

/** Opposite points of a ring-shaped valley. */
function onTheRing() {
  const setting = { a: [-1, 0], b: [1, 0], level: 0.25 };
  return (optimizer) => {
    const problem = analyticProblem(ring(), { ...setting, optimizer });
    // Without the rule that is measured here: steps as they come.
    const plain = { ...problem, optimizer, stepScale: 1 };
    const descend = (models) => models.map((model) => descended(plain, model));
    return { ...plain, descend };
  };
}

function descended({ gradients, optimizer }, { params, state, steps }) {
  for (let k = 0; k < steps; k++) {
    const [{ gradient }] = gradients([params], createRng(0));
    const [updates, next] = optimizer.update(gradient, state, params);
    params = { w: { ...params.w, data: params.w.data.map((x, i) => x + updates.w.data[i]) } };
    state = next;
  }
  return { params, state, steps, rest: 'steps', loss: NaN, gradientEvaluations: steps };
}

/** A classifier of the sign with two ReLU units, and its copy with these exchanged. */
async function exchangedUnits() {
  const x = Float32Array.of(-2, -1, 1, 2);
  const data = {
    size: 4,
    x,
    y: Float32Array.from([...x].flatMap((v) => (v < 0 ? [1, 0] : [0, 1]))),
  };
  const net = await networkOf({
    ...{ hidden: [2], activation: 'relu', use: 'core/cross-entropy', data, outputs: 2 },
  });
  const point = (first, second) => ({
    'dense1.bias': { shape: [2], data: new Float32Array(2) },
    'dense1.kernel': { shape: [1, 2], data: Float32Array.from(first) },
    'dense2.bias': { shape: [2], data: new Float32Array(2) },
    'dense2.kernel': { shape: [2, 2], data: Float32Array.from(second) },
  });
  // Unit 1 is on for positive inputs and speaks for class 1, unit 2 for the other.
  const a = point([2, -2], [-2, 2, 2, -2]);
  const b = point([-2, 2], [2, -2, -2, 2]);
  return net.between(a, b, 0.2);
}

/** Two networks of one architecture that learnt a quadratic from different seeds. */
async function trainedNetworks() {
  const x = Float32Array.from({ length: 64 }, (_, i) => (i + 0.5) / 64);
  const data = { size: 64, x, y: x.map((v) => 0.5 * v * v + 0.25 * v + 0.1) };
  const net = await networkOf({
    ...{ hidden: [4, 4], activation: 'sigmoid', use: 'core/mse', data, outputs: 1 },
  });
  const optimizer = adamOf(0.01);
  const trained = (seed) => {
    const params = net.network.init(createRng(seed));
    const model = { params, state: optimizer.init(params), steps: 1500 };
    return net.descending(optimizer)([model])[0].params;
  };
  return net.between(trained(1), trained(2), 0.0005);
}

/** By name: a function of the optimizer. */
export async function problems() {
  return {
    'ring, 2 parameters': onTheRing(),
    'exchanged units, 10 parameters': await exchangedUnits(),
    'trained 1-4-4-1': await trainedNetworks(),
  };
}
