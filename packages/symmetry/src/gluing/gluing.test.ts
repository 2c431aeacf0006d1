import { arcPoint, createRng, narrowed } from '@isthmus/core';
import type { AnalysisFindings, AnalysisQuestion, LinesChart } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { widenParams } from '../group/float64.js';
import { convnet, mlp, networkOf, randomParams } from '../testing/networks.js';
import { questionOf } from '../testing/question.js';
import { hiddenLayers } from '../tracks/hidden-layers.js';
import { arcTo, largestChange, walkLine, walkRotations } from './gluing-walk.js';
import { gluing } from './gluing.js';
import { isEven, rotationLogarithm } from './rotation-logarithm.js';
import { evenPermutation, threeCycle } from './unit-choices.js';

/** The determinant of a permutation, by exchanges. */
function signOf(map: Int32Array): number {
  const order = [...map];
  let sign = 1;
  for (let i = 0; i < order.length; i++)
    while (order[i] !== i) {
      const other = order[i]!;
      [order[i], order[other]] = [order[other]!, other];
      sign = -sign;
    }
  return sign;
}

describe('rotationLogarithm', () => {
  it('is skew, keeps the sum, and its exponential is the permutation', () => {
    const rng = createRng(1);
    for (let draw = 0; draw < 60; draw++) {
      const size = 3 + (draw % 9);
      const map = evenPermutation(size, rng.fork(`draw ${draw}`));
      const generator = rotationLogarithm(map)!;
      generator.forEach((row, i) => {
        row.forEach((entry, j) => expect(entry).toBeCloseTo(-generator[j]![i]!, 14));
        expect(row.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(0, 13);
      });
      // One row of units, made by nothing else.
      const arc = {
        kind: 'arc',
        factors: [{ kind: 'linear', generator, makes: [{ leaf: 'h', axis: 0 }], reads: [] }],
      } as const;
      const h = {
        h: { shape: [size], data: Float32Array.from({ length: size }, (_, i) => i + 1) },
      };
      const end = arcPoint(arc, h, 1)['h']!.data;
      // Squarings of a matrix of norm π lose a few digits.
      map.forEach((unit, place) => expect(end[place]).toBeCloseTo(unit + 1, 11));
    }
  });

  it('is none for an odd permutation', () => {
    expect(rotationLogarithm(Int32Array.of(1, 0, 2))).toBeNull();
    expect(rotationLogarithm(Int32Array.of(1, 0, 3, 2))).not.toBeNull();
    expect(() => arcTo(hiddenLayers(mlp([2, 3, 1], 'relu').view)[0]!.space, Int32Array.of(1, 0, 2))).toThrow(RangeError); // prettier-ignore
  });
});

it('half of all permutations are even, and those alone are drawn', () => {
  for (let draw = 0; draw < 40; draw++) {
    const map = evenPermutation(6, createRng(draw));
    expect(signOf(map)).toBe(1);
    expect(isEven(map)).toBe(true);
    [map[2], map[4]] = [map[4]!, map[2]!];
    expect(isEven(map)).toBe(false);
  }
});

/** Sums of some dozen products in float64, and a matrix exponential. */
const FLOAT64 = 1e-12;

const linear = networkOf(
  [
    { id: 'one', use: 'core/dense', options: { units: 6 } },
    { id: 'two', use: 'core/dense', options: { units: 5 } },
    { id: 'out', use: 'core/dense', options: { units: 2 } },
  ],
  [3],
  [2],
);

describe('rotations to a permuted copy', () => {
  it('of a deep linear network keep the loss, where the straight line does not', async () => {
    const params = randomParams(linear, createRng(2));
    const { measures } = await questionOf(linear, params);
    const value = measures.value(params);
    for (const { space } of hiddenLayers(linear.view))
      for (let draw = 0; draw < 5; draw++) {
        const map = evenPermutation(space.size, createRng(draw));
        const walk = walkRotations(space, map, params, measures, { steps: 9 });
        expect(largestChange(walk) / value).toBeLessThan(FLOAT64);
        expect(largestChange(walkLine(space, map, params, measures, 9)) / value).toBeGreaterThan(0.01); // prettier-ignore
      }
  });

  it('end at the copy, and through ReLU change the loss on the way', async () => {
    for (const network of [mlp([3, 6, 2], 'relu'), convnet('relu')]) {
      const params = randomParams(network, createRng(3));
      const { measures } = await questionOf(network, params);
      const { space } = hiddenLayers(network.view)[0]!;
      const map = threeCycle(space.size, [0, 1, 2]);
      const walk = walkRotations(space, map, params, measures, { steps: 9 });
      const value = measures.value(params);
      expect(Math.abs(walk.changes.at(-1)!) / value).toBeLessThan(10 * FLOAT64);
      expect(largestChange(walk) / value).toBeGreaterThan(1e-3);
      const form = { map, by: new Float64Array(space.size).fill(1) };
      const copy = actWide([space], { [space.name]: form }, widenParams(params));
      const end = narrowed(arcPoint(arcTo(space, map), params, 1));
      for (const [name, { data }] of Object.entries(end))
        data.forEach((entry, i) => expect(entry).toBeCloseTo(copy[name]!.data[i]!, 6));
    }
  });
});

describe('symmetry/gluing', () => {
  const found = (question: AnalysisQuestion, options: object = {}): AnalysisFindings => {
    const checked = gluing.options['~standard'].validate({ draws: 3, points: 17, ...options });
    if (!('value' in checked)) throw new Error('bad options');
    return gluing.create(checked.value).analyze(question) as AnalysisFindings;
  };
  const valueOf = ({ facts }: AnalysisFindings, label: string) =>
    facts.find((fact) => fact.label === label)?.value as number | null | undefined;

  it('tells the violation of ReLU, and none among active units once they are lifted', async () => {
    const network = mlp([3, 8, 2], 'relu');
    const params = structuredClone(randomParams(network, createRng(7)));
    // Three units that are just active: rotated as they stand some sum falls below 0.
    const { measures } = await questionOf(network, params);
    const sums = measures.unitsOf('dense1', params, 'evaluation').data;
    for (const unit of [1, 4, 6]) {
      const own = sums.filter((_, i) => i % 8 === unit);
      params['dense1.bias']!.data[unit]! += 0.001 - Math.min(...own);
    }
    const question = await questionOf(network, params);
    const findings = found(question);
    const value = question.measures.value(params);
    expect(valueOf(findings, 'dense1: change by rotation')! / value).toBeGreaterThan(1e-3);
    expect(valueOf(findings, 'dense1: change among active units')! / value).toBeGreaterThan(1e-6);
    expect(valueOf(findings, 'dense1: change among active units, lifted')! / value).toBeLessThan(10 * FLOAT64); // prettier-ignore
    expect((findings.charts[0] as LinesChart).series).toHaveLength(4);
  });

  it('finds a linear network glued, and says nothing of active units there', async () => {
    const params = randomParams(linear, createRng(7));
    const question = await questionOf(linear, params);
    const findings = found(question);
    for (const node of ['one', 'two'])
      expect(valueOf(findings, `${node}: change by rotation`)! / question.measures.value(params)).toBeLessThan(FLOAT64); // prettier-ignore
    expect(valueOf(findings, 'one: change among active units')).toBeUndefined();
    expect(findings.tables[0]!.rows.every((row) => row[6] === 3)).toBe(true);
  });

  it('refuses layers of fewer than three units, and unknown ones', () => {
    const made = (options: object) => {
      const checked = gluing.options['~standard'].validate(options);
      return gluing.create((checked as { value: never }).value);
    };
    expect(made({}).refusal!(mlp([2, 2, 1], 'relu').view)).toContain('3 hidden units');
    expect(made({ layer: 'x' }).refusal!(mlp([2, 4, 1], 'relu').view)).toContain('dense1');
  });
});
