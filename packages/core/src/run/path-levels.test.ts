import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { FileSource } from '@isthmus/contract';
import { encodeModel } from '@isthmus/files';
import { levelBetween } from './level.js';
import { comparable, runTiny, tinySession } from './testing/tiny-run.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-levels-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'run');
});

const line = (level: unknown) => ({ use: 'core/linear', level });
const resultIn = (folder: string) => comparable(readFileSync(join(folder, 'result.json'), 'utf8'));

describe('the level of a path', () => {
  const paths = ['core/linear', line(0.5), line(1e-9), line({ times: 1.5 }), line('lowest')];

  it('is what its verdict is about, for every path its own', async () => {
    const { result } = await runTiny(await tinySession({ paths }), path);
    const found = result.pairs[0]!.paths;
    const peak = found[0]!.peak.loss;
    // One strategy, one path: only what it is compared with differs.
    expect(found.map((record) => record.peak.loss)).toEqual([peak, peak, peak, peak, peak]);
    expect(found.map(({ level }) => level)).toEqual([0.002, 0.5, 1e-9, 1.5 * 0.002, peak]);
    for (const { verdict, level } of found)
      expect(verdict).toBe(peak <= level ? 'connected' : 'not-found');
    expect(found.map(({ lowest }) => lowest === null)).toEqual([true, true, true, true, false]);
  });

  it('stands in the config of the record as it was asked for', async () => {
    const { result } = await runTiny(await tinySession({ paths }), path);
    const levels = (result.config['paths'] as { level: unknown }[]).map(({ level }) => level);
    expect(levels).toEqual([
      ...['threshold', 0.5, 1e-9, { times: 1.5 }],
      { lowest: { tolerance: 0.01, tries: 16 } },
    ]);
  });

  it('counts from the larger loss of imported endpoints that have no threshold', async () => {
    const session = await tinySession();
    const init = (tag: string) => session.init(createRng(1).fork(tag));
    const files: FileSource = {
      read: (name) => Promise.resolve(encodeModel(init(name))),
    };
    const change = {
      ...{ endpoints: { files: ['x', 'y'] }, align: [], train: {} },
      paths: ['core/linear', line({ times: 2 })],
    };
    const { result } = await runTiny(await tinySession(change, files), path);
    const floor = Math.max(...result.endpoints.map(({ loss }) => loss));
    const levels = result.pairs[0]!.paths.map(({ level }) => level);
    expect(levels).toEqual([floor * (1 + 1e-6), 2 * (floor * (1 + 1e-6))]);
    expect(result.graph).toBeNull();
  });

  it('asks for the losses of the ends only where they are needed', () => {
    const never = () => {
      throw new Error('asked');
    };
    expect(levelBetween(3, undefined, never)).toBe(3);
    expect(levelBetween('threshold', 0.5, never)).toBe(0.5);
    expect(levelBetween({ times: 3 }, 0.5, never)).toBe(1.5);
    expect(levelBetween('threshold', undefined, () => [1, 2])).toBe(2 * (1 + 1e-6));
  });
});

describe('a run of three endpoints', () => {
  const change = { endpoints: { count: 3 }, paths: [line('lowest'), 'core/linear'] };

  it('has the graph of their levels, told while it goes on too', async () => {
    const { result, events } = await runTiny(await tinySession(change), path);
    const { graph, endpoints, pairs } = result;
    expect(graph!.nodes).toEqual(endpoints.map(({ id, loss }) => ({ id, loss })));
    expect(graph!.edges.map(({ a, b }) => a + b)).toEqual(['ab', 'ac', 'bc']);
    for (const [i, edge] of graph!.edges.entries()) {
      const peaks = pairs[i]!.paths.map(({ peak }) => peak.loss);
      // The aligned b has the same loss but for the order of its sums.
      expect(edge.level).toBeCloseTo(Math.min(...peaks), 12);
      expect(edge).toMatchObject({ grade: 'sampled', strategy: 'core/linear' });
    }
    expect(graph!.merges).toHaveLength(2);
    const told = events.flatMap((event) => (event.type === 'graph/progress' ? [event.graph] : []));
    expect(told).toHaveLength(6);
    expect(told.at(-1)).toEqual(graph);
  });

  it('is the same one step after the other and side by side', async () => {
    await runTiny(await tinySession(change), join(path, 'a'), { serial: true });
    await runTiny(await tinySession(change), join(path, 'b'));
    expect(resultIn(join(path, 'b'))).toBe(resultIn(join(path, 'a')));
  });

  it('has an edge for every pair that was asked for, in either direction', async () => {
    const pairs = [
      ['a', 'b'],
      ['b', 'a'],
    ];
    const two = { ...change, endpoints: { count: 2 }, pairs };
    const { result } = await runTiny(await tinySession(two), path);
    expect(result.graph!.edges.map(({ forest }) => forest).sort()).toEqual([false, true]);
    const one = await runTiny(await tinySession({ ...change, pairs: [['a', 'b']] }), `${path}-2`);
    expect(one.result.graph!.merges).toHaveLength(1);
    expect(one.result.graph!.nodes).toHaveLength(3);
  });
});
