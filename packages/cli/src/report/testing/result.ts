import { examplePath, exampleResult } from '@isthmus/charts/testing';
import type {
  AlignmentRecord,
  EndpointRecord,
  ExperimentResult,
  GraphRecord,
  PathRecord,
} from '@isthmus/core/contract';

const COST = { gradientEvaluations: 4096, lossEvaluations: 512, seconds: 3.2 };

const T = Array.from({ length: 65 }, (_, i) => i / 64);

/** A path that stays above or below the level 0.001, by a formula. */
export function reportPath(changes: Partial<PathRecord> = {}): PathRecord {
  return examplePath({
    peak: { t: 0.5, loss: 0.5009 },
    barrier: { aboveEnds: 0.5, aboveMean: 0.5, aboveChord: 0.5 },
    profile: { t: T, loss: T.map((t) => 0.0009 + 0.5 * Math.sin(Math.PI * t) ** 2) },
    cost: COST,
    ...changes,
  });
}

/** A path below the level. */
export function foundPath(changes: Partial<PathRecord> = {}): PathRecord {
  return reportPath({
    strategy: 'dss/greedy',
    verdict: 'connected',
    ends: 'fixed',
    grade: 'sampled',
    reason: null,
    peak: { t: 0, loss: 0.0009 },
    barrier: { aboveEnds: 0, aboveMean: 0, aboveChord: 0 },
    beads: 3,
    profile: { t: T, loss: T.map((t) => 0.0009 - 0.0003 * Math.sin(4 * Math.PI * t) ** 2) },
    ...changes,
  });
}

/** An endpoint that reached its threshold. */
export function reportEndpoint(changes: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    id: 'a',
    loss: 0.0009,
    trainLoss: 0.0008,
    testLoss: 0.0011,
    accuracy: null,
    testAccuracy: null,
    reached: true,
    outcome: 'reached',
    attempts: 1,
    steps: 200,
    curve: { step: [0, 100, 200], loss: [0.3, 0.02, 0.0009] },
    file: 'models/a.safetensors',
    source: null,
    rounding: null,
    cost: COST,
    ...changes,
  };
}

/** A finished run with one pair; every part can be changed. */
export function reportResult(changes: Partial<ExperimentResult> = {}): ExperimentResult {
  return exampleResult({
    config: { name: 'quadratic', seed: 1 },
    endpoints: [reportEndpoint(), reportEndpoint({ id: 'b' })],
    pairs: [
      {
        a: 'a',
        b: 'b',
        distance: 9.1,
        alignment: null,
        paths: [reportPath(), foundPath()],
        convexity: null,
      },
    ],
    ...changes,
  });
}

/** Three endpoints, of which two are connected. */
export function exampleGraph([a, b, c]: readonly [string, string, string]): GraphRecord {
  const none = { level: null, grade: null, strategy: null, through: null, forest: false };
  const found = { level: 0.002, grade: 'sampled', strategy: 'dss/greedy', through: 0.002 } as const;
  return {
    nodes: [a, b, c].map((id) => ({ id, loss: 0.001 })),
    edges: [
      { a, b, ...found, forest: true },
      { a, b: c, ...none },
      { a: b, b: c, ...none },
    ],
    merges: [{ level: 0.002, joined: [0, 1], persistence: 0.001 }],
    counts: [
      { level: 0.001, components: 3 },
      { level: 0.002, components: 2 },
    ],
    atThreshold: [[a], [b], [c]],
  };
}

/** The same run with one string in every place that can hold one. */
export function hostileResult(text: string): ExperimentResult {
  const name = text as `${string}/${string}`;
  const ref = { use: name, options: { [text]: text } };
  const base = reportResult();
  const path = (given: PathRecord) => ({ ...given, strategy: name, options: ref.options });
  const endpoint = { id: text, file: text, source: text } as const;
  const alignment: AlignmentRecord = {
    strategies: [ref],
    ...{ distanceBefore: 9, distanceAfter: 4, peakBefore: 0.5, peakAfter: 0.01 },
    functionError: 1e-7,
    lossAfter: 0.0009,
    spaces: [{ space: text, size: 4, moved: 3 }],
    chosen: [{ label: text, by: 'peak', proposed: 1 }],
    candidates: [
      { strategy: 0, label: 'identity', distance: 9, peak: 0.5, functionError: 0, outcome: 'no-better' }, // prettier-ignore
      { strategy: 0, label: text, distance: 4, peak: 0.01, functionError: 1e-7, outcome: 'chosen' }, // prettier-ignore
    ],
    cost: { lossEvaluations: 90, seconds: 0.1 },
    file: text,
  };
  const pair = {
    distance: 1,
    alignment,
    paths: [path(reportPath()), path(foundPath())],
    convexity: null,
  };
  const { environment, data, model } = base;
  const versions = { [text]: text };
  return {
    ...base,
    name: text,
    config: { [text]: text },
    environment: { ...environment, isthmus: text, node: text, cpu: text, engine: text, versions },
    data: { ...data!, task: ref, sha256: text },
    model: {
      ...model!,
      architecture: ref,
      layers: [{ id: text, layer: text, output: [4], parameters: 8 }],
    },
    loss: { use: name, unit: text },
    endpoints: [reportEndpoint(endpoint), reportEndpoint(endpoint)],
    graph: exampleGraph([text, `${text}2`, 'c']),
    pairs: [
      { a: text, b: text, ...pair },
      { a: text, b: 'c', ...pair },
    ],
    error: { code: text, message: text },
    status: 'failed',
  };
}
