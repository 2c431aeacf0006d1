import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createExecutor,
  createRng,
  openSession,
  parseExperiment,
  Registry,
  resolveExperiment,
  runExperiment,
} from '@isthmus/core';
import { openRunFolder } from '@isthmus/core/node';
import { core } from '@isthmus/core/builtin';
import { define, type PathStrategy, type Problem, type Separator } from '@isthmus/core/contract';
import { Matrix } from 'ml-matrix';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dss } from '../index.js';
import { linearBarrier } from './linear-barrier.js';
import { squareBlocks } from './separator.js';

const folder = mkdtempSync(join(tmpdir(), 'separator-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Claims that any first layer separates any two networks. */
const boaster = define({
  kind: 'pathStrategy',
  name: 'test/boaster',
  summary: 'Claims a separation that there is not.',
  sources: [],
  options: z.strictObject({}),
  create: () => {
    const strategy: PathStrategy<Problem> = {
      needs: 'value',
      init: (problem) => problem,
      step: (_, state) => state,
      status: () => ({ tag: 'not-found', reason: 'above-level' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
      separator: (): Separator => ({ kind: 'determinant', kernels: ['dense1.kernel'] }),
    };
    return strategy as PathStrategy<unknown>;
  },
});
const registry = Registry.of(core, dss, [boaster]);

const table = 'x1,x2,y1,y2\n1,1,3,1\n-1,1,-2,1\n1,-1,2,-2\n0.5,2,1,3\n';
const rows = table.split('\n').slice(1, -1).map((row) => row.split(',').map(Number)); // prettier-ignore
const samples = {
  x: new Matrix(rows).subMatrix(0, 3, 0, 1).transpose(),
  y: new Matrix(rows).subMatrix(0, 3, 2, 3).transpose(),
};

/** Least squares, split into two layers, the first one given; as stored, `[in, out]`. */
function optimum(first: readonly number[]): readonly number[] {
  const { x, y } = samples;
  const map = y.mmul(x.transpose()).mmul(inverseOf(x.mmul(x.transpose())));
  const last = map.mmul(inverseOf(new Matrix([first.slice(0, 2), first.slice(2)]).transpose()));
  return [...first, ...last.transpose().to1DArray()];
}

function inverseOf(matrix: Matrix): Matrix {
  const [[p, q], [r, s]] = matrix.to2DArray() as [[number, number], [number, number]];
  return new Matrix([[s, -q], [-r, p]]).div(p * s - q * r); // prettier-ignore
}

const matrixOf = (stored: readonly number[]) => new Matrix([stored.slice(0, 2), stored.slice(2)]).transpose(); // prettier-ignore
const chainOf = (point: readonly number[]) => [matrixOf(point.slice(0, 4)), matrixOf(point.slice(4))]; // prettier-ignore

async function runOf(
  name: string,
  points: readonly (readonly number[])[],
  level: number,
  paths: readonly string[],
  hidden: readonly number[] = [2],
) {
  const raw = {
    name,
    task: { use: 'core/csv', options: { file: 't.csv', inputs: ['x1', 'x2'], targets: ['y1', 'y2'] } }, // prettier-ignore
    architecture: { use: 'core/mlp', options: { hidden, activation: 'none', bias: false } },
    train: { threshold: level },
    endpoints: { points },
    paths,
  };
  const experiment = resolveExperiment(parseExperiment(raw), registry);
  const files = { read: () => Promise.resolve(new TextEncoder().encode(table)) };
  const session = await openSession(experiment, registry, files);
  const { result } = await runExperiment(session, {
    folder: await openRunFolder(join(folder, name), false),
    executor: createExecutor(session),
    signal: new AbortController().signal,
    emit: () => undefined,
    ...{ version: '1.0.0', versions: {} },
  });
  session.dispose();
  return result;
}

describe('networks of widths 2-2-2 on both sides of a determinant', () => {
  const [a, b] = [optimum([1, 0.5, -0.25, 1]), optimum([-1, 0.25, 0.5, 1])];
  const { level: exact, ends } = linearBarrier(chainOf(a), chainOf(b), samples)!;

  it('are disconnected just below the exact level, and the run goes on', async () => {
    const level = exact * (1 - 1e-6);
    const paths = ['dss/linear-network', 'core/linear'];
    const { status, pairs } = await runOf('below', [a, b], level, paths);
    expect(status).toBe('finished');
    const [proved, line] = pairs[0]!.paths;
    expect(proved).toMatchObject({ verdict: 'disconnected', grade: 'certified', reason: null });
    const { lowerBound } = proved!.separation!;
    expect(proved!.separation).toMatchObject({ signs: [1, -1] });
    expect(proved!.gamma).toEqual({ lower: lowerBound, upper: proved!.peak.loss });
    // Vertices are stored in float32, which the loss feels by some 1e-7 of itself.
    expect(proved!.peak.loss).toBeLessThan(exact * (1 + 1e-6));
    expect(lowerBound).toBeLessThanOrEqual(exact);
    expect(lowerBound).toBeGreaterThan(level);
    expect(line).toMatchObject({ verdict: 'not-found', separation: null });
  });

  it('are connected just above it, over the best map of rank 1, whatever is claimed', async () => {
    const { pairs } = await runOf('above', [a, b], exact * (1 + 1e-6), ['dss/linear-network', 'test/boaster']); // prettier-ignore
    const [joined, claimed] = pairs[0]!.paths;
    expect(joined).toMatchObject({ verdict: 'connected', separation: null });
    expect(joined!.details!['inapplicable']).toContain('determinants');
    expect(claimed).toMatchObject({ verdict: 'not-found', separation: null });
  });

  it('are so when they are deeper', async () => {
    const deeper = [a, b].map((point) => [...point.slice(0, 4), 1, 0, 0, 1, ...point.slice(4)]);
    const paths = ['dss/linear-network', 'core/linear'];
    const { status, pairs } = await runOf('deep', deeper, exact * (1 - 1e-6), paths, [2, 2]);
    expect(status).toBe('finished');
    expect(pairs[0]!.paths.map(({ verdict }) => verdict)).toEqual(['disconnected', 'not-found']);
    const other = [...optimum([1, 0.25, 0.5, 2]).slice(0, 4), 1, 0, 0, 1, ...a.slice(4)];
    const side = await runOf('deep-one-side', [deeper[0]!, other], 100, paths, [2, 2]);
    expect(side.pairs[0]!.paths[0]!.separation).toBeNull();
  });

  it('nor where they are on one side, whatever is claimed', async () => {
    const other = optimum([1, 0.25, 0.5, 2]);
    const { pairs } = await runOf('one-side', [a, other], ends * 1.01, ['test/boaster', 'dss/linear-network']); // prettier-ignore
    expect(pairs[0]!.paths.map(({ verdict }) => verdict)).toEqual(['not-found', 'connected']);
    expect(pairs[0]!.paths.every(({ separation }) => separation === null)).toBe(true);
  });

  it('nor where an end is above the level', async () => {
    const high = a.map((entry) => 2 * entry);
    const { pairs } = await runOf('high', [high, b], exact * 0.99, ['dss/linear-network']);
    expect(pairs[0]!.paths[0]!.verdict).toBe('not-found');
  });
});

it('deeper networks are disconnected below the exact level by one of their layers, and connected above it', async () => {
  const [a, b] = [optimum([1, 0.5, -0.25, 1]), optimum([-1, 0.25, 0.5, 1])];
  const { level: exact } = linearBarrier(chainOf(a), chainOf(b), samples)!;
  const deeper = [a, b].map((point) => [1, 0, 0, 1, ...point]);
  const run = (name: string, factor: number) =>
    runOf(name, deeper, exact * factor, ['dss/linear-network'], [2, 2]);
  const [below, above] = [await run('deep-below', 1 - 1e-6), await run('deep-above', 1 + 1e-6)];
  expect(below.pairs[0]!.paths[0]).toMatchObject({
    verdict: 'disconnected',
    separation: { separator: { kernels: ['dense2.kernel'] }, signs: [1, -1] },
  });
  const [path] = above.pairs[0]!.paths;
  expect(path).toMatchObject({ verdict: 'connected', separation: null });
  expect(path!.details!['inapplicable']).toContain('Hidden layer 1 has 2 units');
});

it('a random claim never makes a verdict where the strategy itself finds a path', async () => {
  const rng = createRng(7);
  for (let seed = 0; seed < 5; seed++) {
    const [a, b] = [optimum([1, rng.normal() / 4, rng.normal() / 4, 1]), optimum([2, rng.normal() / 4, rng.normal() / 4, 1])]; // prettier-ignore
    const { ends } = linearBarrier(chainOf(a), chainOf(b), samples)!;
    const { pairs } = await runOf(`seed-${seed}`, [a, b], ends * 1.001, ['dss/linear-network', 'test/boaster']); // prettier-ignore
    expect(pairs[0]!.paths[0]!.verdict).toBe('connected');
    expect(pairs[0]!.paths[1]!.verdict).not.toBe('disconnected');
  }
});

it('blocks are square, and as wide within', () => {
  const blocks = (widths: readonly number[]) =>
    squareBlocks(widths).map(({ start, end }) => [start, end]);
  expect(blocks([2, 2, 2])).toEqual([[0, 1], [0, 2], [1, 2]]); // prettier-ignore
  expect(blocks([3, 5, 3])).toEqual([[0, 2]]);
  expect(blocks([3, 2, 3])).toEqual([]);
  expect(blocks([2, 3, 1, 2])).toEqual([]);
});
