import type {
  Barriers,
  CertificationRecord,
  Cost,
  EndpointRecord,
  ExperimentResult,
  PairRecord,
  PathRecord,
  Peak,
  Profile,
} from '@isthmus/contract';

/** Losses along a path of `beads` beads: the line between the ends plus one bump in each element. */
export function bumpyProfile(
  points: number,
  ends: readonly [number, number],
  height: number,
  beads = 0,
): Profile {
  const t = Array.from({ length: points }, (_, i) => i / (points - 1));
  const loss = t.map((at) => {
    const along = at * (beads + 1);
    const bump = Math.sin(Math.PI * (along % 1)) ** 2;
    return ends[0] + (ends[1] - ends[0]) * at + height * bump * (0.6 + 0.4 * Math.sin(3 * at) ** 2);
  });
  return { t, loss };
}

/** A path record whose peak and barriers follow from its profile. */
export function examplePath(changes: Partial<PathRecord> = {}): PathRecord {
  const profile = changes.profile ?? bumpyProfile(33, [0.00098, 0.00091], 0.83);
  return {
    strategy: 'core/linear',
    options: {},
    verdict: 'not-found',
    ends: 'fixed',
    level: 0.001,
    grade: null,
    reason: 'above-level',
    peak: peakOf(profile),
    barrier: barriersOf(profile),
    length: 9.1,
    normalizedLength: 1,
    beads: 0,
    vertices: 'models/path-a-b-0.safetensors',
    angles: null,
    search: {
      gradientEvaluations: 0,
      lossEvaluations: 0,
      stepScale: 1,
      straight: null,
      outdone: null,
    },
    warnings: [],
    accuracy: null,
    resolution: { samples: profile.t.length, largestGap: 1 / (profile.t.length - 1) },
    known: { elements: 1, constant: 0, convex: 0, contradicted: 0 },
    along: null,
    separation: null,
    certification: null,
    certificate: null,
    lowest: null,
    details: null,
    cost: cost(0, 33, 0.02),
    ...changes,
    profile,
  };
}

/** A path with beads that stays below the level. */
export function connectedPath(changes: Partial<PathRecord> = {}): PathRecord {
  return examplePath({
    strategy: 'dss/greedy',
    options: { alpha: 0.8, maxDepth: 8 },
    verdict: 'connected',
    ends: 'fixed',
    grade: 'sampled',
    reason: null,
    profile: bumpyProfile(265, [0.00098, 0.00091], -0.0004, 5),
    length: 12.32,
    normalizedLength: 1.354,
    beads: 5,
    vertices: 'models/path-a-b-1.safetensors',
    cost: cost(18_432, 1_842, 12.42),
    ...changes,
  });
}

/** A proof of a path at the level 0.5, without its leaves, as records of earlier versions have it. */
export function exampleProof(changes: Partial<CertificationRecord> = {}): CertificationRecord {
  return {
    ...{ use: 'core/affine', options: {}, outcome: 'certified', level: 0.5 },
    ...{ lower: 0.39, where: { element: 0, t: 0.5 }, upper: 0.49, errorRate: null },
    ...{ rows: null, leaves: 4, evaluations: 12, refutations: 0 },
    ...{ witness: null, reason: null, seconds: 0.01 },
    ...changes,
  };
}

/** An endpoint whose loss fell to the threshold. */
export function exampleEndpoint(changes: Partial<EndpointRecord> = {}): EndpointRecord {
  const loss = changes.loss ?? 0.00098;
  const steps = changes.steps ?? 812;
  const step = Array.from({ length: 100 }, (_, i) => Math.round((i * steps) / 99));
  return {
    id: 'a',
    loss,
    trainLoss: loss * 0.94,
    testLoss: loss * 1.13,
    accuracy: null,
    testAccuracy: null,
    reached: true,
    outcome: 'reached',
    attempts: 1,
    steps,
    curve: { step, loss: step.map((at) => falling(at / steps, loss)) },
    file: 'models/a.safetensors',
    source: null,
    rounding: null,
    cost: cost(steps, Math.ceil(steps / 8), 1.7),
    ...changes,
  };
}

/** Two endpoints, joined in vain by a line and well by a path with beads. */
export function examplePair(changes: Partial<PairRecord> = {}): PairRecord {
  return {
    a: 'a',
    b: 'b',
    distance: 9.1,
    alignment: null,
    paths: [examplePath(), connectedPath()],
    convexity: null,
    ...changes,
  };
}

/** A finished run; every part can be changed. */
export function exampleResult(changes: Partial<ExperimentResult> = {}): ExperimentResult {
  return {
    format: 'isthmus/result@1',
    status: 'finished',
    name: 'quadratic',
    config: { name: 'quadratic', seed: 1, train: { threshold: 0.001 } },
    seed: 1,
    environment: {
      isthmus: '0.1.0',
      node: 'v20.20.2',
      platform: 'linux x64',
      cpu: 'Example CPU',
      engine: 'tfjs-wasm 4.22.0',
      versions: { '@isthmus/core': '0.1.0' },
      startedAt: '2026-01-02T03:04:05.000Z',
      seconds: 16.2,
    },
    data: {
      task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
      sha256: '5f'.repeat(32),
      sizes: { train: 512, probe: 512, test: 512 },
      evaluation: { split: 'probe', size: 512, sha256: 'a7'.repeat(32), trainRows: 0 },
      scaling: null,
      classes: null,
      dropped: 0,
      baselines: { constant: 0.031, linear: 0.0042 },
    },
    model: {
      architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'relu' } },
      parameters: 33,
      layers: [
        { id: 'dense1', layer: 'core/dense', output: [4], parameters: 8 },
        { id: 'relu1', layer: 'core/relu', output: [4], parameters: 0 },
      ],
    },
    objective: null,
    loss: { use: 'core/mse', unit: 'squared error' },
    threshold: 0.001,
    arithmetic: 'float64-reference',
    endpoints: [
      exampleEndpoint(),
      exampleEndpoint({ id: 'b', loss: 0.00091, steps: 1130, file: 'models/b.safetensors' }),
    ],
    pairs: [examplePair()],
    graph: null,
    warnings: [],
    error: null,
    ...changes,
  };
}

/** The same value after a trip through JSON as records are written: NaN and infinities as strings. */
export function asWritten<T>(value: T): T {
  const text = JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'number' && !Number.isFinite(v) ? String(v) : v,
  );
  return JSON.parse(text) as T;
}

/** From above `end` at x = 0 to `end` at x = 1, with a wobble that dies away. */
function falling(x: number, end: number): number {
  const start = Math.max(0.31, 6 * end);
  return start * (end / start) ** x * (1 + 0.2 * (1 - x) * Math.sin(90 * x));
}

function peakOf({ t, loss }: Profile): Peak {
  const at = loss.reduce((best, value, i) => (value > (loss[best] ?? -Infinity) ? i : best), 0);
  return { t: t[at] ?? 0, loss: loss[at] ?? Number.NaN };
}

function barriersOf(profile: Profile): Barriers {
  const { t, loss } = profile;
  const first = loss[0] ?? 0;
  const last = loss.at(-1) ?? 0;
  const peak = peakOf(profile).loss;
  const chord = loss.map((value, i) => value - first - (last - first) * (t[i] ?? 0));
  return {
    aboveEnds: peak - Math.max(first, last),
    aboveMean: peak - (first + last) / 2,
    aboveChord: Math.max(...chord),
  };
}

function cost(gradientEvaluations: number, lossEvaluations: number, seconds: number): Cost {
  return { gradientEvaluations, lossEvaluations, seconds };
}
