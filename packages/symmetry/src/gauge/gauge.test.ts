import { createRng, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { balancedGauge } from './gauge.js';
import { formsOf } from '../group/act.js';
import { actWide } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { mlp, networksWith, predictor, randomElement, randomParams } from '../testing/networks.js';

/** Two points of an orbit meet but for the rounding of float64 and what the last sweep leaves. */
const SAME = 1e-12;

const identity = (size: number) => Int32Array.from({ length: size }, (_, i) => i);

function apply(network: ReturnType<typeof mlp>, params: WideParams): WideParams {
  const { spaces } = tiedAxes(network.view);
  const { scales } = balancedGauge(spaces, params);
  const forms = Object.entries(scales).map(([name, by]) => [
    name,
    { map: identity(by.length), by },
  ]);
  return actWide(spaces, Object.fromEntries(forms), params);
}

function squared(params: WideParams): number {
  return Object.values(params).reduce(
    (sum, { data }) => sum + data.reduce((s, v) => s + v * v, 0),
    0,
  );
}

function largestGap(a: WideParams, b: WideParams): number {
  return Object.entries(a).reduce(
    (largest, [name, { data }]) =>
      data.reduce((gap, value, i) => Math.max(gap, Math.abs(value - b[name]!.data[i]!)), largest),
    0,
  );
}

describe.each([
  ...Object.entries(networksWith('relu')),
  ...Object.entries(networksWith('leaky-relu')),
])('balancedGauge of %s', (_, network) => {
  const rng = createRng(11);
  const { spaces } = tiedAxes(network.view);
  const params = widenParams(randomParams(network, rng.fork('params')));
  const scalings = Object.fromEntries(
    Object.entries(randomElement(network, rng.fork('scaling'))).map(([name, factors]) => [
      name,
      factors.filter((factor) => factor.kind === 'scaling'),
    ]),
  );

  it('is one point for a whole orbit', () => {
    const rescaled = actWide(spaces, formsOf(spaces, scalings), params);
    expect(largestGap(rescaled, params)).toBeGreaterThan(0.1);
    expect(largestGap(apply(network, rescaled), apply(network, params))).toBeLessThan(SAME);
  });

  it('is reached, and stays where it is', () => {
    const balanced = apply(network, params);
    expect(balancedGauge(spaces, params).residual).toBeLessThan(1e-14);
    expect(largestGap(apply(network, balanced), balanced)).toBeLessThan(SAME);
  });

  it('has the least norm of the orbit', () => {
    const least = squared(apply(network, params));
    expect(least).toBeLessThan(squared(params));
    for (let trial = 0; trial < 20; trial++) {
      const element = randomElement(network, rng.fork(`trial ${trial}`));
      expect(squared(actWide(spaces, formsOf(spaces, element), params))).toBeGreaterThan(least);
    }
  });

  it('keeps the function', () => {
    const predict = predictor(network, rng.fork('inputs'));
    const before = predict(params);
    const after = predict(apply(network, params));
    const scale = Math.max(...before.map(Math.abs));
    before.forEach((value, i) => expect(Math.abs(after[i]! - value)).toBeLessThan(SAME * scale));
  });
});

describe('balancedGauge', () => {
  it('gives each unit sqrt(‖w_out‖ / ‖(w_in, b)‖) in one hidden layer', () => {
    const network = mlp([1, 2, 1], 'relu');
    const params = widenParams({
      'dense1.kernel': { shape: [1, 2], data: Float32Array.of(3, 0) },
      'dense1.bias': { shape: [2], data: Float32Array.of(4, 2) },
      'out.kernel': { shape: [2, 1], data: Float32Array.of(-20, 8) },
      'out.bias': { shape: [1], data: Float32Array.of(1) },
    });
    const { scales, leftOut } = balancedGauge(tiedAxes(network.view).spaces, params);
    expect(scales['dense1']![0]).toBeCloseTo(2, 12);
    expect(scales['dense1']![1]).toBeCloseTo(2, 12);
    expect(leftOut).toEqual([]);
  });

  it('leaves spaces alone where scaling is no symmetry', () => {
    const network = mlp([2, 3, 2], 'tanh');
    const params = widenParams(randomParams(network, createRng(1)));
    expect(balancedGauge(tiedAxes(network.view).spaces, params).scales).toEqual({});
  });

  it('leaves out units without a side, and those that only they feed or read', () => {
    const network = mlp([1, 3, 3, 1], 'relu');
    const ones = (shape: number[]) => ({
      shape,
      data: new Float32Array(shape[0]! * (shape[1] ?? 1)).fill(1),
    });
    const params = {
      'dense1.kernel': ones([1, 3]),
      'dense1.bias': ones([3]),
      // Unit 0 of dense1 is read by unit 0 of dense2 alone, and that by nothing.
      'dense2.kernel': { shape: [3, 3], data: Float32Array.of(1, 0, 0, 1, 1, 0, 1, 1, 0) },
      'dense2.bias': { shape: [3], data: Float32Array.of(1, 1, 0) },
      'out.kernel': { shape: [3, 1], data: Float32Array.of(0, 1, 5) },
      'out.bias': ones([1]),
    };
    const { leftOut, scales, sweeps } = balancedGauge(
      tiedAxes(network.view).spaces,
      widenParams(params),
    );
    expect(leftOut).toEqual([
      { space: 'dense1', unit: 0, missing: 'out' },
      { space: 'dense2', unit: 0, missing: 'out' },
      { space: 'dense2', unit: 2, missing: 'in' },
    ]);
    expect(sweeps).toBeLessThan(200);
    // The side that is there gets norm 1: (w_in, b) = (1, 1) and w_out = 5.
    expect(scales['dense1']![0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(scales['dense2']![2]).toBeCloseTo(5, 12);
  });

  it('ends on parameters that are not finite', () => {
    const network = mlp([2, 3, 2], 'relu');
    const params = widenParams(randomParams(network, createRng(1)));
    params['dense1.kernel']!.data[0] = NaN;
    expect(balancedGauge(tiedAxes(network.view).spaces, params).sweeps).toBeLessThan(1000);
  });
});
