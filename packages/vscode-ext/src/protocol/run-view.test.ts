import type { EndpointRecord, ExperimentResult, PathRecord, RunEvent } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import type { RunView } from './run-view.js';
import { isUnderWay, newRun, withEvent } from './run-view.js';

const cost = { gradientEvaluations: 1, lossEvaluations: 1, seconds: 0 };

const endpoint: EndpointRecord = {
  id: 'a',
  loss: 0.1,
  trainLoss: 0.1,
  testLoss: null,
  accuracy: null,
  testAccuracy: null,
  reached: true,
  outcome: 'reached',
  attempts: 1,
  steps: 10,
  curve: { step: [0, 10], loss: [1, 0.1] },
  file: 'models/a.safetensors',
  source: null,
  rounding: null,
  cost,
};

const path: PathRecord = {
  strategy: 'core/linear',
  options: {},
  verdict: 'connected',
  ends: 'fixed',
  level: 0.2,
  grade: 'sampled',
  reason: null,
  peak: { t: 0, loss: 0.1 },
  barrier: { aboveEnds: 0, aboveMean: 0, aboveChord: 0 },
  length: 1,
  normalizedLength: 1,
  beads: 0,
  vertices: 'models/path.safetensors',
  profile: { t: [0, 1], loss: [0.1, 0.1] },
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
  cost,
};

const started: RunEvent = {
  type: 'run/started',
  name: 'trial',
  level: 0.2,
  unit: 'nats',
  endpoints: ['a', 'b'],
  strategies: ['core/linear'],
};

const training: RunEvent = {
  type: 'endpoint/progress',
  endpoint: 'a',
  attempt: 1,
  step: 5,
  maxSteps: 10,
  loss: 0.5,
  threshold: 0.2,
  curve: { step: [0, 5], loss: [1, 0.5] },
};

const searching: RunEvent = {
  type: 'path/progress',
  pair: ['a', 'b'],
  strategy: 'core/linear',
  index: 0,
  level: 0.2,
  vertices: 2,
  peak: null,
  profile: { t: [], loss: [] },
  gradientEvaluations: 0,
};

const all: readonly RunEvent[] = [
  started,
  training,
  { type: 'endpoint/finished', endpoint },
  searching,
  { type: 'path/finished', pair: ['a', 'b'], index: 0, record: path },
  {
    type: 'run/finished',
    status: 'finished',
    result: null,
    error: null,
    folder: 'runs/trial',
    reports: ['report.html'],
  },
];

const fresh = newRun('trial', 'trial.isthmus.json', 'the bundled isthmus');
const after = (...events: readonly RunEvent[]): RunView => events.reduce(withEvent, fresh);

describe('the view of a run', () => {
  it('follows a run from its start to its end', () => {
    expect(isUnderWay(fresh)).toBe(true);
    const view = after(...all);
    expect(view).toMatchObject({
      state: 'finished',
      unit: 'nats',
      threshold: 0.2,
      order: ['a', 'b'],
    });
    expect(view.endpoints['a']).toEqual({ tag: 'finished', record: endpoint });
    expect(view.pairs['a – b']?.paths[0]).toEqual({ tag: 'finished', record: path });
    expect(isUnderWay(view)).toBe(false);
  });

  it('knows the levels between many endpoints as they are found, and in the end', () => {
    const graph = { nodes: [], edges: [], merges: [], counts: [], atThreshold: null };
    const later = { ...graph, nodes: [{ id: 'a', loss: 0.1 }] };
    const known = after(started, { type: 'graph/progress', graph });
    expect(fresh.graph).toBeNull();
    expect(known.graph).toBe(graph);
    const ended = all.at(-1) as Extract<RunEvent, { type: 'run/finished' }>;
    expect(withEvent(known, ended).graph).toBe(graph);
    const result = { pairs: [], graph: later } as unknown as ExperimentResult;
    expect(withEvent(known, { ...ended, result }).graph).toBe(later);
  });

  it('knows what was measured of the convexity of a pair', () => {
    const convexity = { outcome: 'refused', refusal: 'no Hessian' } as const;
    const view = after(started, { type: 'convexity/finished', pair: ['a', 'b'], convexity });
    expect(view.pairs['a – b']?.convexity).toBe(convexity);
  });

  it('is the same when any progress was lost', () => {
    expect(after(...all.filter(({ type }) => !type.endsWith('/progress')))).toEqual(after(...all));
  });

  it('shows the latest snapshot of what is under way', () => {
    const view = after(started, training, { ...training, step: 9 });
    expect(view.endpoints['a']).toMatchObject({ tag: 'running', progress: { step: 9 } });
  });

  it('keeps what was finished when a run fails, and says why', () => {
    const error = { code: 'run/strategy-failed', message: 'the strategy threw' };
    const view = after(
      started,
      { type: 'endpoint/finished', endpoint },
      {
        type: 'run/finished',
        status: 'failed',
        result: null,
        error,
        folder: 'runs/trial',
        reports: [],
      },
    );
    expect(view).toMatchObject({ state: 'failed', messages: ['the strategy threw'] });
    expect(view.endpoints['a']?.tag).toBe('finished');
  });

  it('never changes the view that it was given', () => {
    const frozen = Object.freeze(after(started));
    withEvent(frozen, training);
    expect(frozen.endpoints).toEqual({});
  });
});
