import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { absOf, asNumber, fixed, times } from '@isthmus/engine/testing';
import { polyline } from '../path/polyline.js';
import { networkBounder } from './network-bounder.js';
import { partOf, pointPart, type Part } from './form.js';
import { fixedBetween, fixedLoss, fixedPredictions } from './testing/fixed-network.js';
import {
  boundsOn,
  formsOn,
  LAYER_NETWORKS,
  leafCase,
  subjectOf,
  type LeafCase,
} from './testing/leaf-cases.js';

/** Cases for each layer; the command `npm run soundness` looks at as many as it is told to. */
const CASES = Number(process.env['SOUNDNESS_CASES'] ?? 16);

/** Whether every prediction at a tau of a part lies in its form. */
function expectInForms(one: LeafCase, part: Part, tau: number): void {
  const { network, data, a, b, label } = one;
  const { c, s, r } = formsOn(one, part);
  const t = part.middle + tau * part.half;
  const exact = fixedPredictions(network, fixedBetween(a, b, t), data).flat();
  exact.forEach((z, i) => {
    const off = absOf(z - fixed(c[i]!) - times(fixed(tau), fixed(s[i]!)));
    expect(off <= fixed(r[i]!), `${label}, entry ${i} at ${t}: ${asNumber(off)} of ${r[i]!}`).toBe(
      true,
    );
  });
}

describe.each(LAYER_NETWORKS)('bounds through %s', (name, make) => {
  it('hold every prediction in its form', () => {
    for (let seed = 0; seed < CASES; seed++) {
      const one = leafCase(name, make, seed);
      const rng = createRng(seed).fork('forms');
      for (const t of [0, 1, rng.integer(2 ** 20) / 2 ** 20]) expectInForms(one, pointPart(t), 0);
      for (const depth of [0, 1, 3, 6, 12]) {
        const part = partOf(Math.floor(rng.next() * 2 ** depth), depth);
        // Whole multiples of 2^-10, so that t is exact.
        for (const tau of [-1, (rng.integer(2049) - 1024) / 1024, 1]) expectInForms(one, part, tau);
      }
    }
  });

  it('hold at every t, against numbers of 256 binary digits', () => {
    let checks = 0;
    for (let seed = 0; seed < CASES; seed++) {
      const one = leafCase(name, make, seed);
      const { network, lossName, data, a, b } = one;
      const bounder = networkBounder(subjectOf(one), polyline([a, b]));
      const exact = (t: number) =>
        fixedLoss(lossName, fixedPredictions(network, fixedBetween(a, b, t), data), data);
      const rng = createRng(seed).fork('t');
      for (const depth of [0, 1, 2, 4, 8, 20, 40]) {
        const k = Math.floor(rng.next() * 2 ** depth);
        const part = partOf(k, depth);
        const { most } = boundsOn(bounder, part);
        for (const tau of [-1, rng.next() * 2 - 1, 1]) {
          const t = part.middle + tau * part.half;
          expect(
            fixed(most) >= exact(t),
            `${one.label}: ${most} on ${k}/2^${depth}, at ${t} ${asNumber(exact(t))}`,
          ).toBe(true);
          checks++;
        }
      }
      for (const t of [0, 1, rng.integer(2 ** 20) / 2 ** 20]) {
        const { least, most } = boundsOn(bounder, pointPart(t));
        const loss = exact(t);
        expect(
          fixed(least) <= loss && loss <= fixed(most),
          `${one.label} at ${t}: ${least} ${asNumber(loss)} ${most}`,
        ).toBe(true);
        checks++;
      }
    }
    expect(checks).toBe(CASES * 24);
  });
});
