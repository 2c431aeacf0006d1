import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Optimizer } from '@isthmus/contract';
import { addScaled, type Params } from '@isthmus/contract/parameters';
import { createAdam } from './adam.js';
import { createAdamRule } from './adam-rule.js';
import { createMomentum } from './momentum.js';
import { createNesterov } from './nesterov.js';
import { createRmsprop } from './rmsprop.js';
import { createSgd } from './sgd.js';
import { vectors } from './testing/problems.js';

const STEPS = 50;
const SIZE = 7;

/**
 * Parameters and the stored means are rounded to float32 once a step (relative 6e-8); over 50 steps
 * of parameters near 1 that adds up to a few 1e-6 where every rounding goes one way.
 */
const TOLERANCE = 5e-6;

/** A smooth loss with gradients of very different sizes: `sum_i c_i (1 - cos x_i)`. */
const weights = Array.from({ length: SIZE }, (_, i) => 10 ** (i - 4));
const gradientOf = (x: readonly number[]) => x.map((value, i) => weights[i]! * Math.sin(value));

function startOf(seed: number): number[] {
  const rng = createRng(seed);
  return Array.from({ length: SIZE }, () => Math.fround(rng.normal()));
}

/** The rule under test, from `x`, along its own path. */
function run(optimizer: Optimizer<unknown>, x: readonly number[]): number[] {
  let params: Params = vectors({ p: x });
  let state = optimizer.init(params);
  for (let k = 0; k < STEPS; k++) {
    const gradient = vectors({ p: gradientOf([...params['p']!.data]) });
    const [updates, next] = optimizer.update(gradient, state, params);
    params = addScaled(params, updates, 1);
    state = next;
  }
  return [...params['p']!.data];
}

const zeros = () => Array.from({ length: SIZE }, () => 0);
const settings = { learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-4 };

/** The published formulas in float64, written as their authors write them. */
const published: Record<string, { ours: Optimizer<unknown>; theirs(x: number[]): number[] }> = {
  'gradient descent': {
    ours: createSgd(0.02),
    theirs(x) {
      for (let t = 1; t <= STEPS; t++) {
        const g = gradientOf(x);
        x = x.map((xi, i) => xi - 0.02 * g[i]!);
      }
      return x;
    },
  },
  'momentum, Sutskever et al. equations 1 and 2': {
    ours: createMomentum({ learningRate: 0.02, momentum: 0.7 }),
    theirs(theta) {
      let v = zeros();
      for (let t = 1; t <= STEPS; t++) {
        const g = gradientOf(theta);
        v = v.map((vi, i) => 0.7 * vi - 0.02 * g[i]!);
        theta = theta.map((ti, i) => ti + v[i]!);
      }
      return theta;
    },
  },
  'Nesterov, Sutskever et al. equations 3 and 4, at the point that looks ahead': {
    ours: createNesterov({ learningRate: 0.02, momentum: 0.7 }),
    theirs(theta) {
      let v = zeros();
      for (let t = 1; t <= STEPS; t++) {
        const g = gradientOf(theta.map((ti, i) => ti + 0.7 * v[i]!));
        v = v.map((vi, i) => 0.7 * vi - 0.02 * g[i]!);
        theta = theta.map((ti, i) => ti + v[i]!);
      }
      return theta.map((ti, i) => ti + 0.7 * v[i]!);
    },
  },
  'RMSProp, Tieleman & Hinton lecture 6e, epsilon outside the root': {
    ours: createRmsprop({ learningRate: 0.02, decay: 0.9, epsilon: 1e-4 }),
    theirs(w) {
      let meanSquare = zeros();
      for (let t = 1; t <= STEPS; t++) {
        const g = gradientOf(w);
        meanSquare = meanSquare.map((m, i) => 0.9 * m + 0.1 * g[i]! ** 2);
        w = w.map((wi, i) => wi - (0.02 * g[i]!) / (Math.sqrt(meanSquare[i]!) + 1e-4));
      }
      return w;
    },
  },
  'Adam, Kingma & Ba Algorithm 1': {
    ours: createAdam(settings),
    theirs: (theta) => kingmaBa(theta, 0),
  },
  'AdamW, Loshchilov & Hutter Algorithm 2 with lambda = learningRate * weightDecay': {
    ours: createAdamRule({ ...settings, weightDecay: 0.3 }),
    theirs: (theta) => kingmaBa(theta, 0.02 * 0.3),
  },
};

/** With `lambda` 0 Algorithm 1 of Adam, else Algorithm 2 of AdamW with the schedule at 1. */
function kingmaBa(theta: number[], lambda: number): number[] {
  const { learningRate: alpha, beta1, beta2, epsilon } = settings;
  let m = zeros();
  let v = zeros();
  for (let t = 1; t <= STEPS; t++) {
    const g = gradientOf(theta);
    m = m.map((mi, i) => beta1 * mi + (1 - beta1) * g[i]!);
    v = v.map((vi, i) => beta2 * vi + (1 - beta2) * g[i]! ** 2);
    const mHat = m.map((mi) => mi / (1 - beta1 ** t));
    const vHat = v.map((vi) => vi / (1 - beta2 ** t));
    theta = theta.map(
      (ti, i) => ti - (alpha * (mHat[i]! / (Math.sqrt(vHat[i]!) + epsilon)) + lambda * ti),
    );
  }
  return theta;
}

describe('the published formula, transcribed in float64, after 50 steps', () => {
  it.each(Object.entries(published))('%s', (_, { ours, theirs }) => {
    for (const seed of [1, 2, 3]) {
      const start = startOf(seed);
      const expected = theirs(start);
      const got = run(ours, start);
      const error = Math.max(...got.map((value, i) => Math.abs(value - expected[i]!)));
      expect(error).toBeLessThan(TOLERANCE);
      expect(Math.max(...start.map((value, i) => Math.abs(value - expected[i]!)))).toBeGreaterThan(
        1000 * TOLERANCE,
      );
    }
  });
});

/** Updates of the first steps under one gradient that stays, worked out by hand. */
const byHand: [string, Optimizer<unknown>, readonly (readonly number[])[]][] = [
  // -0.1 g
  ['core/sgd', createSgd(0.1), [[-0.2, 0.05, 0]]],
  // v = g, then 1.5 g
  [
    'core/momentum',
    createMomentum({ learningRate: 0.1, momentum: 0.5 }),
    [
      [-0.2, 0.05, 0],
      [-0.3, 0.075, 0],
    ],
  ],
  // g + 0.5 g, then g + 0.5 (1.5 g) = 1.75 g
  [
    'core/nesterov',
    createNesterov({ learningRate: 0.1, momentum: 0.5 }),
    [
      [-0.3, 0.075, 0],
      [-0.35, 0.0875, 0],
    ],
  ],
  // nu = 0.75 g^2, then 0.9375 g^2: 0.1 / sqrt(0.75) = 0.11547005, 0.1 / sqrt(0.9375) = 0.10327956
  [
    'core/rmsprop',
    createRmsprop({ learningRate: 0.1, decay: 0.25, epsilon: 1e-12 }),
    [
      [-0.11547005, 0.11547005, 0],
      [-0.10327956, 0.10327956, 0],
    ],
  ],
  // muHat = g and nuHat = g^2 in every step: the sign of g times the learning rate
  [
    'core/adam',
    createAdam({ learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-12 }),
    [
      [-0.1, 0.1, 0],
      [-0.1, 0.1, 0],
    ],
  ],
  // the same and -0.1 * 0.5 * theta, with theta = (1, -2, 4)
  [
    'core/adamw',
    createAdamRule({
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-12,
      weightDecay: 0.5,
    }),
    [[-0.15, 0.2, -0.2]],
  ],
];

describe('first steps, by hand', () => {
  it.each(byHand)('%s', (_, optimizer, expected) => {
    const params = vectors({ p: [1, -2, 4] });
    const gradient = vectors({ p: [2, -0.5, 0] });
    let state = optimizer.init(params);
    for (const numbers of expected) {
      const [updates, next] = optimizer.update(gradient, state, params);
      state = next;
      // One rounding to float32 of numbers below 1, and the digits written out above.
      for (const [i, number] of numbers.entries())
        expect(Math.abs(updates['p']!.data[i]! - number)).toBeLessThan(5e-8);
    }
  });
});

describe('what the rules promise about sizes', () => {
  it('Adam and RMSProp move alike whatever the scale of the loss, while epsilon is small', () => {
    const params = vectors({ p: [1, 2] });
    for (const scale of [1e-3, 1, 1e6]) {
      const gradient = vectors({ p: [0.5 * scale, -2 * scale] });
      const adam = createAdam({ learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
      const [updates] = adam.update(gradient, adam.init(params), params);
      // epsilon against the smallest gradient: 1e-8 / 5e-4
      expect(updates['p']!.data[0]).toBeCloseTo(-0.1, 5);
      expect(updates['p']!.data[1]).toBeCloseTo(0.1, 5);
    }
  });

  it('a gradient of zero moves nothing from the start', () => {
    const params = vectors({ p: [1, -1] });
    for (const { ours } of Object.values(published).slice(0, 5)) {
      const [updates] = ours.update(vectors({ p: [0, 0] }), ours.init(params), params);
      expect([...updates['p']!.data].every((value) => value === 0)).toBe(true);
    }
  });

  it('a gradient that lacks a leaf is refused by name', () => {
    const params = vectors({ p: [1], q: [1] });
    for (const { ours } of Object.values(published))
      expect(() => ours.update(vectors({ p: [1] }), ours.init(params), params)).toThrow(
        /No parameter is called "q"/,
      );
  });
});
