import { describe, expect, it } from 'vitest';
import type { ElementwiseRule } from '@isthmus/contract';
import { layers } from '../layers/index.js';

function ruleOf(name: string, options: unknown = {}): ElementwiseRule {
  const layer = layers.find((definition) => definition.name === `core/${name}`)!.create(options);
  const rule = layer.interpreters.reference?.([[1]]);
  if (rule?.kind !== 'elementwise') throw new Error(`${name} is no activation`);
  return rule;
}

const LN2 = Math.log(2);

/** The normal distribution function and density at √2. */
const PHI = 0.5 * (1 + 0.8427007929497149);
const DENSITY = Math.exp(-1) / Math.sqrt(2 * Math.PI);

/** Value, derivative and second derivative at points where they are known. */
const KNOWN: readonly [name: string, x: number, value: number, first: number, second: number][] = [
  ['relu', 2, 2, 1, 0],
  ['relu', -2, 0, 0, 0],
  ['relu', 0, 0, 0, 0],
  ['leaky-relu', 2, 2, 1, 0],
  ['leaky-relu', -2, -0.2, 0.1, 0],
  ['leaky-relu', 0, 0, 0.1, 0],
  ['tanh', 0, 0, 1, 0],
  ['tanh', Math.log(2), 0.6, 0.64, -0.768],
  ['tanh', -Math.log(2), -0.6, 0.64, 0.768],
  ['sigmoid', 0, 0.5, 0.25, 0],
  ['sigmoid', Math.log(3), 0.75, 0.1875, -0.09375],
  ['sigmoid', -Math.log(3), 0.25, 0.1875, 0.09375],
  ['softplus', 0, LN2, 0.5, 0.25],
  ['softplus', Math.log(3), Math.log(4), 0.75, 0.1875],
  ['gelu', 0, 0, 0.5, 2 / Math.sqrt(2 * Math.PI)],
  ['gelu', Math.SQRT2, Math.SQRT2 * PHI, PHI + Math.SQRT2 * DENSITY, 0],
];

describe('activations', () => {
  it.each(KNOWN)('%s at %d', (name, x, value, first, second) => {
    const rule = ruleOf(name, name === 'leaky-relu' ? { slope: 0.1 } : {});
    expect(rule.value(x)).toBeCloseTo(value, 13);
    expect(rule.derivative(x)).toBeCloseTo(first, 12);
    expect(rule.second(x)).toBeCloseTo(second, 12);
  });

  it.each([
    ['tanh', 1, -1],
    ['sigmoid', 1, 0],
    ['softplus', 1000, 0],
    ['gelu', 1000, 0],
  ])('%s is finite far out', (name, right, left) => {
    const rule = ruleOf(name);
    expect(rule.value(1000)).toBe(right);
    expect(rule.value(-1000) + 0).toBe(left);
    for (const x of [1000, -1000])
      expect([rule.derivative(x), rule.second(x)].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['sigmoid', -50, Math.exp(-50)],
    ['softplus', -50, Math.exp(-50)],
    ['gelu', -8, -8 * 6.22096057427178e-16],
  ])('%s keeps its precision at %d', (name, x, expected) => {
    expect(ruleOf(name).value(x) / expected).toBeCloseTo(1, 13);
  });

  it.each(['relu', 'leaky-relu', 'tanh', 'sigmoid', 'softplus', 'gelu'])('%s keeps NaN', (name) => {
    expect(ruleOf(name, { slope: 0.1 }).value(NaN)).toBeNaN();
  });
});

/** The symmetries that a function has, seen by its values. */
describe('declared symmetries', () => {
  it.each(['relu', 'leaky-relu', 'tanh', 'sigmoid', 'softplus', 'gelu'])('of %s hold', (name) => {
    const layer = layers.find((each) => each.name === `core/${name}`)!.create({ slope: 0.1 });
    const rule = ruleOf(name, { slope: 0.1 });
    const points = [-2, -0.5, 0.3, 1.7];
    const holds = (left: (x: number) => number, right: (x: number) => number) =>
      points.every((x) => Math.abs(left(x) - right(x)) < 1e-12);
    const sign = holds(
      (x) => rule.value(-x),
      (x) => -rule.value(x),
    );
    const sum = 2 * rule.value(0);
    const reflects = holds(
      (x) => rule.value(-x),
      (x) => sum - rule.value(x),
    );
    expect(layer.interpreters.symmetry).toEqual({
      kind: 'channelwise',
      scaling: holds(
        (x) => rule.value(3 * x),
        (x) => 3 * rule.value(x),
      ),
      sign,
      ...(reflects && !sign ? { reflection: sum } : {}),
    });
  });
});
