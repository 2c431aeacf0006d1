import type { Rng } from '@isthmus/contract/base';
import { IsthmusError, isIsthmusError, messageOf } from '@isthmus/contract/base';
import { shortNumber, toJson } from '@isthmus/contract/internal';
import { mse } from '@isthmus/engine/internal';
import type { Dataset, PredictionLoss } from '@isthmus/contract';
import { createEngine, createEvaluator } from '@isthmus/engine';
import type { Network, TensorRuntime } from '@isthmus/engine';
import { addScaled, leafOf, mapLeaves, norm, sizeOf } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { LAYER_QUESTIONS } from './check-layer.js';
import { givenTensors } from './layer-interpreters.js';

/** A network that is tried, at parameters of its own and on some samples. */
export interface ArchitectureTrial {
  readonly network: Network;
  readonly params: Params;
  readonly data: Dataset;
  readonly rng: Rng;
  /** What computes in tensors; null where none was handed in. */
  readonly tensors: TensorRuntime | null;
}

/** Squared error: it has a gradient wherever the prediction is off. */
const LOSS = mse.create({}) as PredictionLoss;

/**
 * Largest difference between two ways to compute one prediction, relative to the largest prediction.
 * Float32 rounds to 6e-8; sums of a few thousand terms come to some 1e-6.
 */
const PREDICTION_BOUND = 1e-4;

/**
 * Largest error of a directional derivative, relative to it. Differences err by the square of their
 * step, and by the step itself where a kink lies inside it; a wrong gradient errs by all of it.
 */
const GRADIENT_BOUND = 0.02;

/** Steps of differences; float32 losses need a longer one, or their rounding would be all there is. */
const STEPS = {
  'float64-reference': 1e-4,
  'float32-tfjs': 1e-2,
  'float64-objective': 1e-4,
} as const;

/** Rounding of a loss computed in float32, relative to the loss. */
const LOSS_ROUNDING = 1e-6;

/** A loss averages over samples, so none may look at the others of its batch. */
export async function predictsRowByRow(trial: ArchitectureTrial): Promise<void> {
  const { network, params, data } = trial;
  const together = (await createEvaluator(network, LOSS, data, trial.tensors)).predict(params);
  const alone: number[] = [];
  for (let row = 0; row < data.size; row++)
    alone.push(
      ...(await createEvaluator(network, LOSS, rowOf(network, data, row), trial.tensors)).predict(
        params,
      ),
    );
  ask(
    together.every(Number.isFinite),
    'conformance/architecture-nonfinite',
    'Predictions for inputs of the size of 1 by fresh parameters are not all finite.',
  );
  askSame(
    together,
    alone,
    'conformance/architecture-mixes-samples',
    'A sample is predicted otherwise in a batch than alone: leave out what looks at the whole batch (batch normalisation in training mode does), and whatever is remembered between calls.',
  );
}

/** Asks nothing of an architecture given as code: it has no reference. */
export async function agreesWithReference(trial: ArchitectureTrial): Promise<void> {
  const { network, params, data } = trial;
  if (network.kind === 'code') return;
  const { predictions } = await givenTensors(trial.tensors).observe(network, params, data);
  askSame(
    predictions,
    (await createEvaluator(network, LOSS, data, trial.tensors)).predict(params),
    'conformance/architecture-interpreters-differ',
    'tfjs and the float64 reference compute different predictions from the same graph: a layer of it says different things to the two.',
  );
}

/** Every layer of a graph passes the checks of a layer, on the shapes that it has there; code has none. */
export async function hasSoundLayers({ network, tensors }: ArchitectureTrial): Promise<void> {
  if (network.kind === 'code') return;
  const tried = new Set<string>();
  for (const { id, use, options, layer, inputShapes } of network.nodes) {
    const what = toJson([use, options, inputShapes]);
    if (tried.has(what)) continue;
    tried.add(what);
    for (const [, run] of LAYER_QUESTIONS)
      await naming(`Layer "${id}" (${use})`, () => run({ layer, inputs: inputShapes, tensors }));
  }
}

/** What is found keeps its code, and says of whom it is. */
async function naming(who: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    const { code, data } = isIsthmusError(cause) ? cause : FAILED;
    throw new IsthmusError(code, `${who}: ${messageOf(cause)}`, data, { cause });
  }
}

const FAILED = { code: 'conformance/layer-failed', data: {} } as const;

/**
 * Along a random direction in each parameter: by the engine, and by differences of losses. Not at the
 * fresh parameters themselves, where a bias of zero can lie exactly on the kink of a ReLU.
 */
export async function gradientsAgree(trial: ArchitectureTrial): Promise<void> {
  const { network, data, rng, tensors } = trial;
  const params = beside(trial);
  const engine = await createEngine('auto', network, LOSS, data.size, undefined, tensors);
  const evaluator = await createEvaluator(network, LOSS, data, tensors);
  const { gradient } = engine.valueAndGradient([params], data, null)[0]!;
  engine.dispose();
  for (const { name } of network.spec.leaves) {
    const direction = directionIn(name, params, rng.fork(`direction ${name}`));
    const [from, to] = [-1, 1].map((side) =>
      addScaled(params, direction, side * STEPS[evaluator.arithmetic]),
    ) as [Params, Params];
    // What the rounding of the two points to float32 left of the direction.
    const moved = addScaled(to, from, -1);
    const difference = evaluator.value(to) - evaluator.value(from);
    const claimed = dotIn(name, gradient, moved);
    const scale = Math.max(
      Math.abs(difference),
      Math.abs(claimed),
      0.1 * norm({ leaf: leafOf(gradient, name) }) * norm(moved),
    );
    ask(
      Math.abs(difference - claimed) <=
        GRADIENT_BOUND * scale + LOSS_ROUNDING * evaluator.value(params),
      'conformance/architecture-gradient',
      `The gradient says that a small move of "${name}" changes the loss by ${claimed}; it changes it by ${difference}. An operation of the architecture has a wrong gradient, or hides the parameter from it.`,
      { name, claimed, difference },
    );
  }
}

/** Tensors live as long as the scope in which `apply` is called, no longer and no shorter. */
export async function keepsTensors(trial: ArchitectureTrial): Promise<void> {
  const { network, params, data } = trial;
  const { intact, left } = await givenTensors(trial.tensors).observe(network, params, data);
  ask(
    intact,
    'conformance/architecture-disposes',
    'apply disposed of a tensor that it was given. Arguments are borrowed; the caller disposes of them.',
  );
  ask(
    left === 0,
    'conformance/architecture-leaks',
    `A forward pass left ${left} tensors behind. Make tensors inside apply only, and keep none (tf.keep, variables, closures).`,
    { left },
  );
}

function rowOf({ input, output }: Network, { x, y }: Dataset, row: number): Dataset {
  const cut = (values: Float32Array, shape: readonly number[]) =>
    values.slice(row * sizeOf(shape), (row + 1) * sizeOf(shape));
  return { size: 1, x: cut(x, input), y: cut(y, output) };
}

function beside({ params, rng }: ArchitectureTrial): Params {
  const shift = rng.fork('beside');
  return mapLeaves(params, ({ data }) => data.map((weight) => weight + 0.1 * shift.normal()));
}

function directionIn(name: string, params: Params, rng: Rng): Params {
  return mapLeaves(params, ({ data }, leaf) =>
    leaf === name
      ? data.map(() => rng.normal() / Math.sqrt(data.length))
      : new Float32Array(data.length),
  );
}

function dotIn(name: string, a: Params, b: Params): number {
  const other = leafOf(b, name).data;
  return leafOf(a, name).data.reduce((sum, value, i) => sum + value * other[i]!, 0);
}

function askSame(
  got: Float64Array,
  expected: ArrayLike<number>,
  code: `conformance/${string}`,
  message: string,
): void {
  const scale = got.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const change = got.reduce((largest, y, i) => Math.max(largest, Math.abs(y - expected[i]!)), 0);
  ask(
    got.length === expected.length && change <= PREDICTION_BOUND * scale,
    code,
    `${message} The predictions differ by up to ${shortNumber(change)}; the largest is ${shortNumber(scale)}.`,
    { change, scale },
  );
}
