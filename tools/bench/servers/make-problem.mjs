import {
  buildNetwork,
  createEngine,
  createRng,
  layersOf,
  permutation,
  Registry,
  sizeOf,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { tfjsRuntime } from '@isthmus/tfjs';
import { makeData } from './data-sets.mjs';
import { writeProblem } from './problem-file.mjs';

export const registry = Registry.of(core);

/** The network, loss and optimizer that a problem names. */
export function partsOf({ architecture, input, output, loss, optimizer }) {
  const resolve = (kind, ref) => registry.resolve(kind, ref, `the ${kind}`).plugin;
  const shapes = { input, output };
  const blueprint = resolve('architecture', architecture).build(shapes);
  return {
    network: buildNetwork(blueprint, shapes, layersOf(registry)),
    loss: resolve('loss', loss),
    optimizer: resolve('optimizer', optimizer),
  };
}

/**
 * Makes the data and the initial parameters of a problem and writes them for all contenders.
 *
 * @param problem of a case, with `trainSteps` where its networks are trained before
 * @param engineName of the engine that trains them
 */
export async function makeProblem(folder, problem, engineName) {
  const { network, loss, optimizer } = partsOf(problem);
  const data = { size: problem.data.rows, ...makeData(problem.data, 1) };
  const fresh = Array.from({ length: problem.models }, (_, k) =>
    network.init(createRng(2).fork(`model ${k}`)),
  );
  const order = permutation(data.size, createRng(3));
  const models = await trained(
    fresh,
    { ...problem, network, loss, optimizer, data, order },
    engineName,
  );
  const leaves = network.spec.leaves.map(({ name, shape }) => [
    name,
    { shape: [models.length, ...shape], data: joined(models.map((model) => model[name].data)) },
  ]);
  const about = { ...problem, layers: layersIn(network), macs: macsIn(network) };
  writeProblem(folder, about, {
    ...Object.fromEntries(leaves),
    order: { shape: [data.size], data: order },
    y: { shape: [data.size, ...problem.output], data: data.y },
    x: { shape: [data.size, ...problem.input], data: data.x },
  });
  return {
    macs: about.macs,
    parameters:
      models.length * leaves.reduce((sum, [, { shape }]) => sum + sizeOf(shape.slice(1)), 0),
    dataNumbers: data.x.length + data.y.length,
  };
}

async function trained(models, { network, loss, optimizer, data, order, trainSteps = 0 }, name) {
  if (trainSteps === 0) return models;
  const rows = 128;
  const engine = await createEngine(name, network, loss, rows, undefined, tfjsRuntime);
  const trainees = models.map((params) => ({
    params,
    state: optimizer.init(params),
    steps: trainSteps,
    restAt: -Infinity,
  }));
  const done = engine.trainMany(trainees, {
    optimizer,
    regularizers: [],
    data,
    rows: (step) =>
      order.subarray(
        (step * rows) % (data.size - rows),
        ((step * rows) % (data.size - rows)) + rows,
      ),
    noise: () => null,
  });
  engine.dispose();
  return done.map(({ params }) => params);
}

function joined(parts) {
  const whole = new Float32Array(parts.length * parts[0].length);
  parts.forEach((part, k) => whole.set(part, k * part.length));
  return whole;
}

/** The layers in words that every contender knows. */
function layersIn(network) {
  return network.nodes.map(({ use, leaves, options }) => {
    if (use === 'core/dense') return { op: 'dense', kernel: leaves.kernel, bias: leaves.bias };
    if (use === 'core/conv2d') return { op: 'conv', kernel: leaves.kernel, bias: leaves.bias };
    if (use === 'core/max-pool') return { op: 'maxPool', size: options.size };
    return { op: use.replace('core/', '') };
  });
}

/** Multiply-adds of a forward pass over one sample, by layer. */
function macsIn(network) {
  return network.nodes.flatMap(({ layer, inputShapes, outputShape }) => {
    const kernel = layer.parameters(inputShapes).find(({ name }) => name === 'kernel');
    return kernel === undefined ? [] : [sizeOf(kernel.shape) * sizeOf(outputShape.slice(0, -1))];
  });
}
