import {
  createEngine,
  createEvaluator,
  createReference,
  createRng,
  type GraphNetwork,
  type Params,
} from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import { gradientDescent } from '@isthmus/core/conformance';
import type { PredictionLoss, Problem } from '@isthmus/core/contract';

interface Setting {
  readonly room?: number;
  readonly size?: number;
  readonly taught?: boolean;
}

/**
 * The problem of joining two networks, on normal inputs and targets (near the
 * predictions of a where it is the teacher, so that its loss is low), by the squared error.
 */
export async function problemOf(
  network: GraphNetwork,
  a: Params,
  b: Params,
  { room = 1e-6, size = 20, taught = false }: Setting = {},
): Promise<Problem> {
  const rng = createRng(6);
  const draws = (shape: readonly number[]) =>
    Float32Array.from({ length: size * shape.reduce((all, n) => all * n, 1) }, () => rng.normal());
  const [x, noise] = [draws(network.input), draws(network.output)];
  const loss = losses.find(({ name }) => name === 'core/mse')!.create({}) as PredictionLoss;
  const predicted = createReference(network, loss).predict(a, { size, x });
  const y = taught ? noise.map((entry, i) => 0.1 * entry + predicted[i]!) : noise;
  const data = { size, x, y };
  const evaluator = await createEvaluator(network, loss, data);
  const engine = await createEngine('reference', network, loss, size);
  const { value, valueBetween, along, valueAt } = evaluator;
  return {
    ...{ spec: network.spec, network: network.view, a, b, value, valueBetween, along, valueAt },
    level: (1 + room) * Math.max(value(a), value(b)),
    optimizer: gradientDescent(0.05),
    stepScale: 1,
    budget: { gradientEvaluations: Infinity, lossEvaluations: Infinity },
    rows: { loss: size, gradient: size },
    init: (stream) => network.init(stream),
    gradients: (models) => engine.valueAndGradient(models, data, null),
    descend: () => {
      throw new Error('nothing descends here');
    },
    scan: (from, to, t) => engine.profile([{ from, to, t }], data)[0]!,
  };
}
