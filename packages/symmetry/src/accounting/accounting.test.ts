import {
  createEvaluator,
  createMeasures,
  createReference,
  createRng,
  lerp,
  mapLeaves,
  reestimate,
  tiedAxes,
} from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type {
  AnalysisQuestion,
  Dataset,
  NetworkMeasures,
  Params,
  PredictionLoss,
  Rng,
} from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import {
  ACTIVATIONS,
  mlp,
  networkOf,
  networksWith,
  randomElement,
  randomParams,
} from '../testing/networks.js';
import { builtInNetworks } from '../testing/built-in-networks.js';
import { measuresFor, randomRows, rowsOf } from '../testing/measures.js';
import { accounting } from './accounting.js';
import { quotientDistance } from './quotient-distance.js';

const OPTIONS = { maxSweeps: 100, restarts: 0 };

describe('quotientDistance', () => {
  it.each(
    ACTIVATIONS.flatMap((activation) =>
      Object.entries(networksWith(activation)).map(
        ([kind, network]) => [`${kind}, ${activation}`, network] as const,
      ),
    ),
  )('of a copy that was permuted, flipped and rescaled is none: %s', (_, network) => {
    const { spaces } = tiedAxes(network.view);
    for (let seed = 0; seed < 3; seed++) {
      const rng = createRng(seed);
      const a = randomParams(network, rng.fork('a'));
      const copy = act(network.view, randomElement(network, rng.fork('element')), a);
      const { distance, norm } = quotientDistance(
        ...([spaces, widenParams(a), widenParams(copy), rng, OPTIONS] as const),
      );
      // The copy was rounded to float32, every weight by up to 6e-8 of itself.
      expect(distance / norm).toBeLessThan(1e-6);
    }
  });

  it('is at most the distance in the balanced gauge, and 0 from itself', () => {
    const network = mlp([3, 6, 2], 'relu');
    const { spaces } = tiedAxes(network.view);
    const [a, b] = [1, 2].map((seed) => widenParams(randomParams(network, createRng(seed))));
    const far = quotientDistance(spaces, a!, b!, createRng(0), OPTIONS);
    expect(far.distance).toBeGreaterThan(0.1 * far.norm);
    expect(quotientDistance(spaces, a!, a!, createRng(0), OPTIONS).distance).toBe(0);
    // In one hidden layer the matching is exact, so it does not matter which is matched to which.
    const back = quotientDistance(spaces, b!, a!, createRng(0), OPTIONS);
    expect(back.distance).toBeCloseTo(far.distance, 9);
  });
});

const lossOf = (name: string) =>
  losses.find((loss) => loss.name === name)!.create({}) as PredictionLoss;

type GraphNetwork = ReturnType<typeof mlp>;

async function questionOf(
  network: GraphNetwork,
  [a, b]: readonly [Params, Params],
  lossName: string,
): Promise<AnalysisQuestion> {
  const loss = lossOf(lossName);
  const evaluation = drawnData(network, createRng(11), lossName === 'core/cross-entropy');
  const evaluator = await createEvaluator(network, loss, evaluation, null);
  const { spec, view } = network;
  const { measures } = createMeasures({
    ...{ spec, network, loss, objective: null, evaluation, train: evaluation, evaluator },
    gradients: () => [],
  });
  const points = [{ id: 'a', params: a }, { id: 'b', params: b }]; // prettier-ignore
  return {
    spec,
    network: view,
    points,
    loss: 'core/mse',
    threshold: null,
    measures,
    rng: createRng(5),
  };
}

function drawnData({ input, output }: GraphNetwork, rng: Rng, classes: boolean): Dataset {
  const size = 24;
  const [width, outs] = [input[0]!, output[0]!];
  const x = Float32Array.from({ length: size * width }, () => rng.normal());
  const y = Float32Array.from({ length: size * outs }, (_, i) =>
    classes ? Number(i % outs === Math.floor(i / outs) % outs) : rng.normal(),
  );
  return { size, x, y };
}

const NAMES = ['as they are', 'permutation', 'sign', 'scaling', 'shift'];

async function stagesOf(question: AnalysisQuestion) {
  const { tables, charts, facts } = await created().analyze(question);
  const rows = tables[0]!.rows.map(([name, peak, off]) => ({
    ...{ name: String(name), peak: Number(peak), off: Number(off) },
  }));
  return { rows, charts, facts, cells: tables[0]!.rows };
}

function created() {
  const checked = accounting.options['~standard'].validate({});
  if (!('value' in checked)) throw new Error('refused');
  return accounting.create(checked.value);
}

describe('symmetry/accounting', () => {
  it.each([
    ['relu', 'core/mse', ['permutation', 'scaling']],
    ['tanh', 'core/mse', ['permutation', 'sign']],
    ['relu', 'core/cross-entropy', ['permutation', 'scaling', 'shift']],
  ])('of %s and %s takes out %j and no more, none of which raises the peak', async (activation, loss, kinds) => {
    const network = mlp([3, 6, 5, 4], activation);
    for (let seed = 0; seed < 3; seed++) {
      const pair = [1, 2].map((k) => randomParams(network, createRng(10 * seed + k)));
      const { rows: all, charts, cells } = await stagesOf(await questionOf(network, pair as [Params, Params], loss));
      expect(cells.at(-1)).toEqual(['statistics', null, null, null, null, null, 'none: no layer normalizes by the batch']);
      const rows = all.slice(0, -1);
      expect(rows.map(({ name }) => name)).toEqual(NAMES.filter((name) => name === NAMES[0] || kinds.includes(name)));
      const parts = rows.slice(1);
            parts.forEach(({ off }) => expect(off).toBeGreaterThanOrEqual(0));
      const bars = charts[0]?.kind === 'bars' ? charts[0].bars : [];
      const left = bars.at(-1)?.value ?? Number.NaN;
      const sum = bars.reduce((total, { value }) => total + value, 0);
      // Equal peaks are those within a millionth of each other.
      const whole = rows[0]!.peak - (rows.at(-1)!.peak - left);
      expect(Math.abs(sum - whole)).toBeLessThan(3e-6 * rows[0]!.peak);
    }
  }); // prettier-ignore

  it('finds that all of the barrier to a copy is symmetry', async () => {
    for (const activation of ['relu', 'tanh']) {
      const network = mlp([3, 8, 7, 4], activation);
      const a = randomParams(network, createRng(1));
      const b = act(network.view, randomElement(network, createRng(2), 3), a);
      const { charts, facts } = await stagesOf(await questionOf(network, [a, b], 'core/mse'));
      const lines = charts[1]?.kind === 'lines' ? charts[1].series : [];
      const [first, last] = [lines[0]!.y, lines.at(-1)!.y].map((loss) => ({
        height: Math.max(...loss) - Math.min(...loss),
        end: loss[0]!,
      }));
      expect(first!.height).toBeGreaterThan(0.1 * first!.end);
      // But for the rounding of the copy to float32.
      expect(last!.height).toBeLessThan(1e-5 * last!.end);
      expect(facts.find(({ label }) => label === 'of the norm')!.value).toBeLessThan(1e-6);
    }
  });
});

describe('the quotient distance', () => {
  const residual = networkOf(
    [
      { id: 'first', use: 'core/dense', options: { units: 5 } },
      { id: 'act', use: 'core/relu' },
      { id: 'second', use: 'core/dense', options: { units: 5 } },
      { id: 'sum', use: 'core/add', from: ['act', 'second'] },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [3],
    [2],
  );

  it.each([
    ['one hidden layer', mlp([3, 5, 2], 'relu'), /the least there is/],
    ['two', mlp([3, 5, 4, 2], 'relu'), /an upper bound/],
    ['one group of units that an array both reads and makes', residual, /an upper bound/],
  ])('is claimed to be the least only where it is: %s', async (_, network, claims) => {
    const pair = [1, 2].map((seed) => randomParams(network, createRng(seed))) as [Params, Params];
    const { facts } = await stagesOf(await questionOf(network, pair, 'core/mse'));
    expect(facts.find(({ label }) => label === 'quotient distance')!.meaning).toMatch(claims);
  });
});

describe('statistics', () => {
  const endsOf = (params: readonly Params[], measures: NetworkMeasures) =>
    params.map((each, i) => ({ id: 'ab'[i]!, params: measures.reestimated(each) }));

  async function rowOf(network: GraphNetwork, measures: NetworkMeasures, points: AnalysisQuestion['points']) {
    const question = { spec: network.spec, network: network.view, points, loss: 'core/mse' } as const;
    const found = await stagesOf({ ...question, threshold: null, measures, rng: createRng(0) });
    const [name, peak, off, , , alone, how] = found.cells.at(-1)!;
    expect(name).toBe('statistics');
    return { peak: Number(peak), off: Number(off), alone: Number(alone), how: String(how), rows: found.rows };
  } // prettier-ignore

  it('of residual networks are estimated anew at every t, and count nothing where that is higher', async () => {
    const { network } = builtInNetworks('relu').find(({ name }) => name.includes('batch norm'))!;
    const loss = lossOf('core/mse');
    const [evaluation, train] = [randomRows(network, 24, 3), randomRows(network, 30, 4)];
    const measures = await measuresFor(network, { evaluation, train });
    const reference = createReference(network, loss);
    const drawn = [1, 2].map((k) => randomParams(network, createRng(k)));
    const points = endsOf(drawn, measures);
    const [a, b] = points.map(({ params }) => params) as [Params, Params];
    const row = await rowOf(network, measures, points);
    const settled = Array.from({ length: 33 }, (_, i) =>
      reference.loss(reestimate(network, lerp(a, b, i / 32), train), evaluation),
    );
    expect(Math.abs(row.alone / Math.max(...settled) - 1)).toBeLessThan(1e-12);
    expect(row.off).toBeGreaterThanOrEqual(0);
    expect(row.peak).toBeLessThanOrEqual(row.rows.at(-2)!.peak);
    if (row.how.startsWith('no better')) expect(row.off).toBe(0);
  });

  /** What a norm makes of a layer does not feel the layer's scale, but for `eps`: 1e-5 of variances of about 1. */
  it('are all of the barrier to a copy that is larger before a norm', async () => {
    const network = networkOf(
      [
        { id: 'first', use: 'core/dense', options: { units: 6 } },
        { id: 'norm', use: 'core/batch-norm' },
        { id: 'act', use: 'core/relu' },
        { id: 'out', use: 'core/dense', options: { units: 1 } },
      ],
      [3],
      [1],
    );
    const rows = rowsOf(
      network,
      Array.from({ length: 90 }, (_, i) => Math.sin(i * i)),
    );
    const drawn = randomParams(network, createRng(2));
    const larger = mapLeaves(drawn, ({ data }, name) =>
      data.map((value) => (name.startsWith('first.') ? 8 * value : value)),
    );
    const measures = await measuresFor(network, { evaluation: rows, train: rows });
    const points = endsOf([drawn, larger], measures);
    const y = Float32Array.from(measures.predict(points[0]!.params));
    const taught = await measuresFor(network, { evaluation: { ...rows, y }, train: rows });
    const row = await rowOf(network, taught, points);
    expect(row.rows[0]!.peak).toBeGreaterThan(0.1);
    expect(row.off / row.rows.at(-2)!.peak).toBeGreaterThan(1 - 1e-4);
    expect(row.how).toMatch(/^estimated anew at every t on at most 30 train rows$/);
  });

  it('that were not those of the train rows are told from what the line rises', async () => {
    const { network } = builtInNetworks('relu').find(({ name }) => name.includes('batch norm'))!;
    const measures = await measuresFor(network);
    const stale = [1, 2].map((seed) => ({ id: `${seed}`, params: randomParams(network, createRng(seed)) })); // prettier-ignore
    const row = await rowOf(network, measures, stale);
    expect(row.how).toMatch(/the ends themselves change by -?[\d.]/);
  });
});
