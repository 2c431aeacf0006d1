import { createRng, parameterCount, tiedAxes } from '@isthmus/core';
import type { AnalysisFindings, AnalysisQuestion, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { balancedGauge } from '../gauge/gauge.js';
import { widenParams } from '../group/float64.js';
import { act } from '../group/act.js';
import { convnet, mlp, networkOf, randomParams } from '../testing/networks.js';
import { questionOf } from '../testing/question.js';
import { curvature } from './curvature.js';
import { flatHessian, nameOfEntry } from './flat-hessian.js';
import { exactLargest, lowerLargest } from './largest-entry.js';

async function found(question: AnalysisQuestion, options: object = {}): Promise<AnalysisFindings> {
  const checked = curvature.options['~standard'].validate(options);
  if (!('value' in checked)) throw new Error('bad options');
  return curvature.create(checked.value).analyze(question);
}

const factOf = ({ facts }: AnalysisFindings, label: string) =>
  facts.find((fact) => fact.label === label)?.value as number;

describe('κ', () => {
  it('of linear regression is the largest entry of 2 XᵀX/N', async () => {
    const linear = networkOf([{ id: 'out', use: 'core/dense', options: { units: 1 } }], [3], [1]);
    const question = await questionOf(linear, randomParams(linear, createRng(1)));
    const { data } = question.measures.unitsOf('input', question.points[0]!.params, 'evaluation');
    const rows = data.length / 3;
    const x = (row: number, i: number) => (i === 3 ? 1 : data[row * 3 + i]!);
    let most = 0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += (2 * x(row, i) * x(row, j)) / rows;
        most = Math.max(most, Math.abs(sum));
      }
    const findings = await found(question);
    // Sums of 24 products in float64.
    expect(factOf(findings, 'κ as it stands')).toBeCloseTo(most, 12);
    expect(factOf(findings, 'κ balanced')).toBeCloseTo(most, 12);
  });

  it('agrees with second differences of the loss', async () => {
    const network = mlp([2, 3, 1], 'tanh');
    const params = randomParams(network, createRng(2));
    const { measures, spec } = await questionOf(network, params);
    const size = parameterCount(spec);
    const [largest] = exactLargest(flatHessian(spec, widenParams(params), measures), size, [new Float64Array(size).fill(1)]); // prettier-ignore
    const h = 1e-4;
    const at = (steps: readonly (readonly [number, number])[]) => {
      const point = widenParams(params);
      for (const [place, step] of steps) {
        let rest = place;
        for (const { name } of spec.leaves) {
          const { data } = point[name]!;
          if (rest >= 0 && rest < data.length) data[rest]! += step;
          rest -= data.length;
        }
      }
      return measures.valueAt(point);
    };
    const [i, j] = largest!.at;
    const mixed = at([[i, h], [j, h]]) - at([[i, h], [j, -h]]) - at([[i, -h], [j, h]]) + at([[i, -h], [j, -h]]); // prettier-ignore
    // Of order h² times fourth derivatives, and rounding of 1e-16/h².
    expect(Math.abs(mixed / (4 * h * h))).toBeCloseTo(largest!.kappa, 5);
  });

  it('is at least 2 with an output bias and the squared error, and bounds the norm', async () => {
    for (const activation of ['relu', 'tanh', 'sigmoid'])
      for (const width of [2, 5, 9]) {
        const network = mlp([1, width, 1], activation);
        const question = await questionOf(network, randomParams(network, createRng(width)));
        const findings = await found(question);
        const size = parameterCount(question.spec);
        for (const gauge of ['as it stands', 'balanced']) {
          const [kappa, norm] = [factOf(findings, `κ ${gauge}`), factOf(findings, `‖H‖ ${gauge}`)];
          expect(kappa).toBeGreaterThanOrEqual(2 - 1e-12);
          const beside = factOf(findings, `κ beside the output’s biases ${gauge}`);
          expect(Math.max(2, beside)).toBeLessThanOrEqual(kappa + 1e-12);
          expect(beside).toBeGreaterThan(0);
          expect(norm).toBeGreaterThanOrEqual(kappa * (1 - 1e-9));
          expect(norm).toBeLessThanOrEqual(size * kappa * (1 + 1e-9));
          expect(factOf(findings, `κ ≤ ‖H‖ ≤ P κ ${gauge}`)).toBe('holds');
        }
      }
  });

  it('grows with the scale of one unit as it stands, and is one number in the balanced gauge', async () => {
    const network = mlp([2, 4, 1], 'relu');
    const params = randomParams(network, createRng(5));
    const scaled = (factor: number): Params => {
      const by = Float64Array.of(factor, 1, 1, 1);
      return act(network.view, { dense1: [{ kind: 'scaling', by }] }, params);
    };
    const kappas: { stands: number; balanced: number }[] = [];
    for (const factor of [1, 16, 256]) {
      const findings = await found(await questionOf(network, scaled(factor)));
      kappas.push({
        stands: factOf(findings, 'κ as it stands'),
        balanced: factOf(findings, 'κ balanced'),
      });
    }
    expect(kappas[2]!.stands).toBeGreaterThan(1000 * kappas[0]!.stands);
    // Powers of two scale without rounding; the gauge settles to 1e-12.
    for (const { balanced } of kappas) expect(balanced / kappas[0]!.balanced).toBeCloseTo(1, 9);
  });

  it('in the balanced gauge is that of the network moved there', async () => {
    const network = convnet('relu');
    const params = randomParams(network, createRng(3));
    const first = await found(await questionOf(network, params, 8));
    const { scales } = balancedGauge(tiedAxes(network.view).spaces, widenParams(params));
    const element = Object.fromEntries(
      Object.entries(scales).map(([name, by]) => [name, [{ kind: 'scaling' as const, by }]]),
    );
    const moved = await found(await questionOf(network, act(network.view, element, params), 8));
    // The moved network is rounded to float32.
    const [kappa, there] = [factOf(first, 'κ balanced'), factOf(moved, 'κ as it stands')];
    expect(there / kappa).toBeCloseTo(1, 4);
  });

  it('with fewer products than parameters is a lower bound, named as one and near', async () => {
    for (const seed of [1, 2, 3]) {
      const network = mlp([3, 12, 8, 2], 'tanh');
      const question = await questionOf(network, randomParams(network, createRng(seed)));
      const exact = await found(question);
      const lower = await found(question, { products: 60 });
      for (const gauge of ['as it stands', 'balanced']) {
        const [all, some] = [factOf(exact, `κ ${gauge}`), factOf(lower, `κ ${gauge}, lower bound`)];
        expect(some).toBeLessThanOrEqual(all * (1 + 1e-12));
        expect(some).toBeGreaterThan(0.5 * all);
      }
      expect(lower.summary).toContain('is at least');
    }
  });
});

it('lowerLargest finds a planted entry off the diagonal', () => {
  const size = 40;
  const apply = (v: Float64Array) => {
    const out = v.map((entry) => 0.1 * entry);
    out[7]! += 5 * v[31]!;
    out[31]! += 5 * v[7]!;
    return out;
  };
  const vector = new Float64Array(size);
  [vector[7], vector[31]] = [Math.SQRT1_2, Math.SQRT1_2];
  const { kappa, at } = lowerLargest(apply, size, createRng(1), { vector, probes: 4, columns: 6 });
  expect(kappa).toBe(5);
  expect([...at].sort((i, j) => i - j)).toEqual([7, 31]);
});

it('nameOfEntry tells array and place', () => {
  const { spec } = mlp([2, 3, 1], 'relu');
  expect(nameOfEntry(spec, 0)).toBe('dense1.kernel[0, 0]');
  expect(nameOfEntry(spec, 4)).toBe('dense1.kernel[1, 1]');
  expect(nameOfEntry(spec, 6)).toBe('dense1.bias[0]');
});
