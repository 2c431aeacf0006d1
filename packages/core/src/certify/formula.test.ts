import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { CertifierOutcome, ChainForm, LossForm, Objective } from '@isthmus/contract';
import { flatten, parameterCount, unflatten, type Params, type ParamSpec } from '@isthmus/contract/parameters'; // prettier-ignore
import { reluToyObjective } from '../builtin/objectives/relu-toy.js';
import { ringObjective } from '../builtin/objectives/ring.js';
import { polynomialOn } from '../checker/polynomial.js';
import { check, faults, withFile } from '../checker/testing/example.js';
import { about, exact, LITTLE, type Exact } from '../checker/testing/dyadic.js';
import { hashOf, safetensors, VERTICES, type Bundle } from '../checker/testing/make-certificate.js';
import { mutants, type Json } from '../checker/testing/mutants.js';
import { polyline } from '../path/polyline.js';
import { valueOfForm } from '../separation/form-value.js';
import { affineCertifier } from './affine.js';
import { partOf, pointPart } from './form.js';
import { polynomialBounder } from './polynomial-bounder.js';

type Polynomial = Extract<LossForm, { readonly kind: 'polynomial' }>;

/** A polynomial at t of the line between two points, as a real number. */
function exactPolynomial(
  { terms }: Polynomial,
  a: readonly number[],
  b: readonly number[],
  t: number,
): Exact {
  // prettier-ignore
  const [one, tau] = [exact(1), exact(t)];
  const w = a.map((p, i) => about(one - tau, exact(p)) + about(tau, exact(b[i]!)));
  return terms.reduce((sum, { factor, powers }) => {
    let product = exact(factor);
    powers.forEach((power, i) => {
      for (let k = 0; k < power; k++) product = about(product, w[i]!);
    });
    return sum + product;
  }, 0n);
}

describe('bounds of a polynomial', () => {
  it('by certifier and checker hold at every t, and are the same but for rounding', () => {
    for (let seed = 0; seed < 150; seed++) {
      const rng = createRng(seed).fork('polynomial');
      const count = 1 + rng.integer(3);
      const scale = [1, 1e-3, 1e5][rng.integer(3)]!;
      const draw = () => Math.fround(scale * rng.normal());
      const terms = Array.from({ length: 1 + rng.integer(5) }, () => ({
        factor: rng.normal(),
        powers: Array.from({ length: count }, () => rng.integer(4)),
      }));
      const form: Polynomial = { kind: 'polynomial', terms };
      const [a, b] = [0, 1].map(() => Array.from({ length: count }, draw)) as [number[], number[]];
      const bounder = polynomialBounder(form, [Float64Array.from(a), Float64Array.from(b)]);
      const size = terms.reduce((sum, { factor, powers }) => sum + Math.abs(factor) * powers.reduce((product, power, i) => product * (Math.abs(a[i]!) + Math.abs(b[i]!)) ** power, 1), 0); // prettier-ignore
      for (const depth of [0, 1, 4, 12, 40]) {
        const part = partOf(Math.floor(rng.next() * 2 ** depth), depth);
        const mine = last(bounder.bound(0, part));
        const theirs = polynomialOn(form, a, b, { mid: part.middle, half: part.half });
        expect(Math.abs(mine.most - theirs.upper)).toBeLessThanOrEqual(1e-12 * size);
        for (const tau of [-1, 2 * rng.next() - 1, 1]) {
          const loss = exactPolynomial(form, a, b, part.middle + tau * part.half);
          expect(loss <= exact(mine.most) + LITTLE).toBe(true);
          expect(loss <= exact(theirs.upper) + LITTLE).toBe(true);
        }
      }
      const t = rng.integer(2 ** 20) / 2 ** 20;
      const loss = exactPolynomial(form, a, b, t);
      const mine = last(bounder.bound(0, pointPart(t)));
      const theirs = polynomialOn(form, a, b, { mid: t, half: 0 });
      for (const [low, high] of [[mine.least, mine.most], [theirs.lower, theirs.upper]] as const) {
        expect(exact(low) <= loss + LITTLE && loss <= exact(high) + LITTLE).toBe(true);
        expect(high - low).toBeLessThanOrEqual(1e-12 * size);
      }
    }
  }); // prettier-ignore

  it('are the largest value where it is linear, and near it where the part is small', () => {
    const form: Polynomial = { kind: 'polynomial', terms: [{ factor: 3, powers: [1] }] };
    expect(polynomialOn(form, [1], [2], { mid: 0.5, half: 0.5 }).upper).toBe(6);
    const square: Polynomial = { kind: 'polynomial', terms: [{ factor: 1, powers: [2] }] };
    expect(polynomialOn(square, [-1], [1], { mid: 0.5, half: 0.5 }).upper).toBe(1);
    expect(polynomialOn(square, [0], [1], { mid: 0.5, half: 2 ** -10 }).upper).toBeCloseTo(0.25 + 2 ** -10, 5); // prettier-ignore
  }); // prettier-ignore
});

function last<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

interface Told {
  readonly objective: Pick<Objective, 'spec' | 'value'> & Partial<Objective>;
  readonly points: readonly (readonly number[])[];
  readonly times?: number;
}

/** A proof of a path of an objective, at 1.1 times the larger loss of its vertices, as a certificate. */
function written({ objective, points, times = 1.1 }: Told) {
  const { spec } = objective;
  const vertices = points.map((point) => unflatten(spec, Float64Array.from(point)));
  const losses = vertices.map((vertex) => objective.value(flatten(spec, vertex)));
  const level = times * Math.max(...losses);
  const subject = { kind: 'objective', objective: objective as Objective, spec } as const;
  const options = { leaves: 5000, evaluations: 20_000, tightness: null, rows: null };
  const search = affineCertifier(options).prove({ subject, path: polyline(vertices), level, highest: { element: 0, t: 0.5 } }); // prettier-ignore
  let outcome = search.step();
  while (outcome === null) outcome = search.step();
  return { outcome, level, vertices, bundle: outcome.tag === 'certified' ? bundleOf(objective, vertices, level, outcome) : null }; // prettier-ignore
}

function bundleOf(
  { spec, form }: Told['objective'],
  vertices: readonly Params[],
  level: number,
  outcome: Extract<CertifierOutcome, { readonly tag: 'certified' }>,
): Bundle {
  const path = fileOf(vertices);
  const certificate = {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier: { use: 'core/affine', options: {} },
    level,
    form,
    arrays: spec.leaves.map(({ name, shape }) => ({ name, shape })),
    vertices: { file: VERTICES, sha256: hashOf(path) },
    elements: outcome.elements,
    peak: { lower: outcome.lower! - 1e-6 * level, at: outcome.at, upper: outcome.upper },
    assumptions: outcome.assumptions,
  };
  return { certificate, files: new Map([[VERTICES, path]]) };
}

function fileOf(vertices: readonly Params[], kind = 'segment'): Uint8Array {
  const tensors = vertices.flatMap(
    (vertex, i) =>
    Object.entries(vertex).map(([name, { shape, data }]) => [`${i}/${name}`, { shape, data: Float64Array.from(data) }] as const), // prettier-ignore
  );
  const elements = JSON.stringify(vertices.slice(1).map(() => ({ kind, ...(kind === 'arc' && { factors: [] }) }))); // prettier-ignore
  return safetensors(new Map(tensors), { format: 'isthmus/path@1', vertices: String(vertices.length), elements }); // prettier-ignore
}

/** A chain with biases and tanh, whose own bounds are far below, so that those of the form decide. */
function tanhChain(): Told {
  const form: ChainForm = {
    kind: 'chain',
    layers: [
      { kernel: 'in', bias: 'shift', inputs: 2, units: 3, activation: 'tanh' },
      { kernel: 'out', bias: 'last', inputs: 3, units: 2, activation: 'none' },
    ],
    inputs: [[0.5, -1], [1.25, 0.75], [-0.25, 2]], // prettier-ignore
    targets: [[1, 0], [0, -0.5], [0.25, 0.5]], // prettier-ignore
  };
  const shapes = { in: [2, 3], shift: [3], out: [3, 2], last: [2] };
  const spec: ParamSpec = {
    leaves: Object.entries(shapes).map(([name, shape]) => ({ name, shape, axes: shape.map(() => null) })), // prettier-ignore
  };
  const value = (w: Float64Array) => valueOfForm(form, spec, unflatten(spec, w));
  const rng = createRng(5).fork('chain');
  const first = Array.from({ length: parameterCount(spec) }, () => 0.6 * rng.normal());
  const points = [first, first.map((w) => w + 0.1 * rng.normal())];
  const bounds = (a: Float64Array, b: Float64Array, from: number) => {
    const at = value(a.map((p, i) => (1 - from) * p + from * b[i]!));
    return { least: at, most: at * 1e-3 };
  };
  return { objective: { spec, value, form, bounds } as never, points, times: 1.3 };
}

const OBJECTIVES: Readonly<Record<string, () => Told>> = {
  ring: () => ({ objective: ringObjective.create({}) as Objective, points: [[1.2, 0], [1.1, 0.4], [0.9, 0.6]] }), // prettier-ignore
  'relu-toy': () => ({ objective: reluToyObjective.create({ units: 2 }) as Objective, points: [[1, 1, 1.3, -1], [1.1, 0.8, 1, -1.2]], times: 1.5 }), // prettier-ignore
  'a chain with tanh and biases': tanhChain,
};

describe.each(Object.entries(OBJECTIVES))('a certificate of a path of %s', (_, make) => {
  const told = make();
  const { outcome, bundle, vertices } = written(told);
  const formAt = (form: LossForm, element: number, t: number) =>
    valueOfForm(form, told.objective.spec, between(vertices[element]!, vertices[element + 1]!, t));

  it('is what core/affine writes, and the checker reads', () => {
    expect(outcome.tag).toBe('certified');
    expect(faults(bundle!)).toEqual([]);
    expect(check(bundle!).formula).toMatchObject({ of: { form: { kind: told.objective.form!.kind } } }); // prettier-ignore
  });

  it('is refused with any part of it changed, unless it is still true', () => {
    const { certificate, files } = bundle!;
    let [count, refused] = [0, 0];
    for (const [pointer, other] of mutants(certificate as Json)) {
      if (JSON.stringify(other) === JSON.stringify(certificate)) continue;
      const mutated = { certificate: other as Record<string, unknown>, files };
      count++;
      const { holds, formula } = check(mutated);
      if (!holds) {
        refused++;
        continue;
      }
      const { level, leaves, of, peak } = formula!;
      const bad = leaves.some((own, i) =>
        own.some(({ mid, half, bound }) =>
          [-1, -0.4, 0, 0.7, 1].some((tau) => formAt(of.form as LossForm, i, mid + tau * half) > Math.min(bound, level, peak.upper) * (1 + 1e-6)))); // prettier-ignore
      if (bad) expect.fail(`${pointer}: ${JSON.stringify(other).slice(0, 400)}`);
    }
    expect(count).toBeGreaterThan(300);
    expect(refused / count).toBeGreaterThan(0.7);
  });

  it('is refused with other vertices, an arc, or no file', () => {
    const moved = vertices.map((vertex, i) => (i === 1 ? mapped(vertex, (w) => 2 * w + 1) : vertex)); // prettier-ignore
    expect(faults(withFile(bundle!, 'vertices', fileOf(moved))).join()).toMatch(/element 0/);
    expect(faults(withFile(bundle!, 'vertices', fileOf(vertices, 'arc'))).join()).toMatch(/arc/);
    expect(check({ ...bundle!, files: new Map() }).holds).toBe(false);
    expect(check({ ...bundle!, files: new Map([[VERTICES, fileOf(moved)]]) }).holds).toBe(false);
  });

  it('is refused with a gap, and with a peak that is not reached', () => {
    const { certificate, files } = bundle!;
    const elements = (certificate['elements'] as object[]).with(0, { kind: 'leaves', leaves: [[0, 1, certificate['level']]] }); // prettier-ignore
    const level = { ...(certificate['peak'] as object), upper: certificate['level'] };
    expect(faults({ certificate: { ...certificate, elements, peak: level }, files }).join()).toMatch(/end at 0\.5/); // prettier-ignore
    const peak = { ...(certificate['peak'] as object), lower: certificate['level'] };
    expect(faults({ certificate: { ...certificate, peak }, files }).join()).toMatch(/the peak is at least/); // prettier-ignore
  });

  it('is refused with evidence that only a network can have', () => {
    for (const proof of [{ kind: 'constant' }, { kind: 'convex' }, { kind: 'arc', closing: [] }]) {
      const elements = (bundle!.certificate['elements'] as object[]).with(0, proof);
      expect(faults({ ...bundle!, certificate: { ...bundle!.certificate, elements } }).join()).toMatch(/not told by leaves/); // prettier-ignore
    }
  });
});

function between(a: Params, b: Params, t: number): Params {
  // In float32, which the room of the comparison covers.
  return Object.fromEntries(
    Object.entries(a).map(([name, { shape, data }]) => [name, { shape, data: data.map((p, i) => (1 - t) * p + t * b[name]!.data[i]!) }]), // prettier-ignore
  );
}

function mapped(params: Params, f: (w: number) => number): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [name, { shape, data: data.map(f) }]),
  );
}

it('an objective whose form says more than its bounds is proved by the form', () => {
  const { objective, points } = tanhChain();
  const { outcome } = written({ objective, points, times: 1.3 });
  // By its own bounds alone one leaf would do, with a thousandth of the loss.
  expect(outcome.upper!).toBeGreaterThan(objective.value(Float64Array.from(points[0]!)) * 0.9);
});
