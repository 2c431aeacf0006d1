import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { statisticsOf } from '@isthmus/contract/parameters';
import { createReferenceEngine } from '@isthmus/engine/internal';
import {
  ACTIVATIONS,
  expectNear,
  LOSS_NAMES,
  lossOf,
  NETWORKS,
  randomData,
  randomParams,
} from '@isthmus/engine/testing';
import { readyBackends } from '../backend/backend.js';
import { gradientBackend } from './backend-choice.js';
import { tfjsEngineOn } from './tfjs-engine.js';

/**
 * What float32 may lose, in the Euclidean norm: per leaf, the norm of the difference divided by the
 * norm of the reference's gradient. Rounding is 6e-8 an operation and adds up over sums of some
 * dozens of terms in a few layers; 2e-3, the usual bound, would let a wrong entry pass.
 */
const RELATIVE = 1e-5;

const ROWS = 5;

const CASES = Object.keys(NETWORKS).flatMap((network) =>
  ACTIVATIONS.flatMap((activation) => LOSS_NAMES.map((loss) => ({ network, activation, loss }))),
);

describe.each(['cpu', 'wasm'] as const)('gradients of tfjs on %s', async (kind) => {
  const backend = (await readyBackends())[kind]!;

  it.each(CASES)('$network, $activation, $loss', ({ network: name, activation, loss: l }) => {
    const network = NETWORKS[name]!([activation]);
    const loss = lossOf(l);
    const data = randomData(network, ROWS, loss.targets);
    const models = [randomParams(network, 1), randomParams(network, 2)];
    const noise = createRng(3);
    const expected = createReferenceEngine(network, loss).valueAndGradient(models, data, noise);
    const came = tfjsEngineOn(backend, network, loss).valueAndGradient(models, data, noise);
    expect(came).toHaveLength(2);
    came.forEach((one, i) => expectNear(one, expected[i]!, RELATIVE, statisticsOf(network.spec)));
  });
});

it.each(Object.keys(NETWORKS))('wasm can train them all, and is chosen: %s', async (name) => {
  const { wasm } = await readyBackends();
  expect(await gradientBackend(NETWORKS[name]!(['relu']), lossOf('mse'))).toBe(wasm);
});
