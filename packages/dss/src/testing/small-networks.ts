import {
  addScaled,
  buildNetwork,
  createEngine,
  createEvaluator,
  createRng,
  layersOf,
  Registry,
  type Engine,
  type Evaluator,
  type Network,
  type Params,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import type { Problem } from '@isthmus/core/contract';
import { askedOf } from './asked.js';

// The network and the task of Freeman & Bruna (arXiv:1611.01540), section 4: 1-4-4-1 on a quadratic, by
// RMSProp, with the activations of their draft, their paper and one more.
const SIZE = 64;
/** The threshold of the endpoints, and the level. */
export const LEVEL = 0.005;
const registry = Registry.of(core);
const x = Float32Array.from({ length: SIZE }, (_, i) => (i + 0.5) / SIZE);
const data = { size: SIZE, x, y: x.map((v) => 0.5 * v * v + 0.25 * v + 0.1) };
const { plugin: loss } = registry.resolve('loss', 'core/mse', '/loss');
const { plugin: optimizer } = registry.resolve('optimizer', 'core/rmsprop', '/optimizer');

/** A network of one activation and all that evaluates and trains it. */
export interface Setting {
  readonly network: Network;
  readonly evaluator: Evaluator;
  readonly engine: Engine;
}

/** The 1-4-4-1 network with an activation. */
export async function settingOf(activation: string): Promise<Setting> {
  if (loss.on !== 'prediction') throw new Error('core/mse is a loss of predictions');
  const options = { hidden: [4, 4], activation };
  const { plugin } = registry.resolve(
    'architecture',
    { use: 'core/mlp', options },
    '/architecture',
  );
  const shapes = { input: [1], output: [1] };
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  return {
    network,
    evaluator: await createEvaluator(network, loss, data),
    engine: await createEngine('reference', network, loss, SIZE),
  };
}

/** Trains from seeds until one endpoint reaches the level. */
function endpoint({ network, evaluator, engine }: Setting, firstSeed: number): Params {
  for (let seed = firstSeed; seed < firstSeed + 10; seed++) {
    let params = network.init(createRng(seed));
    let state = optimizer.init(params);
    for (let step = 0; step < 3000; step++) {
      if (step % 10 === 0 && evaluator.value(params) <= LEVEL) return params;
      const [gradient] = engine.valueAndGradient([params], data, null);
      const [updates, next] = optimizer.update(gradient!.gradient, state, params);
      params = addScaled(params, updates, 1);
      state = next;
    }
  }
  throw new Error(`no endpoint from seed ${firstSeed} reached ${LEVEL}`);
}

/** Two trained endpoints; another number gives another pair. */
export function problemOf(setting: Setting, pair: number): Problem {
  const { network, evaluator, engine } = setting;
  return {
    spec: network.spec,
    network: network.view,
    a: endpoint(setting, 100 * pair),
    b: endpoint(setting, 100 * pair + 50),
    level: LEVEL,
    optimizer,
    init: (rng) => network.init(rng),
    ...askedOf(evaluator, engine, data, optimizer),
  };
}
