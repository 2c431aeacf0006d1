import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Certifier, PathStrategy, Problem } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { affineProofs } from '../conformance/proofs.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { hiddenRidge } from '../landscapes/hidden-ridge.js';
import { polyline } from '../path/polyline.js';
import { connect } from './connect.js';
import { connectLowest } from './lowest.js';
import { certifierOfPaths } from './path-proof.js';
import type { ConnectSettings } from './search.js';

const ridge = hiddenRidge({ place: 0.3743, width: 1e-4, endsAbove: 0 });
const problem = analyticProblem(ridge, { a: [0, 0], b: [1, 0], level: 0.5 });
const point = (x: number, y: number): Params => ({
  w: { shape: [2], data: Float32Array.of(x, y) },
});
const around = [problem.a, point(0.3, 1.5), point(0.5, 1.5), problem.b];
const proofs = affineProofs(ridge);
const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
const settings = (more: Partial<ConnectSettings> = {}): ConnectSettings => ({
  rng: createRng(1),
  budget,
  certify: certifierOfPaths(proofs),
  ...more,
});

interface Asking {
  readonly paths: readonly (readonly Params[])[];
  readonly place: number;
  readonly edge: number;
  readonly drawn: readonly number[];
}

/** Asks about the edges of one path after the other, and takes the first that is proved. */
function asking(paths: Asking['paths'], needsProofs = true): PathStrategy<unknown> {
  const edgesOf = (state: Asking) => state.paths[state.place]!.length - 1;
  const strategy: PathStrategy<Asking> = {
    needs: 'value',
    needsProofs,
    init: () => ({ paths, place: 0, edge: 0, drawn: [] }),
    step({ certify }, state, rng) {
      const [from, to] = state.paths[state.place]!.slice(state.edge);
      const drawn = [...state.drawn, rng.fork('draw').normal()];
      const proof = certify!(from!, to!, 0.5);
      // What is returned where the answer is not there is dropped.
      if (proof === null) return { ...state, drawn: [NaN] };
      return proof.tag === 'certified'
        ? { ...state, drawn, edge: state.edge + 1 }
        : { ...state, drawn, edge: 0, place: state.place + 1 };
    },
    status: (state) =>
      state.place >= state.paths.length
        ? { tag: 'not-found', reason: 'stalled' }
        : { tag: state.edge === edgesOf(state) ? 'connected' : 'running' },
    path: ({ place }) => polyline(paths[Math.min(place, paths.length - 1)]!),
    details: ({ drawn }) => ({ drawn }),
  };
  return strategy as PathStrategy<unknown>;
}

async function recordOf(plugin: PathStrategy<unknown>, given = settings(), of: Problem = problem) {
  const outcome = await connect({ plugin, ref: { use: 'test/asks', options: {} } }, of, given);
  if (outcome.tag !== 'finished') throw new Error(outcome.tag);
  return outcome.record;
}

const line = [problem.a, problem.b];

/** Every piece of its proofs takes many steps. */
const slow = (steps: number): Certifier => ({
  ...proofs.plugin,
  prove(claim) {
    const search = proofs.plugin.prove(claim);
    let step = 0;
    return { step: () => (++step % steps === 0 ? search.step() : null) };
  },
});

describe('a search that asks about segments', () => {
  it('is told what no sample shows, and its path is proved by then', async () => {
    const record = await recordOf(asking([line, around]));
    expect(record).toMatchObject({ verdict: 'connected', grade: 'certified', beads: 2 });
    expect(record.search.proofs).toMatchObject({ certified: 3, refuted: 1, undecided: 0 });
    // The proof of the path is that of its edges: nothing is bounded twice.
    expect(record.certification).toMatchObject({ outcome: 'certified', refutations: 0 });
    expect(record.certification!.evaluations).toBe(record.search.proofs!.evaluations);
  });

  it('goes on with the numbers that it would have drawn had the answer been there', async () => {
    const { details } = await recordOf(asking([line, around]));
    const slowly = settings({ certify: certifierOfPaths({ ...proofs, plugin: slow(50) }) });
    const again = await recordOf(asking([line, around]), slowly);
    expect(again.details).toEqual(details);
    const drawn = details!['drawn'] as readonly number[];
    expect(drawn.every(Number.isFinite)).toBe(true);
    expect(new Set(drawn).size).toBe(4);
  });

  it('keeps its proved path beside a line that is lower by samples alone', async () => {
    const low = [problem.a, point(0.3, 0.75), point(0.5, 0.75), problem.b];
    const record = await recordOf(asking([low]));
    expect(record).toMatchObject({ verdict: 'connected', grade: 'certified', beads: 2 });
    expect(record.search.straight!.loss).toBe(0);
  });

  it('has the proof of a path joined from those of its edges, as one of the whole has it', async () => {
    const whole = await recordOf(offering(around));
    const joined = await recordOf(asking([around]));
    for (const key of ['outcome', 'level', 'lower', 'upper', 'leaves'] as const)
      expect(joined.certification![key]).toEqual(whole.certification![key]);
  });

  it('ends cancelled in the midst of a long proof', async () => {
    const abort = new AbortController();
    const endless: Certifier = { ...proofs.plugin, prove: () => ({ step: () => null }) };
    setTimeout(() => abort.abort(), 30);
    const given = settings({
      signal: abort.signal,
      certify: certifierOfPaths({ ...proofs, plugin: endless }),
    });
    const chosen = { plugin: asking([line]), ref: { use: 'test/asks', options: {} } } as const;
    expect(await connect(chosen, problem, given)).toEqual({ tag: 'cancelled' });
  });

  it('ends out of time in the midst of one', async () => {
    // Whatever is left is judged all the same, off the budget; so the proof has to end some time.
    const long: Certifier = {
      ...proofs.plugin,
      prove: (claim) => {
        const begun = performance.now();
        const search = proofs.plugin.prove(claim);
        return { step: () => (performance.now() - begun < 300 ? null : search.step()) };
      },
    };
    const given = settings({
      budget: { ...budget, seconds: 0.05 },
      certify: certifierOfPaths({ ...proofs, plugin: long }),
    });
    const record = await recordOf(asking([line]), given);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'budget' });
    expect(record.certification!.outcome).toBe('refuted');
  });

  it('is told nothing by proofs of some rows', async () => {
    const certify = certifierOfPaths(proofs);
    const partly: NonNullable<ConnectSettings['certify']> = {
      ...certify,
      async prove(claim, tick) {
        const proved = await certify.prove(claim, tick);
        return proved && { ...proved, record: { ...proved.record, rows: 5 } };
      },
    };
    const record = await recordOf(asking([around]), settings({ certify: partly }));
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'stalled' });
  });
});

/** Says connected of a path without asking. */
function offering(vertices: readonly Params[], needsProofs = false): PathStrategy<unknown> {
  return {
    needs: 'value',
    needsProofs,
    keepsItsPath: true,
    init: () => null,
    step: () => null,
    status: () => ({ tag: 'connected' }),
    path: () => polyline(vertices),
  };
}

describe('a strategy that needs proofs', () => {
  it('has found nothing where the line is refuted, or nothing is shown', async () => {
    expect(await recordOf(offering(line, true))).toMatchObject({ reason: 'refuted' });
    const { plugin } = affineProofs(ridge);
    const unsure: Certifier = {
      ...plugin,
      prove: () => ({
        step: () => ({
          ...{ tag: 'undecided', reason: 'no time', lower: null, at: null, upper: null },
          ...{ errorRate: null, leaves: 0, evaluations: 1 },
        }),
      }),
    };
    const given = settings({ certify: certifierOfPaths({ ...proofs, plugin: unsure }) });
    expect(await recordOf(offering(around, true), given)).toMatchObject({
      verdict: 'not-found',
      grade: null,
      reason: 'undecided',
    });
    expect(await recordOf(offering(around), given)).toMatchObject({ grade: 'sampled' });
  });

  it('is refused where nobody proves', async () => {
    await expect(recordOf(asking([line]), settings({ certify: undefined }))).rejects.toThrow(
      /"test\/asks" counts as found only what is proved.*give "certify" to connect/,
    );
  });

  it.each([
    ['above that of the path', 0.8, 0.5, 'certified'],
    ['of the path', null, 0.5, 'certified'],
    ['below it, which is asked for in the end', 0.4, 0.4, 'certified'],
  ] as const)('at a level %s', async (_, asked, stated, grade) => {
    const given = settings({ certify: certifierOfPaths(proofs, asked) });
    const record = await recordOf(asking([around]), given);
    expect([record.certification!.level, record.grade]).toEqual([stated, grade]);
    const { evaluations } = record.search.proofs!;
    expect(record.certification!.evaluations > evaluations).toBe(asked === 0.4);
  });

  it('seeks its lowest level by proofs, and counts all of them', async () => {
    const chosen = { plugin: asking([around]), ref: { use: 'test/asks', options: {} } } as const;
    const tries = { tolerance: 0.1, tries: 3 };
    const found = await connectLowest(chosen, problem, settings(), tries);
    if (found.tag !== 'finished') throw new Error(found.tag);
    const { grade, level, certification } = found.record;
    // The line is 0 high by samples, which nothing is below; what is proved of it is the height of the ridge.
    expect([grade, certification!.outcome]).toEqual(['certified', 'certified']);
    expect(level).toBeGreaterThan(1);
  });
});
