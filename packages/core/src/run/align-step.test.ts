import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type {
  AlignmentRecord,
  FileSource,
  GroupElement,
  RunEvent,
  Symmetry,
} from '@isthmus/contract';
import { define, type Definition } from '@isthmus/contract';
import { decodeModel, encodeModel } from '@isthmus/files';
import { distance, sameBits, type Params } from '@isthmus/contract/parameters';
import { rejectionOf } from '@isthmus/contract/testing';
import { MOST_LINES, MOST_LISTED } from './align-compare.js';
import { createExecutor } from './executor.js';
import { TINY, tinySession } from './testing/tiny-run.js';

/** The weights of a 1-2-1 network: what makes its two units, and what reads them. */
type Net = readonly [made: readonly [number, number], read: readonly [number, number]];

function paramsOf([made, read]: Net): Params {
  return {
    'dense1.kernel': { shape: [1, 2], data: Float32Array.from(made) },
    'dense1.bias': { shape: [2], data: new Float32Array(2) },
    'dense2.kernel': { shape: [2, 1], data: Float32Array.from(read) },
    'dense2.bias': { shape: [1], data: new Float32Array(1) },
  };
}

/** Both compute x, the second unit of b nothing: the straight line between them is flat. */
const A = paramsOf([[1, 0], [1, 0]]); // prettier-ignore
const B = paramsOf([[1, 0], [1, 3]]); // prettier-ignore

/** An element that stands for weights given outright. */
const to = (net: Net): GroupElement => ({
  net: [{ kind: 'scaling', by: Float64Array.from(net.flat()) }],
});

const byOf = (element: GroupElement) => (element['net']![0] as { by: Float64Array }).by;

/** Moves b to what the element says, whatever that does to its function. */
const anywhere: Symmetry['act'] = (_, element) => {
  const [m0, m1, r0, r1] = byOf(element) as unknown as [number, number, number, number];
  return paramsOf([[m0, m1], [r0, r1]]); // prettier-ignore
};

const symmetryOf = (name: string, symmetry: Partial<Symmetry>): Definition => {
  const whole = { align: () => to(STAY), act: anywhere, ...symmetry };
  return define({
    kind: 'symmetry',
    name: `test/${name}`,
    summary: 'x',
    sources: [],
    options: z.strictObject({}),
    create: () => whole,
  });
};

const proposing = (
  nets: Readonly<Record<string, Net>>,
  more: Partial<Symmetry> = {},
  name = 'proposing',
) => {
  const candidates = () =>
    Object.entries(nets).map(([label, net]) => ({ label, element: to(net) }));
  return symmetryOf(name, { candidates, ...more });
};

interface Aligned {
  readonly record: Omit<AlignmentRecord, 'file'>;
  readonly b: Params;
  readonly warnings: readonly string[];
}

async function align(
  plugins: readonly Definition[],
  [a, b]: readonly [Params, Params] = [A, B],
  signal = new AbortController().signal,
): Promise<Aligned> {
  const files: FileSource = { read: (name) => Promise.resolve(encodeModel(name === 'x' ? a : b)) };
  const change = {
    ...{ task: { use: 'core/polynomial', options: LINE }, endpoints: { files: ['x', 'y'] } },
    architecture: { use: 'core/mlp', options: { hidden: [2], activation: 'relu' } },
    ...{ train: {}, align: plugins.map(({ name }) => name) },
  };
  const session = await tinySession(change, files, plugins);
  const events: RunEvent[] = [];
  const step = { kind: 'align', pair: ['a', 'b'], a: encodeModel(a), b: encodeModel(b) } as const;
  try {
    const hooks = { signal, emit: (event: RunEvent) => events.push(event) };
    const { record, weights } = await createExecutor(session).align(step, hooks);
    const warnings = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
    return { record, b: decodeModel(weights, 'b'), warnings };
  } finally {
    session.dispose();
  }
}

/** The targets are x. */
const LINE = { ...TINY.task.options, coefficients: [0, 1] };

const STAY: Net = [[1, 0], [1, 3]]; // prettier-ignore
const FAR: Net = [[100, 0], [0.01, 3]]; // prettier-ignore
/** Nearer to a than b is, of the same function, and behind a hill of (1 + t)(1 - t/2). */
const HILLY: Net = [[2, 0], [0.5, 0]]; // prettier-ignore
const NEARER: Net = [[1, 0], [1, 1]]; // prettier-ignore
const BACK: Net = [[1, 0], [1, 0]]; // prettier-ignore
const OTHER: Net = [[1, 0], [1.01, 0]]; // prettier-ignore
const BROKEN: Net = [[1, NaN], [1, 0]]; // prettier-ignore

let times = 0;

const outcomesOf = ({ record }: Aligned) =>
  Object.fromEntries(record.candidates.map(({ label, outcome }) => [label, outcome]));

describe('a symmetry of a plugin', () => {
  it.each([
    ['farther', FAR, 'farther'],
    ['behind a hill', HILLY, 'higher'],
    ['of another function', OTHER, 'changes-function'],
    ['not finite', BROKEN, 'nonfinite'],
    ['where it was', STAY, 'no-better'],
  ] as const)('that brings b %s leaves it as it was', async (_, net, outcome) => {
    for (const choose of ['peak', 'distance'] as const)
      for (const plugin of [
        proposing({ it: net }, { choose }),
        symmetryOf('old', { align: () => to(net), choose }),
      ]) {
        const aligned = await align([plugin]);
        expect(Object.values(outcomesOf(aligned))).toEqual(['chosen', outcome]);
        expect(sameBits(aligned.b, B)).toBe(true);
        expect(aligned.record).toMatchObject({
          ...{ distanceBefore: 3, distanceAfter: 3, functionError: 0, spaces: [] },
          chosen: [{ label: 'identity', by: choose, proposed: 1 }],
        });
        expect(aligned.record.peakAfter).toBe(aligned.record.peakBefore);
        const doubtful = outcome === 'changes-function' || outcome === 'nonfinite';
        expect(aligned.warnings).toHaveLength(doubtful ? 1 : 0);
        if (doubtful) expect(aligned.warnings[0]).toContain(`"${plugin.name}"`);
      }
  });

  it('is taken where it does better, and the record has what all gave', async () => {
    const nets = { far: FAR, hilly: HILLY, nearer: NEARER, other: OTHER, broken: BROKEN };
    const aligned = await align([proposing(nets)]);
    expect(outcomesOf(aligned)).toEqual({
      ...{ identity: 'no-better', far: 'farther', hilly: 'higher', nearer: 'chosen' },
      ...{ other: 'changes-function', broken: 'nonfinite' },
    });
    expect(sameBits(aligned.b, paramsOf(NEARER))).toBe(true);
    const { record } = aligned;
    expect(record).toMatchObject({ distanceBefore: 3, distanceAfter: 1, peakBefore: 0 });
    expect(record.chosen).toEqual([{ label: 'nearer', by: 'peak', proposed: 5 }]);
    const [, far, hilly, , other, broken] = record.candidates;
    expect(far!.distance).toBeCloseTo(distance(A, paramsOf(FAR)), 6);
    expect(far!.peak).toBeGreaterThan(1);
    // The prediction at t is (1 + t)(1 - t/2) x; its largest error is x/8, at the middle.
    expect(hilly!.peak).toBeGreaterThan(0);
    expect(other).toMatchObject({ peak: null });
    expect(other!.functionError).toBeGreaterThan(0.005);
    expect([broken!.distance, broken!.peak]).toEqual([NaN, null]);
    expect(record.cost.lossEvaluations).toBeGreaterThan(4 * 33);
  });

  it('brings a copy home, whatever else it proposes', async () => {
    for (const choose of ['peak', 'distance'] as const) {
      const aligned = await align([proposing({ nearer: NEARER, back: BACK }, { choose })]);
      expect(outcomesOf(aligned)).toMatchObject({ back: 'chosen' });
      expect(aligned.record.distanceAfter).toBe(0);
    }
  });

  it('chooses by what it says', async () => {
    // All compute x; the second unit, which nothing makes, only adds to the distance.
    const ends = [paramsOf([[1, 0], [1, 0]]), paramsOf([[10, 0], [0.1, 0]])] as const; // prettier-ignore
    const low: Net = [[1.5, 0], [1 / 1.5, 5]]; // prettier-ignore
    const near: Net = [[4, 0], [0.25, 0]]; // prettier-ignore
    const chosen = async (rule: Partial<Symmetry>) => {
      const { record } = await align([proposing({ low, near }, rule)], ends);
      return record.chosen[0];
    };
    const byPeak = { label: 'low', by: 'peak', proposed: 2 };
    expect(await chosen({})).toEqual(byPeak);
    expect(await chosen({ choose: 'peak' })).toEqual(byPeak);
    expect(await chosen({ choose: 'nonsense' as never })).toEqual(byPeak);
    expect(await chosen({ choose: 'distance' })).toEqual({
      ...byPeak,
      label: 'near',
      by: 'distance',
    });
  });

  it('may follow another, and all of them together make nothing worse', async () => {
    const plugins = [
      proposing({ far: FAR, hilly: HILLY }, {}, 'first'),
      proposing({ nearer: NEARER }, {}, 'second'),
      proposing({ stay: STAY, hilly: HILLY }, {}, 'third'),
    ];
    const { record, b } = await align(plugins);
    expect(record.chosen.map(({ label }) => label)).toEqual(['identity', 'nearer', 'identity']);
    expect(record.candidates.map(({ strategy }) => strategy)).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
    // What the third is compared with is b as the second left it.
    expect(record.candidates[5]).toMatchObject({ label: 'identity', distance: 1 });
    expect(record.candidates[6]).toMatchObject({ label: 'stay', outcome: 'farther' });
    expect(sameBits(b, paramsOf(NEARER))).toBe(true);
    expect(record).toMatchObject({ distanceBefore: 3, distanceAfter: 1 });
  });

  it('cannot reach the networks that it is compared by', async () => {
    const spoil = (params: Params) => {
      for (const { data } of Object.values(params)) data.fill(7);
    };
    const spoiling: Symmetry['candidates'] = (_, a, b) => {
      spoil(a);
      spoil(b);
      return [{ label: 'nearer', element: to(NEARER) }];
    };
    let last: Params | null = null;
    const act: Symmetry['act'] = (view, element, params) => {
      spoil(params);
      // Nor by keeping what it gave before.
      if (last !== null) spoil(last);
      last = anywhere(view, element, params);
      return last;
    };
    const { record, b } = await align([symmetryOf('spoiling', { candidates: spoiling, act })]);
    expect(record).toMatchObject({ distanceBefore: 3, distanceAfter: 1 });
    expect(sameBits(b, paramsOf(NEARER))).toBe(true);
  });

  it('may propose any number: of many few lines are judged, and few are listed', async () => {
    const nets = Object.fromEntries(
      Array.from({ length: 100 }, (_, i): [string, Net] => [
        `number ${i}`,
        i === 77 ? BACK : [[1, 0], [1, 2.9 - i / 1000]], // prettier-ignore
      ]),
    );
    for (const choose of ['peak', 'distance'] as const) {
      const { record } = await align([proposing(nets, { choose })]);
      expect(record.chosen).toEqual([{ label: 'number 77', by: choose, proposed: 100 }]);
      expect(record.candidates).toHaveLength(MOST_LISTED);
      expect(record.candidates.filter(({ peak }) => peak !== null)).toHaveLength(MOST_LINES + 1);
      expect(record.candidates.filter(({ outcome }) => outcome === 'chosen')).toHaveLength(1);
      expect(record.cost.lossEvaluations).toBeLessThan(100 * 33);
    }
  });

  it.each<[string, Partial<Symmetry>, RegExp]>([
    ['no list', { candidates: () => 5 as never }, /failed in candidates: .*list/],
    ['no elements', { candidates: () => [{ label: 'x' }] as never }, /failed in candidates/],
    ['no labels', { candidates: () => [{ element: {} }] as never }, /failed in candidates/],
    [
      'weights of another shape',
      { act: () => ({ ...A, 'dense1.bias': { shape: [1], data: new Float32Array(1) } }) },
      /failed in act: .*dense1\.bias/,
    ],
    [
      'what it does not give again',
      {
        act: () => paramsOf([[1, 0], [1, 1 + 0.001 * times++]]), // prettier-ignore
      },
      /failed in act: it gave other weights/,
    ],
    [
      'an error',
      {
        align: () => {
          throw new Error('no way');
        },
      },
      /failed in align: no way/,
    ],
  ])('that gives %s is named', async (_, symmetry, message) => {
    const error = await rejectionOf(() => align([symmetryOf('faulty', symmetry)]));
    expect(error).toMatchObject({ code: 'run/align-failed' });
    expect((error as Error).message).toMatch(/^The symmetry "test\/faulty" failed in /);
    expect((error as Error).message).toMatch(message);
  });

  it('hears of a cancel', async () => {
    const abort = new AbortController();
    const candidates: Symmetry['candidates'] = () => {
      abort.abort(new Error('enough'));
      return [{ label: 'nearer', element: to(NEARER) }];
    };
    const cancelled = align([symmetryOf('slow', { candidates })], [A, B], abort.signal);
    await expect(cancelled).rejects.toThrow('enough');
  });
});
