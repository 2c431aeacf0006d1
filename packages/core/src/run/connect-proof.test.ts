import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Certifier, CertifierOutcome, PathStrategy, Problem } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { ring } from '../builtin/objectives/ring.js';
import { affineCertifier } from '../certify/affine.js';
import { lineBounds } from '../certify/line-bounds.js';
import { addForms, formOf, positiveForm, rangeOf, scaleForm } from '../certify/line-form.js';
import { analyticProblem, specOf, type AnalyticLoss } from '../landscapes/analytic.js';
import { polyline } from '../path/polyline.js';
import { certifyPath } from './certify-path.js';
import { connect } from './connect.js';
import { connectLowest } from './lowest.js';
import type { ConnectSettings } from './search.js';

/** A ridge at x = 0.3743 that is 1 high, a ten thousandth wide on both sides, and ends at y = 1. */
function ridge(): AnalyticLoss {
  const [place, width] = [0.3743, 1e-4];
  const tent = (x: number, y: number) =>
    Math.max(0, 1 - Math.abs(x - place) / width - Math.max(0, y));
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => tent(x, y),
    gradient: () => Float64Array.of(0, 0),
    bounds: lineBounds(([x, y]) => {
      const off = addForms(x!, formOf(-place));
      const size = addForms(positiveForm(off), positiveForm(scaleForm(-1, off)));
      const sum = addForms(scaleForm(-1 / width, size), scaleForm(-1, positiveForm(y!)));
      const { least, most } = rangeOf(positiveForm(addForms(formOf(1), sum)));
      return { least: Math.max(0, least * (1 - 1e-12)), most: most * (1 + 1e-12) };
    }),
  };
}

const point = (x: number, y: number): Params => ({
  w: { shape: [2], data: Float32Array.of(x, y) },
});
const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };

function proving(loss: AnalyticLoss, certifier?: Certifier): ConnectSettings {
  const plugin =
    certifier ?? affineCertifier({ leaves: 5000, evaluations: 2e4, tightness: null, rows: null });
  const objective = { ...loss, unit: 'height', init: () => point(0, 0) };
  const subject = { kind: 'objective', objective, spec: loss.spec } as const;
  const chosen = { plugin, ref: { use: 'core/affine', options: {} }, subject } as const;
  return {
    rng: createRng(1),
    budget,
    certify: { level: null, prove: (claim, tick) => certifyPath(chosen, claim, tick) },
  };
}

/** Offers a path, and after each refutation the next one; the last stays. */
function offering(paths: readonly (readonly Params[])[], canGoOn: boolean): PathStrategy<unknown> {
  const strategy: PathStrategy<number> = {
    needs: 'value',
    keepsItsPath: true,
    init: () => 0,
    step: (_, state) => state,
    status: () => ({ tag: 'connected' }),
    path: (state) => polyline(paths[Math.min(state, paths.length - 1)]!),
    ...(canGoOn && { refuted: (_: Problem, state: number) => state + 1 }),
  };
  return strategy as PathStrategy<unknown>;
}

async function recordOf(
  plugin: PathStrategy<unknown>,
  problem: Problem,
  settings: ConnectSettings,
) {
  const outcome = await connect(
    { plugin, ref: { use: 'test/offers', options: {} } },
    problem,
    settings,
  );
  if (outcome.tag !== 'finished') throw new Error(outcome.tag);
  return outcome;
}

describe('a path that samples take for connected', () => {
  const problem = analyticProblem(ridge(), { a: [0, 0], b: [1, 0], level: 0.5 });
  const [a, b] = [problem.a, problem.b];
  const around = [a, point(0.3, 1.5), point(0.5, 1.5), b];

  it('is sampled without a certifier, though a ridge lies across it', async () => {
    const { record } = await recordOf(offering([[a, b]], false), problem, {
      rng: createRng(1),
      budget,
    });
    expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', certification: null });
  });

  it('is refuted where the strategy cannot go on', async () => {
    const { record } = await recordOf(offering([[a, b]], false), problem, proving(ridge()));
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'refuted', grade: null });
    const { witness, outcome, level, lower } = record.certification!;
    expect([outcome, level]).toEqual(['refuted', 0.5]);
    expect(Math.abs(witness!.t - 0.3743)).toBeLessThan(5e-5);
    expect([witness!.loss > 0.5, lower]).toEqual([true, witness!.loss]);
  });

  it('is given up for another where it can', async () => {
    const outcome = await recordOf(offering([[a, b], around], true), problem, proving(ridge()));
    expect(outcome.record).toMatchObject({ verdict: 'connected', grade: 'certified', beads: 2 });
    expect(outcome.record.certification).toMatchObject({
      outcome: 'certified',
      refutations: 1,
      witness: null,
    });
    expect(outcome.proof!.elements).toHaveLength(3);
  });

  it('is refuted in the end where nothing else is found', async () => {
    const { record } = await recordOf(offering([[a, b]], true), problem, proving(ridge()));
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'refuted' });
    expect(record.certification!.refutations).toBe(16);
  });
});

describe('the lowest level', () => {
  it('is proved a thousandth above the largest loss', async () => {
    const loss = ring();
    const problem = analyticProblem(loss, { a: [-1, 0.25], b: [1, 0.25], level: 1 });
    const found = await connectLowest(
      {
        plugin: offering([[problem.a, point(-0.7, 0.9), point(0.7, 0.9), problem.b]], false),
        ref: { use: 'test/offers', options: {} },
      },
      problem,
      proving(loss),
      { tolerance: 0.1, tries: 3 },
    );
    if (found.tag !== 'finished') throw new Error(found.tag);
    const { level, grade, peak, certification, lowest } = found.record;
    expect(grade).toBe('certified');
    expect(level / peak.loss).toBeCloseTo(1.001, 9);
    expect([lowest!.level, certification!.level]).toEqual([level, level]);
    expect(certification!.lower!).toBeGreaterThan(peak.loss * (1 - 1e-9));
  });
});

it('a bound below a sample of the path certifies nothing, and the reason says so', async () => {
  const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 2 });
  const elements = [{ kind: 'leaves', leaves: [[0, 0, 0.4]] }] as const;
  const said = { lower: null, at: null, upper: 0.4, errorRate: null, leaves: 1, evaluations: 1 };
  const outcome: CertifierOutcome = { tag: 'certified', ...said, assumptions: [], elements };
  const liar: Certifier = { refusal: () => null, prove: () => ({ step: () => outcome }) };
  const settings = proving(ring(), liar);
  const { record, proof } = await recordOf(offering([[problem.a, problem.b]], false), problem, settings); // prettier-ignore
  expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled' });
  expect(record.certification).toMatchObject({ outcome: 'undecided', upper: null });
  expect(record.certification!.reason).toContain(
    'nowhere above 0.4, and the reference computes 1 ',
  );
  expect(proof).toBeUndefined();
});

describe('a certifier that contradicts itself', () => {
  const problem = analyticProblem(ridge(), { a: [0, 0], b: [1, 0], level: 0.5 });
  const bounds = {
    lower: 0,
    at: { element: 0, t: 0 },
    upper: 0.4,
    errorRate: null,
    leaves: 1,
    evaluations: 1,
  };
  const certified = { tag: 'certified', ...bounds, assumptions: [] } as const;
  it.each([
    ['a bound above the level', { ...certified, upper: 0.6, elements: [{ kind: 'leaves', leaves: [[0, 0, 0.6]] }] }, /by a bound of 0.6/],
    ['no bound', { ...certified, upper: null, elements: [{ kind: 'leaves', leaves: [[0, 0, 0.4]] }] }, /by a bound of null/],
    ['a leaf above the level', { ...certified, elements: [{ kind: 'leaves', leaves: [[0, 1, 0.4], [1, 1, 0.6]] }] }, /leaves of element 0/],
    ['a gap', { ...certified, elements: [{ kind: 'leaves', leaves: [[0, 1, 0.4]] }] }, /leaves of element 0/],
    ['leaves out of order', { ...certified, elements: [{ kind: 'leaves', leaves: [[1, 1, 0.4], [0, 1, 0.4]] }] }, /leaves of element 0/],
    ['a segment as an arc', { ...certified, elements: [{ kind: 'arc', closing: [[0, 0, 0.4]] }] }, /element 0 is of kind "arc", and the path has a segment/],
    ['a kind that there is not', { ...certified, elements: [{ kind: 'obvious' }] as unknown as [] }, /of kind "obvious"; there are leaves/],
    ['no leaves at all', { ...certified, elements: [{ kind: 'leaves' }] as unknown as [] }, /leaves of element 0/],
    ['an element left out', { ...certified, elements: [] }, /0 elements of a path of 1/],
    ['a witness below the level', { tag: 'refuted', ...bounds, lower: 0.4 }, /by a loss of 0.4/],
    ['bounds of a part where it is undecided', { tag: 'undecided', reason: 'too wide', ...bounds, elements: [{ kind: 'leaves', leaves: [[0, 1, 0.4]] }] }, /leaves of element 0/],
    ['a leaf above all there is where it refutes', { tag: 'refuted', ...bounds, lower: 0.9, upper: 0.95, elements: [{ kind: 'leaves', leaves: [[0, 0, 0.96]] }] }, /leaves of element 0/],
    ['no witness', { tag: 'refuted', ...bounds, at: null, lower: 0.9 }, /refutes/],
  ] as readonly (readonly [string, CertifierOutcome, RegExp])[])('%s: is told, with its name', async (_, outcome, words) => {
    const false_: Certifier = { refusal: () => null, prove: () => ({ step: () => outcome }) };
    const settings = proving(ridge(), false_);
    await expect(recordOf(offering([[problem.a, problem.b]], false), problem, settings)).rejects.toThrow(words);
  }); // prettier-ignore
});
