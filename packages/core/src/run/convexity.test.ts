import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tfjsRuntime } from '@isthmus/tfjs';
import { z } from 'zod';
import type { ConvexityMeasured } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { measureChord } from '../curvature/chord.js';
import { networkLandscape } from '../curvature/landscape.js';
import { decodeModel } from '@isthmus/files';
import type { GraphNetwork } from '@isthmus/engine';
import type { Params } from '@isthmus/contract/parameters';
import { accuracyAlong } from './path-accuracy.js';
import type { TinyRun } from './testing/tiny-run.js';
import { comparable, runTiny, tinySession } from './testing/tiny-run.js';
import { polyline } from '../path/polyline.js';

const CONVEXITY = { chords: 40, hessianPoints: 3, lanczosSteps: 13 };

const newFolder = async () => join(await mkdtemp(join(tmpdir(), 'isthmus-convexity-')), 'run');

async function run(change: object, folder?: string, resume = false): Promise<TinyRun> {
  const session = await tinySession({ convexity: CONVEXITY, ...change });
  try {
    return await runTiny(session, folder ?? (await newFolder()), { resume });
  } finally {
    session.dispose();
  }
}

function measured({ result }: TinyRun): ConvexityMeasured {
  const { convexity } = result.pairs[0]!;
  if (convexity === null || convexity.outcome === 'refused') throw new Error('nothing measured');
  return convexity;
}

describe('the convexity report of a network with hidden units', () => {
  it('proves in several ways that the loss is not convex, and can be checked', async () => {
    const folder = await newFolder();
    const found = await run({}, folder);
    const record = measured(found);
    expect(record.outcome).toBe('nonconvex');
    expect(record.proofs).toContain('swap');
    expect(record.chords.drawn).toBe(40);
    expect(record.swaps.map(({ space }) => space)).toEqual(['dense1']);
    expect(record.hessian.points.map(({ t }) => t)).toEqual([0, 0.5, 1]);
    expect(record.cost.hessianProducts).toBeGreaterThan(30);
    // The witness in the file gives the same numbers again, by the reference.
    const tensors = decodeModel(await readFile(join(folder, record.file)), record.file);
    const point = (name: string): Params =>
      Object.fromEntries(
        Object.entries(tensors).flatMap(([key, leaf]) =>
          key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), leaf]] : [],
        ),
      );
    const session = await tinySession();
    const { worst } = record.chords;
    const { subject } = session.experiment;
    const landscape = networkLandscape(
      session.network as GraphNetwork,
      (subject.kind === 'network' ? subject : null)!.loss.plugin,
      session.evaluation,
    );
    const again = measureChord(landscape, point('chord.p'), point('chord.q'), worst.s);
    expect(again).toEqual({ losses: worst.losses, margin: worst.margin });
    expect(found.events.filter(({ type }) => type === 'convexity/finished')).toHaveLength(1);
    session.dispose();
  });

  it('is the same on a second run, and taken from the folder by a resumed one', async () => {
    const folder = await newFolder();
    const first = await run({}, folder);
    const second = await run({});
    expect(comparable(JSON.stringify(second.result))).toBe(
      comparable(JSON.stringify(first.result)),
    );
    const resumed = await run({}, folder, true);
    expect(resumed.done).toEqual([]);
    expect(resumed.result.pairs[0]!.convexity).toEqual(first.result.pairs[0]!.convexity);
    const other = run({ convexity: { ...CONVEXITY, chords: 41 } }, folder, true);
    await expect(other).rejects.toThrow('/convexity/chords was 40 and is 41');
  });

  it('goes along the best path that connects, else along the straight line', async () => {
    const levels = [
      { use: 'core/linear', level: 1e-9 },
      { use: 'core/linear', level: 100 },
    ];
    expect(measured(await run({ paths: levels })).hessian.path).toBe(1);
    expect(measured(await run({ paths: levels.slice(0, 1) })).hessian.path).toBeNull();
  });

  it('gives the spectrum with L2 beside that without', async () => {
    const regularizers = [{ use: 'core/l2', options: { strength: 0.001 } }];
    for (const { data, objective } of measured(await run({ regularizers })).hessian.points)
      expect(objective!.smallest - data.smallest).toBeCloseTo(0.002, 9);
  });
});

describe('the convexity report', () => {
  it('of a linear model finds nothing', async () => {
    const architecture = { use: 'core/mlp', options: { hidden: [] } };
    // A line through a parabola never gets far; two endpoints of any loss will do.
    const train = { optimizer: 'core/sgd', threshold: 1, maxSteps: 20 };
    const record = measured(await run({ architecture, train, align: [] }));
    expect(record).toMatchObject({ outcome: 'no-violation', proofs: [], swaps: [] });
  });

  it('is about objectives too, by differences of their exact gradient', async () => {
    const objective = { task: undefined, architecture: undefined, engine: undefined, align: [] };
    const given = { objective: 'core/double-well', endpoints: { points: [[-1, 0], [1, 0]] } }; // prettier-ignore
    const record = measured(await run({ ...objective, ...given, train: { threshold: 0.1 } }));
    // (x²-1)² + y²: the second derivatives are 12x² - 4 and 2.
    const [, middle] = record.hessian.points;
    expect(middle!.data.smallest).toBeCloseTo(-4, 6);
    expect(middle!.data.largest).toBeCloseTo(2, 6);
    expect(middle!.tangent).toBeCloseTo(-4, 6);
    // What is said of the error holds: differences are less exact than products.
    const { smallest, smallestResidual } = middle!.data;
    expect(Math.abs(smallest + 4)).toBeLessThanOrEqual(smallestResidual);
    expect(record.hessian.walk).toMatchObject({ t: 0.5, proof: true });
    expect(record.chords.worst.margin).toBeGreaterThan(0.9);
  });

  it('refuses an architecture given as code, by its name', async () => {
    const code = define({
      kind: 'architecture',
      name: 'test/code',
      summary: 'One weight, as code.',
      sources: [],
      options: z.strictObject({}),
      create: () => ({
        build: () => ({
          spec: { leaves: [{ name: 'w', shape: [1, 1], axes: [null, null] }] },
          init: (rng) => ({ w: { shape: [1, 1], data: Float32Array.of(rng.normal()) } }),
          apply: (params, x, { mul }) => mul(x, params['w']!),
        }),
      }),
    });
    const train = { threshold: 5, maxSteps: 5 };
    const change = { architecture: 'test/code', engine: 'tfjs', align: [], train, convexity: true };
    const session = await tinySession(change, undefined, [code], { tensors: tfjsRuntime });
    const { result } = await runTiny(session, await newFolder());
    expect(result.pairs[0]!.convexity).toEqual({
      outcome: 'refused',
      refusal: expect.stringContaining('"test/code" is given as code') as string,
    });
    session.dispose();
  });

  it('is not made unless it is asked for', async () => {
    const { result, done } = await run({ convexity: false });
    expect(result.pairs[0]!.convexity).toBeNull();
    expect(done.some((step) => step.startsWith('convexity'))).toBe(false);
  });
});

describe('the accuracy along a path', () => {
  const point = (w: number) => ({ w: { shape: [1], data: Float32Array.of(w) } });
  const entry = (params: Params) => params['w']!.data[0]!;

  it('is taken at the vertices and between them', () => {
    const path = polyline([0, 1, 3].map(point));
    const found = accuracyAlong(path, entry);
    expect(found).toEqual({ t: [0, 0.25, 0.5, 0.75, 1], accuracy: [0, 0.5, 1, 2, 3] });
  });

  it('is taken at 65 places at most', () => {
    const path = polyline(Array.from({ length: 100 }, (_, i) => point(i)));
    const { t, accuracy } = accuracyAlong(path, entry);
    expect(t).toHaveLength(65);
    expect([accuracy[0], accuracy.at(-1)]).toEqual([0, 99]);
  });

  it('stands in the record where there are classes, and nowhere else', async () => {
    const { result } = await run({ convexity: false });
    expect(result.pairs[0]!.paths[0]!.accuracy).toBeNull();
    const digits = await run({
      ...{ convexity: false, task: 'core/digits', loss: 'core/cross-entropy', align: [] },
      train: { threshold: 2.2, maxSteps: 30 },
    });
    const [path] = digits.result.pairs[0]!.paths;
    expect(path!.accuracy!.t).toEqual([0, 0.5, 1]);
    expect(path!.accuracy!.accuracy[0]).toBe(digits.result.endpoints[0]!.accuracy);
    expect(path!.angles).toBeNull();
  });
});
