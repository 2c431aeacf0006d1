import { createRng, lerpEntry, widened } from '@isthmus/core';
import type { WidePoint } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { repair } from '../index.js';
import { measuresOf } from '../testing/drawn-measures.js';
import {
  ACTIVATIONS,
  convnet,
  mlp,
  networkOf,
  networksWith,
  randomParams,
} from '../testing/networks.js';
import { createRepair, repairableLayers } from './repaired-point.js';

function lerped(a: WidePoint, b: WidePoint, t: number): WidePoint {
  return Object.fromEntries(
    Object.entries(a).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value, i) => lerpEntry(value, b[name]!.data[i]!, t)) },
    ]),
  );
}

function moments(data: Float64Array, channels: number): readonly (readonly [number, number])[] {
  return Array.from({ length: channels }, (_, channel) => {
    const values = data.filter((__, i) => i % channels === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return [mean, Math.sqrt(variance)] as const;
  });
}

describe.each(ACTIVATIONS)('repaired points, %s', (activation) => {
  it.each(Object.entries(networksWith(activation)))(
    'have the interpolated mean and deviation in every hidden channel: %s',
    async (_, network) => {
      const rng = createRng(3);
      const measures = await measuresOf(network, rng.fork('data'));
      const [a, b] = ['a', 'b'].map((end) => widened(randomParams(network, rng.fork(end))));
      const layers = repairableLayers(network.view);
      const t = 0.3;
      const point = createRepair(layers, measures, a!, b!, 100)(t, lerped(a!, b!, t));
      expect(layers.length).toBeGreaterThan(0);
      for (const { node } of layers) {
        const [ofA, ofB, ofPoint] = [a!, b!, point].map((each) => {
          const { data, shape } = measures.unitsOf(node, each, 'train');
          return moments(data, shape.at(-1)!);
        });
        ofPoint!.forEach((found, channel) =>
          found.forEach((value, which) => {
            const aim = (1 - t) * ofA![channel]![which]! + t * ofB![channel]![which]!;
            // Sums of float64 alone.
            expect(Math.abs(value - aim)).toBeLessThan(1e-10 * (1 + Math.abs(aim)));
          }),
        );
      }
    },
  );

  it('leaves both ends, and every point between equal networks, as they are', async () => {
    const network = convnet(activation);
    const rng = createRng(4);
    const measures = await measuresOf(network, rng.fork('data'));
    const [a, b] = ['a', 'b'].map((end) => widened(randomParams(network, rng.fork(end))));
    const layers = repairableLayers(network.view);
    const mend = createRepair(layers, measures, a!, b!, 100);
    const same = createRepair(layers, measures, a!, a!, 100);
    for (const [found, expected] of [
      [mend(0, a!), a!],
      [mend(1, b!), b!],
      [same(0.5, a!), a!],
    ] as const)
      for (const [name, { data }] of Object.entries(found))
        data.forEach((value, i) => expect(value).toBeCloseTo(expected[name]!.data[i]!, 10));
  });
});

describe('the analysis of repair', () => {
  it('measures what it does, and begins and ends with the losses of the ends', async () => {
    const network = mlp([2, 8, 7, 1], 'relu');
    const rng = createRng(5);
    const measures = await measuresOf(network, rng.fork('data'));
    const points = ['a', 'b'].map((id) => ({ id, params: randomParams(network, rng.fork(id)) }));
    const { analyze } = repair.create({ points: 5, rows: 24 });
    const question = {
      spec: network.spec,
      network: network.view,
      points,
      threshold: null,
      loss: null,
      measures,
      rng,
    };
    const { tables, facts, summary } = await analyze(question);
    const rows = tables[0]!.rows as readonly (readonly number[])[];
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const ends = points.map(({ params }) => measures.value(params));
    for (const loss of first.slice(1)) expect(loss).toBeCloseTo(ends[0]!, 6);
    for (const loss of last.slice(1)) expect(loss / ends[1]!).toBeCloseTo(1, 5);
    const valueOf = (label: string) => facts.find((fact) => fact.label === label)!.value as number;
    expect(valueOf('highest loss, aligned and repaired')).toBe(
      Math.max(...rows.map((row) => row[3]!)),
    );
    expect(valueOf('bend')).toBeGreaterThan(0);
    expect(valueOf('length')).toBeGreaterThanOrEqual(1);
    expect(summary).toContain('other weights than those of the line');
  });

  it('refuses what it cannot repair', () => {
    const { refusal } = repair.create({ points: 5, rows: 24 });
    const options = { units: 3, bias: false };
    const bare = networkOf(
      [
        { id: 'one', use: 'core/dense', options },
        { id: 'act', use: 'core/relu' },
        { id: 'out', use: 'core/dense', options: { units: 1 } },
      ],
      [2],
      [1],
    );
    expect(refusal!(null)).toContain('layer graph');
    expect(refusal!({ spec: { leaves: [] } })).toContain('layer graph');
    expect(refusal!(bare.view)).toContain('have a bias');
    expect(refusal!(mlp([2, 3, 1], 'relu').view)).toBeNull();
  });
});
