import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  define,
  type FileSource,
  type GroupElement,
  type GroupFactor,
  type Symmetry,
} from '@isthmus/contract';
import { createRng, permutation, type Rng } from '@isthmus/contract/base';
import { mapLeaves, sameBits, type Params } from '@isthmus/contract/parameters';
import { rejectionOf } from '@isthmus/contract/testing';
import { decodeModel, encodeModel } from '@isthmus/files';
import { betweenElements, decodeFrame, encodeFrame } from './frame-elements.js';
import { comparable, runTiny, tinySession } from './testing/tiny-run.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-together-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const UNITS = 4;
const element = (map: Int32Array): GroupElement => ({ hidden: [{ kind: 'permutation', map }] });
const mapOf = ({ hidden }: GroupElement) => (hidden![0] as { map: Int32Array }).map;

/** Hidden units of a 1-4-1 network change places: of its arrays all but the last bias. */
const act: Symmetry['act'] = (_, moved, params) =>
  mapLeaves(params, ({ data }) =>
    data.length === UNITS ? Float32Array.from(mapOf(moved), (from) => data[from]!) : data.slice(),
  );

/** Units in the order of their biases. */
const byBias = (params: Params) => {
  const { data } = params['dense1.bias']!;
  return element(Int32Array.from([...data.keys()].sort((i, j) => data[i]! - data[j]!)));
};

const still = element(Int32Array.of(0, 1, 2, 3));

function plugin(name: string, alignAll: Symmetry['alignAll']) {
  return define({
    kind: 'symmetry',
    name: `test/${name}`,
    summary: 'x',
    sources: [],
    options: z.strictObject({}),
    create: () => ({ align: () => still, act, ...(alignAll && { alignAll }) }),
  });
}

const sorting = plugin('sorting', (_, models) => [
  { label: 'sorted', elements: models.map(byBias) },
]);

const net = (seed: number): Params => {
  const rng = createRng(seed);
  const leaf = (shape: readonly number[], size: number) => ({
    shape,
    data: Float32Array.from({ length: size }, () => rng.normal()),
  });
  return {
    'dense1.kernel': leaf([1, UNITS], UNITS),
    'dense1.bias': leaf([UNITS], UNITS),
    'dense2.kernel': leaf([UNITS, 1], UNITS),
    'dense2.bias': leaf([1], 1),
  };
};

const copy = (map: readonly number[]) => act(null as never, element(Int32Array.from(map)), net(1));

/** Three networks as files, aligned by the plugins. */
const opened = (nets: readonly Params[], plugins: readonly ReturnType<typeof plugin>[]) => {
  const files: FileSource = {
    read: (name) => Promise.resolve(encodeModel(nets[Number(name)]!)),
  };
  const change = {
    ...{ endpoints: { files: nets.map((_, i) => String(i)) }, train: {} },
    align: plugins.map(({ name }) => name),
  };
  return tinySession(change, files, plugins);
};

let folders = 0;
const fresh = () => join(root, String(folders++));

describe('endpoints that are aligned together', () => {
  it('come together where they are copies, by one element each', async () => {
    const nets = [copy([2, 0, 3, 1]), copy([0, 1, 2, 3]), copy([3, 2, 1, 0])];
    const folder = fresh();
    const { result, done } = await runTiny(await opened(nets, [sorting]), folder);
    expect(result.error).toBeNull();
    expect(done.filter((step) => step === 'together')).toHaveLength(1);
    for (const { a, alignment } of result.pairs) {
      const { together, file, chosen, distanceAfter } = alignment!;
      expect(distanceAfter).toBe(0);
      expect(sameBits(decodeModel(readFileSync(join(folder, file)), file), nets['abc'.indexOf(a)]!)).toBe(true); // prettier-ignore
      expect(chosen).toEqual([{ label: 'sorted', by: 'peak', proposed: 1 }]);
      expect(together).toMatchObject({
        endpoints: ['a', 'b', 'c'],
        frames: [
          { label: 'identity', outcome: 'no-better' },
          { label: 'sorted', meanDistance: 0, outcome: 'chosen' },
        ],
        file: 'alignments/all-aligned.json',
      });
    }
    const { elements } = decodeFrame(readFileSync(join(folder, 'alignments/all-aligned.json')));
    const to = (i: string, j: string) => betweenElements(elements![i]!, elements![j]!);
    const composed = mapOf(to('b', 'c')).map(
      (_, i) => mapOf(to('b', 'c'))[mapOf(to('a', 'b'))[i]!]!,
    );
    expect(composed).toEqual(mapOf(to('a', 'c')));
  });

  it('all stay where they are, if one pair would be worse', async () => {
    const nets = [copy([2, 0, 3, 1]), copy([0, 1, 2, 3]), net(5)];
    // The first two come together, and the third goes away from both.
    const alignAll: Symmetry['alignAll'] = (_, models) => [
      { label: 'two of three', elements: [...models.slice(0, 2).map(byBias), away(models)] },
    ];
    const { result } = await runTiny(await opened(nets, [plugin('two', alignAll)]), fresh());
    for (const { alignment } of result.pairs) {
      expect(alignment!.chosen[0]).toMatchObject({ label: 'identity', proposed: 0 });
      expect(alignment!.distanceAfter).toBe(alignment!.distanceBefore);
      expect(alignment!.together!.frames.map(({ outcome }) => outcome)).toEqual([
        ...['chosen', 'farther'],
      ]);
    }
  });

  it('are so in the same bytes, after a stop in the middle and side by side', async () => {
    const change = { endpoints: { count: 3 }, align: ['test/sorting'] };
    const session = () => tinySession(change, undefined, [sorting]);
    const whole = fresh();
    await runTiny(await session(), whole, { serial: true });
    const stopped = fresh();
    const abort = new AbortController();
    const first = await runTiny(await session(), stopped, {
      signal: abort.signal,
      onDone: (step) => step === 'together' && setTimeout(() => abort.abort(), 0),
    });
    expect(first.done).toContain('together');
    const second = await runTiny(await session(), stopped, { resume: true });
    expect(second.done).not.toContain('endpoint a');
    const textIn = (folder: string) =>
      comparable(readFileSync(join(folder, 'result.json'), 'utf8'));
    expect(textIn(stopped)).toBe(textIn(whole));
  });

  it('are no two, and pairs are aligned by themselves where a symmetry knows no other way', async () => {
    const two = await runTiny(await opened([net(1), net(2)], [sorting]), fresh());
    const pairs = await runTiny(await opened([net(1), net(2), net(3)], [plugin('alone', undefined)]), fresh()); // prettier-ignore
    for (const { result, done } of [two, pairs]) {
      expect(result.error).toBeNull();
      expect(done).not.toContain('together');
      for (const { alignment } of result.pairs) expect(alignment).not.toHaveProperty('together');
    }
  });

  it('may not be aligned by pairs besides', async () => {
    const plugins = [sorting, plugin('alone', undefined)];
    const error = await rejectionOf(() => opened([net(1), net(2), net(3)], plugins));
    expect((error as Error).message).toMatch(/"test\/sorting" aligns all 3 endpoints together/);
    await opened([net(1), net(2)], plugins);
  });

  it.each<[string, () => unknown]>([
    ['no list', () => 5],
    ['too few elements', () => [{ label: 'x', elements: [still] }]],
    ['no label', () => [{ elements: [still, still, still] }]],
    [
      'shifts',
      () => [{ label: 'x', elements: Array(3).fill({ out: [{ kind: 'shift', weights: new Float64Array(4), bias: 0 }] }) }], // prettier-ignore
    ],
  ])('fail by a symmetry that gives %s, which is named', async (_, answer) => {
    const faulty = plugin('faulty', answer as never);
    const { result } = await runTiny(await opened([net(1), net(2), net(3)], [faulty]), fresh());
    expect(result.error).toMatchObject({ code: 'run/align-failed' });
    expect(result.error!.message).toMatch(/"test\/faulty" failed in alignAll: /);
  });
});

/** The order of the last of the networks that is farthest from the first. */
function away(models: readonly Params[]): GroupElement {
  const [first, last] = [models[0]!['dense1.bias']!.data, models.at(-1)!];
  const rank = [...first.keys()].sort((i, j) => first[i]! - first[j]!);
  const map = mapOf(byBias(last));
  return element(Int32Array.from(rank, (_, i) => map[UNITS - 1 - i]!));
}

describe('what brings one network to another by way of a frame', () => {
  const drawn = (rng: Rng): GroupElement => ({
    hidden: [
      { kind: 'permutation', map: permutation(9, rng) },
      { kind: 'sign', by: Int8Array.from({ length: 9 }, () => (rng.next() < 0.5 ? -1 : 1)) },
      { kind: 'scaling', by: Float64Array.from({ length: 9 }, () => 0.1 + rng.next()) },
    ],
  });
  const by = ({ hidden }: GroupElement, kind: GroupFactor['kind']) =>
    (hidden!.find((factor) => factor.kind === kind) as { by?: Float64Array } | undefined)?.by;

  it('is consistent: places and signs to the last bit, scales to the last digits', () => {
    for (let seed = 0; seed < 50; seed++) {
      const [a, b, c] = [1, 2, 3].map((tag) => drawn(createRng(seed).fork(`${tag}`)));
      // From c by way of b is from c to b, and on: as a list of factors it is one element.
      const way = { hidden: [...betweenElements(b!, c!)['hidden']!, ...betweenElements(a!, b!)['hidden']!] }; // prettier-ignore
      const [direct, detour] = [betweenElements(a!, c!), betweenElements({}, way)];
      expect(mapOf(detour)).toEqual(mapOf(direct));
      expect(by(detour, 'sign')).toEqual(by(direct, 'sign'));
      by(direct, 'scaling')!.forEach((scale, i) => {
        expect(by(detour, 'scaling')![i]! / scale).toBeCloseTo(1, 14);
      });
      expect(by(betweenElements(a!, a!), 'sign')).toBeUndefined();
      expect(mapOf(betweenElements(a!, a!))).toEqual(Int32Array.from({ length: 9 }, (_, i) => i));
    }
  });

  it('is stored to the last bit', () => {
    const matrix = Float64Array.of(0.1, 1 / 3, 1e-300, -7);
    const linear: GroupElement = { out: [{ kind: 'linear', matrix, inverse: matrix.map((x) => x / 3) }] }; // prettier-ignore
    const frame = { label: 'x', elements: { a: drawn(createRng(1)), b: linear } };
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    expect(decodeFrame(encodeFrame({ label: 'y', elements: null }))).toEqual({
      ...{ label: 'y', elements: null },
    });
  });
});
