import { describe, expect, it } from 'vitest';
import { lerpEntry, narrowed, widened } from '@isthmus/contract/parameters';
import type { Params, WidePoint } from '@isthmus/contract/parameters';
import { createEvaluator } from '@isthmus/engine';
import { lossOf, mlp, plainMlp, randomData, randomParams } from '@isthmus/engine/testing';
import { tfjsRuntime } from './runtime.js';

const NETWORKS = {
  'a layer graph': mlp([3, 5, 2], 'tanh'),
  'a tiny network': mlp([1, 4, 4, 1], 'relu'),
  code: plainMlp(3, 5, 2),
} as const;

describe.each(Object.entries(NETWORKS))('the loss of %s at a point in float64', async (_, network) => {
  const data = randomData(network, 40);
  const from = randomParams(network, 1);
  const to = randomParams(network, 2);
  const middle = widenedBetween(from, to, 0.3);

  it('is that of the point between two models, to the last bit, whichever is asked first', async () => {
    for (const pointFirst of [true, false]) {
      const evaluator = await createEvaluator(network, lossOf('mse'), data, tfjsRuntime);
      if (!pointFirst) evaluator.value(from);
      expect(evaluator.valueAt(middle)).toBe(evaluator.valueBetween(from, to, 0.3));
      expect(evaluator.valueAt(widened(to))).toBe(evaluator.value(to));
    }
  });

  it('is not rounded where there is a reference', async () => {
    const evaluator = await createEvaluator(network, lossOf('mse'), data, tfjsRuntime);
    const rounded = evaluator.value(narrowed(middle));
    const isExact = evaluator.arithmetic === 'float64-reference';
    expect(evaluator.valueAt(middle) === rounded).toBe(!isExact);
  });
}); // prettier-ignore

/** The point `(1-t)from + t to`, not rounded to float32. */
function widenedBetween(from: Params, to: Params, t: number): WidePoint {
  return Object.fromEntries(
    Object.entries(widened(from)).map(([name, { shape, data }]) => {
      const other = to[name]!.data;
      return [name, { shape, data: data.map((entry, i) => lerpEntry(entry, other[i]!, t)) }];
    }),
  );
}
