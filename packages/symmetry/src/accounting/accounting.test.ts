import { createEvaluator, createMeasures, createRng, tiedAxes } from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type {
  AnalysisQuestion,
  Dataset,
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
  networksWith,
  randomElement,
  randomParams,
} from '../testing/networks.js';
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
  return { rows, charts, facts };
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
      const { rows, charts } = await stagesOf(await questionOf(network, pair as [Params, Params], loss));
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
