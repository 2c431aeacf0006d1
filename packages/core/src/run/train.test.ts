import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Optimizer, TrainingOutcome } from '@isthmus/contract';
import { mapLeaves, sameBits, type Params } from '@isthmus/contract/parameters';
import { createSampler } from './batches.js';
import {
  descent,
  evaluatorOn,
  engineBy,
  engineOf,
  oneUnit,
  parabola,
  samples,
} from './testing/small-models.js';
import { train, type TrainingProgress, type TrainingResult, type TrainingSetup } from './train.js';

const f = (x: number) => 0.1 + 0.25 * x + 0.5 * x * x;
const trainSet = samples(64, f);
const evaluationSet = samples(33, f);
const noStall = { window: 1e9, improvement: 0 };

/** A parabola fitted to a parabola: linear least squares whose best loss is 0. */
function setup(changes: Partial<TrainingSetup> = {}): TrainingSetup {
  const rng = createRng(7);
  return {
    initial: parabola.init(rng.fork('init')),
    optimizer: descent(0.1, 0.9),
    engine: engineOf(parabola),
    regularizers: [],
    sampler: createSampler(trainSet, 'full'),
    settle: (params) => params,
    evaluator: evaluatorOn(parabola, evaluationSet),
    threshold: 1e-4,
    rules: { maxSteps: 5000, evaluateEvery: 10, stall: noStall },
    rng: rng.fork('training'),
    ...changes,
  };
}

const rules = (changes: Partial<TrainingSetup['rules']>) => ({ ...setup().rules, ...changes });

/** The targets of a cubic cannot be met by a parabola: its best loss on them is about 7e-5. */
const cubic = (x: number) => 2 * x ** 3;
const unreachable = {
  sampler: createSampler(samples(64, cubic), 'full'),
  evaluator: evaluatorOn(parabola, samples(64, cubic)),
  threshold: 1e-6,
};

/** Descent whose update at one step is replaced. */
function spoiledAt(step: number, by: number): Optimizer<{ count: number }> {
  return {
    init: () => ({ count: 0 }),
    update: (gradients, { count }) => [
      mapLeaves(gradients, ({ data }) => data.map((g) => (count === step ? by : -0.1 * g))),
      { count: count + 1 },
    ],
  };
}

const outcomes: Record<TrainingOutcome, () => Promise<TrainingResult>> = {
  reached: () => train(setup()),
  budget: () => train(setup({ rules: rules({ maxSteps: 25 }) })),
  stalled: () =>
    train(
      setup({
        ...unreachable,
        rules: rules({ maxSteps: 1e6, stall: { window: 500, improvement: 0.01 } }),
      }),
    ),
  diverged: () => train(setup({ optimizer: descent(10) })),
  cancelled: () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 20);
    return train(setup({ ...unreachable, rules: rules({ maxSteps: 1e9 }) }), {
      signal: cancel.signal,
    });
  },
};

describe('every outcome, by a training that really ends so', () => {
  it.each(Object.entries(outcomes))('%s', async (outcome, run) => {
    const result = await run();
    expect(result.outcome).toBe(outcome);
    expect(result.curve.step.length).toBeLessThanOrEqual(512);
    expect(result.curve.step[0]).toBe(0);
    expect(result.lossEvaluations).toBeGreaterThanOrEqual(result.curve.step.length);
    // Where a batch loss is a hint, or not finite, its gradient is not followed; a hint is evaluated.
    expect(result.gradientEvaluations - result.steps).toBeLessThanOrEqual(result.lossEvaluations);
    expect(result.loss).toBe(Math.min(...result.curve.loss.filter((loss) => !Number.isNaN(loss))));
  });

  it('the loss given back is that of the parameters given back', async () => {
    for (const [outcome, run] of Object.entries(outcomes)) {
      const { params, loss } = await run();
      const set = ['stalled', 'cancelled'].includes(outcome) ? unreachable : setup();
      expect(set.evaluator.value(params)).toBe(loss);
    }
  });
});

describe('reached', () => {
  it.each([1e-1, 1e-2, 1e-4, 1e-6])('a threshold of %f, not by less', async (threshold) => {
    const { params, loss, curve } = await train(setup({ threshold }));
    expect(loss).toBeLessThanOrEqual(threshold);
    expect(evaluatorOn(parabola, evaluationSet).value(params)).toBe(loss);
    expect(curve.loss.slice(0, -1).every((earlier) => earlier > threshold)).toBe(true);
    expect(curve.loss.at(-1)).toBe(loss);
  });

  it('at step 0 where the initial parameters will do', async () => {
    const initial = { w: { shape: [3], data: Float32Array.of(0.1, 0.25, 0.5) } };
    const result = await train(setup({ initial }));
    expect(result).toMatchObject({ outcome: 'reached', steps: 0, lossEvaluations: 1 });
    expect(result.params).toBe(initial);
    expect(result.gradientEvaluations).toBe(0);
  });

  it('at the very last step', async () => {
    const { steps } = await train(setup({ rules: rules({ evaluateEvery: 1 }) }));
    const result = await train(setup({ rules: rules({ maxSteps: steps, evaluateEvery: 1e6 }) }));
    expect(result).toMatchObject({ outcome: 'reached', steps });
  });

  it('early, when the batch loss hints at it, however rare the evaluations', async () => {
    const onTrain = { evaluator: evaluatorOn(parabola, trainSet) };
    const every = await train(setup({ ...onTrain, rules: rules({ evaluateEvery: 1 }) }));
    const rare = await train(setup({ ...onTrain, rules: rules({ evaluateEvery: 1e6 }) }));
    expect(rare.outcome).toBe('reached');
    expect(rare.steps).toBe(every.steps);
    expect(sameBits(rare.params, every.params)).toBe(true);
    expect(rare.lossEvaluations).toBe(2);
  });

  it('by the evaluator alone: hints that lie cost few evaluations and end nothing', async () => {
    const liar = setup({
      ...unreachable,
      engine: engineBy((models, batch, noise) =>
        engineOf(parabola)
          .valueAndGradient(models, batch, noise)
          .map(({ gradient }) => ({ value: 0, gradient })),
      ),
      rules: rules({ maxSteps: 500, evaluateEvery: 100 }),
    });
    const result = await train(liar);
    expect(result.outcome).toBe('budget');
    // The one hint is that of step 0, which had been evaluated; none that is not lower counts again.
    expect(result.curve.step).toEqual([0, 100, 200, 300, 400, 500]);
    expect(result.lossEvaluations).toBe(6);
  });
});

describe('diverged', () => {
  it.each([0, 1, 7, 23, 49])('NaN in the parameters from step %i', async (step) => {
    for (const by of [NaN, Infinity, -Infinity]) {
      const result = await train(
        setup({
          optimizer: spoiledAt(step, by),
          rules: rules({ evaluateEvery: 5 }),
          threshold: 1e-9,
        }),
      );
      expect(result.outcome).toBe('diverged');
      expect(result.steps).toBeLessThanOrEqual(step + 5);
      expect(Number.isFinite(result.loss)).toBe(true);
      expect(Object.values(result.params).every(({ data }) => data.every(Number.isFinite))).toBe(
        true,
      );
    }
  });

  it('parameters that are not finite never reach, also where the loss does not see them', async () => {
    const blind = { value: ({ w }: Params) => (Number.isFinite(w!.data[0]) ? 1 : 0) };
    const result = await train(
      setup({
        evaluator: blind,
        optimizer: spoiledAt(2, NaN),
        rules: rules({ evaluateEvery: 1 }),
      }),
    );
    expect(result).toMatchObject({ outcome: 'diverged', loss: 1 });
  });

  it('finite losses that grow beyond the factor', async () => {
    const growing = { optimizer: descent(3), rules: rules({ evaluateEvery: 1, divergence: 50 }) };
    const { outcome, curve } = await train(setup(growing));
    expect(outcome).toBe('diverged');
    expect(curve.loss.at(-1)).toBeGreaterThan(50 * curve.loss[0]!);
    expect(curve.loss.slice(0, -1).every((loss) => loss <= 50 * curve.loss[0]!)).toBe(true);
  });

  it('at step 0, where the first loss is not a number', async () => {
    const result = await train(setup({ evaluator: { value: () => NaN } }));
    expect(result).toMatchObject({ outcome: 'diverged', loss: NaN, steps: 0 });
    expect(result.params).toEqual(setup().initial);
  });

  it('batch losses that are not finite end it without an evaluation', async () => {
    const rare = { optimizer: descent(1e3), rules: rules({ evaluateEvery: 1e6, maxSteps: 1e6 }) };
    const { outcome, lossEvaluations, loss } = await train(setup(rare));
    expect([outcome, lossEvaluations]).toEqual(['diverged', 1]);
    expect(Number.isFinite(loss)).toBe(true);
  });
});

describe('stalled', () => {
  it('a dead unit: its loss does not move once the constant is fitted', async () => {
    const dead = { p: { shape: [4], data: Float32Array.of(-1, -1, 0.5, 0) } };
    const { outcome, loss, steps } = await train(
      setup({
        initial: dead,
        engine: engineOf(oneUnit),
        evaluator: evaluatorOn(oneUnit, trainSet),
        rules: rules({ maxSteps: 1e6, stall: { window: 300, improvement: 0.01 } }),
      }),
    );
    expect(outcome).toBe('stalled');
    const mean = trainSet.y.reduce((a, b) => a + b) / trainSet.size;
    const variance = trainSet.y.reduce((a, y) => a + (y - mean) ** 2, 0) / trainSet.size;
    expect(loss).toBeCloseTo(variance, 6);
    expect(steps).toBeLessThan(1000);
  });

  it('not while the loss falls by the asked fraction in every window', async () => {
    const slow = setup({ optimizer: descent(0.002), threshold: 1e-3 });
    const patient = { maxSteps: 1e5, stall: { window: 1000, improvement: 0.05 } };
    expect((await train({ ...slow, rules: rules(patient) })).outcome).toBe('reached');
    const strict = { maxSteps: 1e5, stall: { window: 1000, improvement: 0.9 } };
    expect((await train({ ...slow, rules: rules(strict) })).outcome).toBe('stalled');
  });
});

describe('equal seeds', () => {
  const miniBatches = { sampler: createSampler(trainSet, 10), optimizer: descent(0.05, 0.5) };

  it('give equal bits, whatever the clock does', async () => {
    const clocks = [() => 0, ticking(1), ticking(1000)];
    const results = await Promise.all(clocks.map((clock) => train(setup(miniBatches), { clock })));
    const plain = await train(setup(miniBatches));
    for (const result of results) {
      expect(result).toEqual(plain);
      expect(sameBits(result.params, plain.params)).toBe(true);
    }
  });

  it('other seeds give other batches', async () => {
    const one = await train(setup(miniBatches));
    const other = await train(setup({ ...miniBatches, rng: createRng(8) }));
    expect(sameBits(one.params, other.params)).toBe(false);
    expect([one.outcome, other.outcome]).toEqual(['reached', 'reached']);
  });

  it('give equal noise by step, however much of it a step draws', async () => {
    const firstDraws = async (drawsPerStep: number) => {
      const first: number[] = [];
      const engine = engineBy((models, batch, noise) => {
        first.push(noise!.next());
        for (let i = 1; i < drawsPerStep; i++) noise!.next();
        return engineOf(parabola).valueAndGradient(models, batch, noise);
      });
      await train(setup({ rules: rules({ maxSteps: 20 }), engine }));
      return first;
    };
    const once = await firstDraws(1);
    expect(await firstDraws(3)).toEqual(once);
    expect(new Set(once).size).toBe(20);
  });
});

/** A clock that goes on by `ms` whenever it is read. */
function ticking(ms: number): () => number {
  let now = 0;
  return () => (now += ms);
}

describe('the event loop', () => {
  it('has its turn within 50 ms of work, when a step takes up to 20', async () => {
    for (const ms of [0.5, 5, 20]) {
      let now = 0;
      let turns = 0;
      const base = setup(unreachable);
      const work = {
        ...base,
        rules: rules({ maxSteps: 400 }),
        engine: engineBy((models, batch, noise) => {
          now += ms;
          return engineOf(parabola).valueAndGradient(models, batch, noise);
        }),
      };
      const gaps: number[] = [];
      let lastTurn = 0;
      let running = true;
      const turn = () => {
        gaps.push(now - lastTurn);
        lastTurn = now;
        turns++;
        if (running) setImmediate(turn);
      };
      setImmediate(turn);
      await train(work, { clock: () => now });
      running = false;
      expect(Math.max(...gaps)).toBeLessThanOrEqual(50);
      expect(turns).toBeGreaterThanOrEqual((400 * ms) / 50);
    }
  });

  it('a cancel that comes by a timer ends a training without end', async () => {
    const cancel = new AbortController();
    let before = process.cpuUsage();
    setTimeout(() => {
      before = process.cpuUsage();
      cancel.abort();
    }, 30);
    const endless = setup({ ...unreachable, rules: rules({ maxSteps: 1e9, evaluateEvery: 7 }) });
    const result = await train(endless, { signal: cancel.signal });
    // Work done after the cancel, in microseconds: processor time, since a busy machine adds waiting.
    // The rest of a slice is at most 25 ms; compiling and collecting run beside it.
    expect(process.cpuUsage(before).user).toBeLessThan(150_000);
    expect(result.outcome).toBe('cancelled');
    expect(result.steps).toBeGreaterThan(0);
  });

  it('a cancel before the start still gives the first loss', async () => {
    const result = await train(setup(), { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ outcome: 'cancelled', steps: 0, lossEvaluations: 1 });
  });
});

describe('progress', () => {
  it('comes as complete, bounded snapshots that only go on', async () => {
    const seen: TrainingProgress[] = [];
    await train(setup({ ...unreachable, rules: rules({ maxSteps: 3000, evaluateEvery: 1 }) }), {
      onProgress: (progress) => seen.push(progress),
      clock: ticking(1),
    });
    expect(seen.length).toBeGreaterThan(50);
    expect(seen[0]).toMatchObject({ step: 0, maxSteps: 3000, threshold: 1e-6 });
    for (const [i, { step, loss, curve }] of seen.entries()) {
      expect(curve.step.length).toBeLessThanOrEqual(512);
      expect(curve.loss.at(-1)).toBe(loss);
      expect(step).toBeGreaterThanOrEqual(seen[Math.max(0, i - 1)]!.step);
    }
  });
});
