import { describe, expect, it } from 'vitest';
import type { Regularizer } from '@isthmus/contract';
import { mapLeaves } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { createObjective, type TrainingObjective } from './training-objective.js';

/** Data loss 10 + the first entry, whatever the batch. */
const engine: TrainingObjective = {
  valueAndGradient: (models) =>
    models.map((model) => ({
      value: 10 + model['w']!.data[0]!,
      gradient: mapLeaves(model, (leaf) => leaf.data.map((_, i) => (i === 0 ? 1 : 0))),
    })),
};

/** `factor` times half the sum of squares. */
const squares = (factor: number): Regularizer => ({
  on: 'parameters',
  value: (params) => factor * 0.5 * params['w']!.data.reduce((sum, w) => sum + w * w, 0),
  gradient: (params) => mapLeaves(params, (leaf) => leaf.data.map((w) => factor * w)),
});

const model = (...w: number[]): Params => ({
  w: { shape: [w.length], data: Float32Array.from(w) },
});
const batch = { size: 1, x: new Float32Array(1), y: new Float32Array(1) };

describe('createObjective', () => {
  it('adds every regularizer to every model, in value and gradient', () => {
    const objective = createObjective(engine, [squares(2), squares(0.5)]);
    const [first, second] = objective.valueAndGradient([model(1, 2), model(-4, 0)], batch, null);
    expect(first?.value).toBe(10 + 1 + 2.5 * 2.5);
    expect([...first!.gradient['w']!.data]).toEqual([1 + 2.5, 5]);
    expect(second?.value).toBe(10 - 4 + 2.5 * 8);
    expect([...second!.gradient['w']!.data]).toEqual([1 - 10, 0]);
  });

  it('is the engine alone without regularizers', () => {
    const alone = createObjective(engine, []).valueAndGradient([model(3, 1)], batch, null);
    expect(alone).toEqual(engine.valueAndGradient([model(3, 1)], batch, null));
  });
});
