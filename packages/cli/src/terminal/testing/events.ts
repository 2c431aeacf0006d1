import type { EndpointRecord, PathRecord, RunEvent } from '@isthmus/core/contract';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** The beginning of a run of two endpoints. */
export const started: Event<'run/started'> = {
  type: 'run/started',
  name: 'quadratic',
  level: 0.001,
  unit: 'squared error',
  endpoints: ['a', 'b'],
  strategies: ['core/linear', 'dss/greedy'],
};

/** An endpoint under way. */
export const training = (
  part: Partial<Event<'endpoint/progress'>> = {},
): Event<'endpoint/progress'> => ({
  type: 'endpoint/progress',
  endpoint: 'a',
  attempt: 1,
  step: 1200,
  maxSteps: 20000,
  loss: 0.01,
  threshold: 0.001,
  curve: { step: [0, 1200], loss: [0.1, 0.01] },
  ...part,
});

/** An endpoint that has ended. */
export const trained = (part: Partial<EndpointRecord> = {}): Event<'endpoint/finished'> => ({
  type: 'endpoint/finished',
  endpoint: {
    id: 'a',
    loss: 0.00099866,
    trainLoss: 0.00099,
    testLoss: null,
    accuracy: null,
    testAccuracy: null,
    reached: true,
    outcome: 'reached',
    attempts: 1,
    steps: 1200,
    curve: { step: [0], loss: [0.1] },
    file: 'models/a.safetensors',
    source: null,
    rounding: null,
    cost: { gradientEvaluations: 1200, lossEvaluations: 120, seconds: 1 },
    ...part,
  },
});

/** A search under way. */
export const searching = (part: Partial<Event<'path/progress'>> = {}): Event<'path/progress'> => ({
  type: 'path/progress',
  pair: ['a', 'b'],
  strategy: 'dss/greedy',
  index: 1,
  level: 0.001,
  vertices: 3,
  peak: { t: 0.5, loss: 0.0042 },
  profile: { t: [0, 0.5, 1], loss: [0.001, 0.0042, 0.001] },
  gradientEvaluations: 1500,
  ...part,
});

/** A path that has been judged. */
export const found = (part: Partial<PathRecord> = {}, index = 1): Event<'path/finished'> => ({
  type: 'path/finished',
  pair: ['a', 'b'],
  index,
  record: {
    strategy: 'dss/greedy',
    options: {},
    verdict: 'connected',
    ends: 'fixed',
    level: 0.001,
    grade: 'sampled',
    reason: null,
    peak: { t: 0, loss: 0.00099866 },
    barrier: { aboveEnds: 0, aboveMean: 0, aboveChord: 0 },
    length: 2,
    normalizedLength: 1.04,
    beads: 1,
    vertices: 'models/path.safetensors',
    profile: { t: [0, 1], loss: [0.001, 0.001] },
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
    resolution: { samples: 34, largestGap: 1 / 32 },
    known: { elements: 1, constant: 0, convex: 0, contradicted: 0 },
    along: null,
    separation: null,
    certification: null,
    certificate: null,
    lowest: null,
    details: null,
    cost: { gradientEvaluations: 1500, lossEvaluations: 90, seconds: 1 },
    ...part,
  },
});

/** The end of a run. */
export const finished: Event<'run/finished'> = {
  type: 'run/finished',
  status: 'finished',
  result: null,
  error: null,
  folder: '/runs/x',
  reports: [],
};
