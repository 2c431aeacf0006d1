import { describe, expect, it } from 'vitest';
import { createReference } from '../../reference/create-reference.js';
import { lerp } from '@isthmus/contract/parameters';
import { lossOf, randomData, randomParams } from '../../testing/networks.js';
import { LOSSES } from '../../testing/with-kernels.js';
import { engineOf, KINDS, network } from './testing/trials.js';

/** The first products are mixed at each t, rounded three times more than products at t. */
const MIXED = 1e-6;

const T = [0, 0.05, 0.25, 1 / 3, 0.5, 0.8, 1];

describe.each(KINDS)('a profile of a network of kind %s', (kind) => {
  const net = network(kind, 'tanh');
  const data = randomData(net, 31, true);
  const [from, to] = [randomParams(net, 1), randomParams(net, 2)];

  it.each(LOSSES)('has the losses %s of the points themselves', (name) => {
    const loss = lossOf(name);
    const engine = engineOf(net, loss, 7);
    const [losses] = engine.profile([{ from, to, t: T }], data);
    T.forEach((t, i) => {
      const [plain] = engine.profile([{ from, to, t: [t] }], data)[0]!;
      const [value] = engine.value([lerp(from, to, t)], data);
      // One t alone is computed at its point, which is rounded as `lerp` rounds it.
      expect(plain).toBe(value);
      expect(Math.abs(losses![i]! - value!)).toBeLessThan(MIXED * value!);
      const exact = createReference(net, loss).loss(lerp(from, to, t), data);
      expect(Math.abs(losses![i]! - exact)).toBeLessThan(2 * MIXED * exact);
    });
    expect(losses![0]).toBe(engine.value([from], data)[0]);
    expect(losses![T.length - 1]).toBe(engine.value([to], data)[0]);
  });
});
