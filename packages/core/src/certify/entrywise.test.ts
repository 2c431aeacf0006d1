import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { BoundsRule } from '@isthmus/contract';
import { chain, lossOf, randomData, randomParams } from '@isthmus/engine/testing';
import {
  absOf,
  asNumber,
  dotOf,
  fixed,
  fixedLogistic,
  fixedNormal,
  fixedSoftplus,
  fixedTanh,
  maxOf,
  times,
  type Fixed,
} from '@isthmus/engine/testing';
import { boundHinge, boundSmooth } from './entrywise.js';
import { formBlock, pointPart, type FormBlock } from './form.js';
import { lossSums } from './loss-sums.js';
import { formsOn } from './testing/leaf-cases.js';

const rng = createRng(3);

/** The rule of an activation. */
function ruleOf(name: string, options: object): BoundsRule {
  const { nodes } = chain({ input: [1], output: [1] }, [[name, options as Record<string, unknown>]]);
  return nodes[0]!.layer.interpreters.bounds!([[1]]);
}

/** Forms of many sizes, a third of them single numbers and a third without radius. */
function someForms(count: number): FormBlock {
  const x = formBlock(count);
  for (let i = 0; i < count; i++) {
    const scale = 10 ** (rng.integer(5) - 3);
    x.c[i] = scale * rng.normal();
    if (i % 3 > 0) x.s[i] = scale * 10 ** -rng.integer(4) * rng.normal();
    if (i % 3 > 1) x.r[i] = Math.abs(x.s[i]! * rng.normal());
  }
  return x;
}

describe.each([
  ['relu', {}, (x: Fixed) => maxOf(x, 0n)],
  ['leaky-relu', { slope: 0.3 }, (x: Fixed) => (x > 0n ? x : times(x, fixed(0.3)))],
  ['tanh', {}, fixedTanh],
  ['sigmoid', {}, fixedLogistic],
  ['softplus', {}, fixedSoftplus],
  ['gelu', {}, (x: Fixed) => times(x, fixedNormal(x))],
] as readonly (readonly [string, object, (x: Fixed) => Fixed])[])('%s of a form', (name, options, f) => {
  it('is held by its form, at both ends and in between', () => {
    const rule = ruleOf(name, options);
    const x = someForms(150);
    const out = formBlock(150);
    if (rule.kind === 'hinge') boundHinge(rule, x, out);
    if (rule.kind === 'smooth') boundSmooth(rule, x, out);
    for (let i = 0; i < 150; i++)
      for (const tau of [-1, 1, rng.next() * 2 - 1])
        for (const e of [-1, 1]) {
          const z = fixed(x.c[i]!) + times(fixed(tau), fixed(x.s[i]!)) + fixed(e * x.r[i]!);
          const off = absOf(f(z) - fixed(out.c[i]!) - times(fixed(tau), fixed(out.s[i]!)));
          expect(off <= fixed(out.r[i]!), `${asNumber(off)} of ${out.r[i]!} at ${asNumber(z)}`).toBe(true);
        }
  });

  it('of a single number is that number but for a few units in the last place', () => {
    const rule = ruleOf(name, options);
    const x = { ...someForms(60), s: new Float64Array(60), r: new Float64Array(60) };
    const out = formBlock(60);
    if (rule.kind === 'hinge') boundHinge(rule, x, out);
    if (rule.kind === 'smooth') boundSmooth(rule, x, out);
    // The distribution function in gelu is the least precise, at 1000 units of 1.
    for (let i = 0; i < 60; i++) expect(out.r[i]!).toBeLessThan(3e-13 * (1 + Math.abs(x.c[i]!)));
  });
});

it('a first layer of many products that cancel is as far off as its radius at most', () => {
  const network = chain({ input: [400], output: [3] }, [['dense', { units: 3 }]]);
  const data = randomData(network, 4);
  for (let seed = 0; seed < 5; seed++) {
    const [a, b] = [randomParams(network, seed), randomParams(network, seed + 100)];
    const one = { label: '', network, lossName: 'mse', loss: lossOf('mse'), data, a, b };
    for (const t of [0, 1]) {
      const { c, r } = formsOn(one, pointPart(t));
      const kernel = Array.from((t === 0 ? a : b)['n0.kernel']!.data, fixed);
      const bias = Array.from((t === 0 ? a : b)['n0.bias']!.data, fixed);
      for (let i = 0; i < c.length; i++) {
        const x = Array.from(data.x.subarray(Math.floor(i / 3) * 400, (Math.floor(i / 3) + 1) * 400), fixed);
        const exact = bias[i % 3]! + dotOf(x, x.map((_, j) => kernel[j * 3 + (i % 3)]!));
        expect(absOf(exact - fixed(c[i]!)) <= fixed(r[i]!)).toBe(true);
        expect(r[i]!).toBeLessThan(1e-10);
      }
    }
  }
});

describe('the mean of bounds', () => {
  // Each of the small ones is lost when it is added to the large one by itself.
  const size = 5001;
  const forms = formBlock(size);
  forms.c.fill(1.04e-8);
  forms.c[0] = 1;
  const sums = lossSums({ ...lossOf('mse'), bounds: lossOf('mse').bounds! }, new Float32Array(size), { size, outputs: 1, classes: false }, true);
  sums.add(forms, 0, size);
  const { least, most } = sums.result();

  it('is above the mean that sums lose the small ones of, and the lower one below it', () => {
    const small = times(fixed(1.04e-8), fixed(1.04e-8));
    const exact = (fixed(1) + BigInt(size - 1) * small) / BigInt(size);
    expect(fixed(most) > exact && fixed(least) < exact).toBe(true);
    expect(most - least).toBeLessThan(1e-11);
    // Plain sums are off by more than all that the bounds of single losses allow.
    expect(exact - fixed(forms.c.reduce((sum, z) => sum + z * z, 0) / size)).toBeGreaterThan(fixed(20 * 2 ** -53 / size));
  });
});
