import { tfjsRuntime } from '@isthmus/tfjs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Loss } from '@isthmus/contract';
import { losses } from '../builtin/index.js';
import { checkLoss, type LossCheckSetup } from './check-loss.js';
import { codesOf } from './testing/planted.js';
import {
  plugin,
  mse,
  cauchy,
  huber,
  lasso,
  logCosh,
  poisson,
  quartic,
  planted,
} from './testing/planted-losses.js';

/** Every built-in loss. */
const setups: Readonly<Record<string, readonly LossCheckSetup[]>> = {
  'core/mse': [{}],
  'core/mae': [{}],
  'core/cross-entropy': [{ outputs: [2, 5] }],
  'core/binary-cross-entropy': [{}],
  'core/l2': [{ options: { strength: 0.3 } }],
};

describe.each(losses.map((loss) => [loss.name, loss] as const))(
  'the built-in loss %s',
  (name, loss) => {
    it('has a setup here', () => expect(setups[name]).toBeDefined());
    for (const [i, setup] of (setups[name] ?? []).entries())
      for (const check of checkLoss(loss, { ...setup, tensors: tfjsRuntime }))
        it(`${check.name} (${i})`, () => check.run());
  },
);

const trying = (loss: Loss) => checkLoss(plugin(loss), { tensors: tfjsRuntime });

describe('checkLoss', () => {
  it.each([['log(1 + error²)', cauchy], ['Huber with a bend at 20', huber], ['log cosh', logCosh], ['exp z - y z', poisson], ['sizes of weights', lasso], ['fourth powers', quartic]] as const)(
    'finds nothing in a sound loss: %s',
    async (_, loss) => expect(await codesOf(trying(loss))).toEqual([]),
  ); // prettier-ignore

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });

  it('names the loss that gives no loss for each sample', async () => {
    const whole: Loss = { ...mse, tfjs: (p, y) => tf.mean(tf.square(tf.sub(p as tf.Tensor, y as tf.Tensor))) }; // prettier-ignore
    expect(await codesOf(trying(whole))).toContain('network/bad-loss');
  });
});
