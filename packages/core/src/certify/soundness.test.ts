import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { asNumber, fixed } from '@isthmus/engine/testing';
import { polyline } from '../path/polyline.js';
import { networkBounder } from './network-bounder.js';
import { partOf, pointPart } from './form.js';
import { fixedBetween, fixedLoss, fixedPredictions } from './testing/fixed-network.js';
import { boundsOn, LAYER_NETWORKS, leafCase, subjectOf } from './testing/leaf-cases.js';

/** Cases for each layer; the command `npm run certify:soundness` looks at more. */
const CASES = Number(process.env['SOUNDNESS_CASES'] ?? 16);

describe.each(LAYER_NETWORKS)('bounds through %s', (name, make) => {
  it('hold at every t, against numbers of 256 binary digits', () => {
    let checks = 0;
    for (let seed = 0; seed < CASES; seed++) {
      const one = leafCase(name, make, seed);
      const { network, lossName, data, a, b } = one;
      const bounder = networkBounder(subjectOf(one), polyline([a, b]));
      const exact = (t: number) => fixedLoss(lossName, fixedPredictions(network, fixedBetween(a, b, t), data), data);
      const rng = createRng(seed).fork('t');
      for (const depth of [0, 1, 2, 4, 8, 20, 40]) {
        const k = Math.floor(rng.next() * 2 ** depth);
        const part = partOf(k, depth);
        const { most } = boundsOn(bounder, part);
        for (const tau of [-1, rng.next() * 2 - 1, 1]) {
          const t = part.middle + tau * part.half;
          expect(fixed(most) >= exact(t), `${one.label}: ${most} on ${k}/2^${depth}, at ${t} ${asNumber(exact(t))}`).toBe(true);
          checks++;
        }
      }
      for (const t of [0, 1, rng.integer(2 ** 20) / 2 ** 20]) {
        const { least, most } = boundsOn(bounder, pointPart(t));
        const loss = exact(t);
        expect(fixed(least) <= loss && loss <= fixed(most), `${one.label} at ${t}: ${least} ${asNumber(loss)} ${most}`).toBe(true);
        checks++;
      }
    }
    expect(checks).toBe(CASES * 24);
  });
});
