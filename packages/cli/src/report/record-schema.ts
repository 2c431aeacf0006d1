import type { ExperimentResult, SweepRecord } from '@isthmus/core/contract';
import { z } from 'zod';
import {
  absent,
  beads,
  certification,
  cost,
  count,
  curve,
  number,
  ref,
  texts,
} from './record-parts.js';

const splitLosses = curve('t', 'loss').and(z.looseObject({ accuracy: absent(z.array(number)) }));

const path = z.looseObject({
  strategy: z.string(),
  options: texts.default({}),
  verdict: z.enum(['connected', 'not-found', 'disconnected']),
  ends: z.enum(['fixed', 'free']).default('fixed'),
  level: number,
  lowest: absent(
    z.looseObject({
      level: absent(number),
      floor: number,
      straight: number,
      tried: z.array(
        z.looseObject({
          level: number,
          verdict: z.enum(['connected', 'not-found', 'disconnected']),
          reason: absent(z.string()),
          peak: number,
          cost,
        }),
      ),
    }),
  ),
  grade: absent(z.enum(['certified', 'sampled'])),
  known: z.looseObject({ constant: count.default(0), convex: count.default(0) }).prefault({}),
  reason: absent(z.string()),
  peak: z.looseObject({ t: number, loss: number }),
  barrier: z.looseObject({ aboveEnds: number, aboveMean: number, aboveChord: number }),
  length: number,
  normalizedLength: absent(number),
  beads,
  vertices: z.string().default(''),
  profile: curve('t', 'loss'),
  angles: absent(z.looseObject({ mean: number, largest: number })),
  accuracy: absent(curve('t', 'accuracy')),
  along: absent(z.looseObject({ train: absent(splitLosses), test: absent(splitLosses) })),
  certification: absent(certification),
  certificate: absent(z.string()),
  details: absent(texts),
  cost: cost.default({ gradientEvaluations: 0, lossEvaluations: 0, seconds: Number.NaN }),
});

const failure = z.looseObject({ code: z.string(), message: z.string() });

const alignment = z.looseObject({
  strategies: z.array(ref).default([]),
  distanceBefore: number,
  distanceAfter: number,
  functionError: number,
  lossAfter: number,
  spaces: z.array(z.looseObject({ space: z.string(), size: count, moved: count })).default([]),
  file: z.string().default(''),
});

/** Numbers as strings anywhere in a part whose shape is left to what draws it. */
function revived(value: unknown): unknown {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revived(part)]));
}

const pair = z.looseObject({
  a: z.string(),
  b: z.string(),
  distance: number,
  alignment: absent(alignment),
  paths: z.array(path),
  failed: z
    .array(
      z.looseObject({
        strategy: z.string(),
        options: texts.default({}),
        index: count,
        error: failure,
      }),
    )
    .optional(),
  convexity: absent(z.looseObject({ outcome: z.string() }).transform(revived)),
});

const analysis = z.looseObject({
  analysis: ref,
  index: count,
  points: z.array(z.string()),
  findings: z
    .looseObject({
      summary: z.string(),
      ...{
        facts: z.array(z.unknown()),
        tables: z.array(z.unknown()),
        charts: z.array(z.unknown()),
      },
    })
    .transform(revived),
});

const endpoint = z.looseObject({
  id: z.string(),
  loss: number,
  trainLoss: absent(number),
  testLoss: absent(number),
  accuracy: absent(number),
  testAccuracy: absent(number),
  reached: z.boolean(),
  outcome: z.enum(['reached', 'budget', 'stalled', 'diverged', 'cancelled', 'imported', 'given']),
  attempts: count,
  steps: count,
  curve: curve('step', 'loss'),
  file: z.string().default(''),
  source: absent(z.string()),
  cost: cost.default({ gradientEvaluations: 0, lossEvaluations: 0, seconds: Number.NaN }),
});

const named = z.string().default('not stated');

const environment = z
  .looseObject({
    ...{ isthmus: named, node: named, platform: named, cpu: named, engine: named },
    versions: z.record(z.string(), z.string()).default({}),
    startedAt: named,
    seconds: number.default(Number.NaN),
  })
  .prefault({});

const data = z.looseObject({
  task: ref,
  sha256: named,
  sizes: z.record(z.string(), count).default({}),
  evaluation: z.looseObject({
    ...{ split: z.string(), size: count, sha256: named },
    trainRows: count.default(0),
  }),
  scaling: absent(
    z.looseObject({
      from: absent(z.string()),
      columns: count,
      mean: absent(z.array(number)),
      deviation: absent(z.array(number)),
    }),
  ),
  classes: absent(z.array(z.string())),
  dropped: count.default(0),
  baselines: z.looseObject({ constant: absent(number), linear: absent(number) }).prefault({}),
});

const layer = z.looseObject({
  id: z.string(),
  layer: z.string(),
  output: z.array(count),
  parameters: count,
});

const result = z.looseObject({
  format: z.literal('isthmus/result@1'),
  status: z.enum(['finished', 'failed', 'cancelled']),
  name: z.string(),
  config: texts.default({}),
  seed: number,
  environment,
  data: absent(data),
  model: absent(
    z.looseObject({ architecture: ref, parameters: count, layers: z.array(layer).default([]) }),
  ),
  objective: absent(
    z.looseObject({
      objective: ref,
      parameters: count,
      leaves: z.array(z.looseObject({ name: z.string(), shape: z.array(count) })).default([]),
    }),
  ),
  loss: z.looseObject({ use: z.string(), unit: z.string() }),
  threshold: absent(number),
  arithmetic: z
    .enum(['float64-reference', 'float32-tfjs', 'float64-objective'])
    .default('float64-reference'),
  endpoints: z.array(endpoint),
  pairs: z.array(pair),
  graph: absent(z.looseObject({ nodes: z.array(z.unknown()) }).transform(revived)),
  analyses: z.array(analysis).optional(),
  warnings: z.array(failure).default([]),
  error: absent(failure),
});

const sweep = z.looseObject({
  format: z.literal('isthmus/sweep@1'),
  status: z.enum(['running', 'finished', 'failed', 'cancelled']),
  name: z.string(),
  config: texts.default({}),
  axes: z.array(
    z.looseObject({ pointer: z.string(), name: z.string(), values: z.array(z.unknown()) }),
  ),
  count,
  unit: absent(z.string()),
  baselines: absent(z.looseObject({ constant: absent(number), linear: absent(number) })),
  trials: z.array(
    z.looseObject({
      ...{ id: z.string(), values: texts, folder: z.string() },
      status: z.enum(['waiting', 'finished', 'failed', 'cancelled']),
      error: absent(failure),
    }),
  ),
  groups: z.array(
    z
      .looseObject({
        ...{ values: texts, strategy: z.string(), label: z.string(), pairs: count },
        ...{ reached: count, connected: count },
        trials: z.looseObject({ total: count, finished: count, failed: count }),
      })
      .transform((group) => revived(group)),
  ),
  environment: z
    .looseObject({
      ...{ isthmus: named, node: named, startedAt: named },
      workers: count.default(1),
      finishedAt: absent(z.string()),
    })
    .prefault({}),
});

/** What a record is, or where it is not one: JSON pointer and fault. */
export type ParsedRecord<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/**
 * Reads the record of a run. What records of older versions do not have yet is filled in as absent; what
 * newer ones have besides is kept.
 */
export function parseResult(value: unknown): ParsedRecord<ExperimentResult> {
  // The schema holds all that is drawn; the rest of a record's type is known to its writer alone.
  return parsedBy(result, value) as ParsedRecord<ExperimentResult>;
}

/** Reads the record of a sweep, by the same rules. */
export function parseSweep(value: unknown): ParsedRecord<SweepRecord> {
  return parsedBy(sweep, value) as ParsedRecord<unknown> as ParsedRecord<SweepRecord>;
}

function parsedBy<S extends z.ZodType>(schema: S, value: unknown): ParsedRecord<unknown> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const pointer = (issue?.path ?? []).map((part) => `/${String(part)}`).join('');
  return {
    ok: false,
    fault: `at ${pointer === '' ? '/' : pointer}: ${issue?.message ?? 'unsound'}`,
  };
}
