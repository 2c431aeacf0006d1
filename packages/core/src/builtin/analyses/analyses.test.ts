import { createRng } from '@isthmus/contract/base';
import { lerp } from '@isthmus/contract/parameters';
import { describe, expect, it } from 'vitest';
import { checkAnalysis } from '../../conformance/check-analysis.js';
import type { GivenOptions } from '../../conformance/check-definition.js';
import { measuresOf } from '../../run/analysis-step.js';
import { tinySession } from '../../run/testing/tiny-run.js';
import { analyses } from './index.js';
import { spectrum } from './spectrum.js';

/** Options that make the work of each quick, estimates and exact ones. */
const setups: Readonly<Record<string, readonly GivenOptions[]>> = {
  'core/plane': [{ resolution: 9 }, { resolution: 17, margin: 0 }],
  'core/spectrum': [{ at: [0, 0.5] }, { exactUpTo: 0, probes: 2, steps: 4, traceProducts: 30 }],
};

describe.each(analyses.map((plugin) => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  it('has a setup here', () => {
    expect(setups[name]).toBeDefined();
  });
  for (const options of setups[name] ?? [])
    for (const check of checkAnalysis(plugin, { options }))
      it(`${check.name}: ${JSON.stringify(options)}`, () => check.run());
});

describe('core/spectrum', () => {
  it('agrees with itself where it estimates, and with the products of the Hessian', async () => {
    const session = await tinySession();
    const { measures } = await measuresOf(session);
    const [a, b] = [1, 2].map((seed) => session.init(createRng(seed)));
    const points = [{ id: 'a', params: a! }, { id: 'b', params: b! }]; // prettier-ignore
    const { spec, network } = session;
    const question = {
      ...{
        spec,
        network: network!.view,
        points,
        measures,
        loss: 'core/mse' as const,
        threshold: null,
        rng: createRng(0),
      },
    };
    const rowsOf = async (options: object) => {
      const checked = spectrum.options['~standard'].validate({ at: [0.25], ...options });
      if (!('value' in checked)) throw new Error('refused');
      const found = await spectrum.create(checked.value).analyze(question);
      return found.tables[0]!.rows[0] as readonly number[];
    };
    const exact = await rowsOf({});
    const estimate = await rowsOf({ exactUpTo: 0, probes: 200, steps: 60, traceProducts: 2000 });
    session.dispose();
    const middle = lerp(a!, b!, 0.25);
    // Of parameters rounded to float32: the loss itself moves by some parts in a million.
    expect(exact[1]).toBeCloseTo(measures.value(middle), 5);
    // t, loss, trace and its error, smallest, largest: all exact where the steps suffice for every direction.
    for (const [i, value] of exact.slice(0, 6).entries()) expect(estimate[i]).toBeCloseTo(value, 9);
    expect(Math.abs(estimate[6]! - exact[6]!)).toBeLessThan(0.1);
  });
});
