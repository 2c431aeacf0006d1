import {
  connect,
  createRng,
  lossesOn,
  endsOfElement,
  narrowed,
  Registry,
  sameBits,
  tiedAxes,
  type GraphNetwork,
  type Params,
} from '@isthmus/core';
import type { Path, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { widenParams } from '../group/float64.js';
import {
  ALL_ACTIVATIONS,
  convnet,
  mlp,
  randomElement,
  randomParams,
  residual,
} from '../testing/networks.js';
import { problemOf } from '../testing/problem.js';
import { formsOf } from '../group/act.js';
import { freeUnit } from './free-unit.js';
import { plannedMoves, withoutOut } from './unit-moves.js';

const made = (options: object = {}) => {
  const checked = freeUnit.options['~standard'].validate(options);
  if (!('value' in checked)) throw new Error('bad options');
  return freeUnit.create(checked.value);
};

function ended(problem: Problem, options: object = {}) {
  const strategy = made(options);
  let state = strategy.init(problem, createRng(1));
  for (let step = 0; strategy.status(state).tag === 'running'; step++)
    state = strategy.step(problem, state, createRng(step));
  return {
    status: strategy.status(state),
    path: strategy.path(state),
    details: strategy.details!(state),
  };
}

/** With one unread unit in every space. */
function withUnread(network: GraphNetwork, params: Params): Params {
  return tiedAxes(network.view).spaces.reduce(
    (point, space) => withoutOut(space, point, space.size - 1),
    params,
  );
}

const acted = (network: GraphNetwork, forms: NormalForms, params: Params) =>
  narrowed(actWide(tiedAxes(network.view).spaces, forms, widenParams(params)));

/** A random permutation (and signs, where they are a symmetry) of every space. */
function permuted(network: GraphNetwork, params: Params, seed: number): Params {
  const { spaces } = tiedAxes(network.view);
  const forms = formsOf(spaces, randomElement(network, createRng(seed), 1));
  const exact = Object.fromEntries(
    Object.entries(forms).map(([name, { map, by }]) => [name, { map, by: by.map(Math.sign) }]),
  );
  return acted(network, exact, params);
}

/** The largest difference of the loss along a path from that of its start. */
function excess({ elements, ...path }: Path, problem: Problem): number {
  const start = problem.value(path.vertices[0]!);
  let most = 0;
  elements.forEach((element, i) => {
    const lossAt = lossesOn(element, endsOfElement({ elements, ...path }, i), problem);
    for (const t of [0.13, 0.5, 0.77, 1]) most = Math.max(most, Math.abs(lossAt(t) - start));
  });
  return most / start;
}

/** Sums in another order than at the start. */
const FLOAT64 = 1e-12;

const swap = (size: number, i: number, j: number): NormalForms => {
  const map = Int32Array.from({ length: size }, (_, k) => (k === i ? j : k === j ? i : k));
  return { dense1: { map, by: new Float64Array(size).fill(1) } };
};

describe('the free-unit path', () => {
  it.each(ALL_ACTIVATIONS)('swaps two units of %s by six segments and one that restores', async (activation) => {
    const network = mlp([3, 5, 2], activation);
    const a = withUnread(network, randomParams(network, createRng(4)));
    const b = acted(network, swap(5, 0, 2), a);
    const problem = await problemOf(network, a, b);
    const { status, path } = ended(problem);
    expect(status.tag).toBe('connected');
    expect(path.elements).toHaveLength(7);
    expect(path.elements.every(({ known }) => known === 'constant')).toBe(true);
    expect(excess(path, problem)).toBeLessThan(FLOAT64);
    // The straight line does differ.
    const line: Path = { vertices: [a, b], elements: [{ kind: 'segment' }] };
    expect(excess(line, problem)).toBeGreaterThan(1e-3);
  }); // prettier-ignore

  it.each([
    ['three hidden layers of tanh', mlp([3, 6, 5, 4, 2], 'tanh')],
    ['three hidden layers of sigmoid', mlp([3, 6, 5, 4, 2], 'sigmoid')],
    ['convolutions, pooling and flatten', convnet('relu')],
    ['convolutions of tanh', convnet('tanh')],
    ['residual blocks', residual('relu')],
    ['residual blocks of tanh', residual('tanh')],
  ])('carries %s to any permuted copy', async (_, network) => {
    for (const seed of [1, 2, 3]) {
      const a = withUnread(network, randomParams(network, createRng(seed)));
      const b = permuted(network, a, seed + 10);
      const problem = await problemOf(network, a, b);
      const { status, path, details } = ended(problem);
      expect(details).not.toHaveProperty('inapplicable');
      expect(status.tag).toBe('connected');
      expect(sameBits(path.vertices.at(-1)!, b)).toBe(true);
      expect(excess(path, problem)).toBeLessThan(10 * FLOAT64);
    }
  });

  it('frees a unit that is dead on the data, and brings it back', async () => {
    const network = mlp([3, 5, 2], 'relu');
    const a = structuredClone(randomParams(network, createRng(9)));
    a['dense1.bias']!.data[1] = -50;
    const b = acted(network, swap(5, 3, 4), a);
    const problem = await problemOf(network, a, b);
    const { status, path, details } = ended(problem);
    expect(details).toEqual({ spaces: [{ space: 'dense1', freeUnit: 1, by: 'dead', moves: 3 }] });
    expect(status.tag).toBe('connected');
    expect(path.elements).toHaveLength(9);
    expect(excess(path, problem)).toBeLessThan(FLOAT64);
  });

  it('merges a twin, and splits it again; rounding is no claim', async () => {
    const network = mlp([3, 5, 2], 'tanh');
    const a = structuredClone(randomParams(network, createRng(9)));
    for (const row of [0, 5, 10])
      a['dense1.kernel']!.data[row + 4] = a['dense1.kernel']!.data[row]!;
    a['dense1.bias']!.data[4] = a['dense1.bias']!.data[0]!;
    const b = acted(network, swap(5, 4, 2), a);
    const problem = await problemOf(network, a, b);
    const { status, path } = ended(problem);
    expect(status.tag).toBe('connected');
    // What reads the two is summed and rounded to float32 once.
    expect(excess(path, problem)).toBeLessThan(1e-6);
    expect(path.elements[0]!.known).toBeUndefined();
    expect(path.elements.slice(1, -1).every(({ known }) => known === 'constant')).toBe(true);
  });

  it('is judged by the driver as constant, at the level of its ends', async () => {
    const network = convnet('relu');
    const a = withUnread(network, randomParams(network, createRng(2)));
    const problem = await problemOf(network, a, permuted(network, a, 5), { room: 1e-12 });
    const strategy = Registry.of([freeUnit]).resolve('pathStrategy', 'symmetry/free-unit', '/p');
    const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
    const outcome = await connect(strategy, problem, { rng: createRng(1), budget });
    if (outcome.tag !== 'finished') throw new Error('cancelled');
    expect(outcome.record.verdict).toBe('connected');
    const { known, barrier } = outcome.record;
    expect(known).toMatchObject({ contradicted: 0 });
    expect(known!.constant).toBe(known!.elements);
    expect(barrier.aboveEnds / problem.level).toBeLessThan(FLOAT64);
  });

  it('says that no unit is free, and that b is no copy', async () => {
    const network = mlp([3, 4, 2], 'tanh');
    const a = randomParams(network, createRng(4));
    const other = structuredClone(acted(network, swap(4, 0, 1), a));
    other['out.bias']!.data[0]! += 1e-3;
    const full = ended(
      await problemOf(network, a, acted(network, swap(4, 0, 1), a), { taught: true }),
    );
    expect(full.status).toEqual({ tag: 'not-found', reason: 'above-level' });
    expect(full.details!['inapplicable']).toContain('None of the 4 units of "dense1" is free');
    const unlike = ended(await problemOf(network, a, other, { taught: true }));
    expect(unlike.status).toEqual({ tag: 'not-found', reason: 'above-level' });
    expect(unlike.details!['inapplicable']).toContain('b is no copy of a');
  });

  it('asks for no more vertices than it may', async () => {
    const network = mlp([3, 12, 2], 'tanh');
    const a = withUnread(network, randomParams(network, createRng(4)));
    const problem = await problemOf(network, a, permuted(network, a, 3), { taught: true });
    const { status, details } = ended(problem, { maxVertices: 8 });
    expect(status).toEqual({ tag: 'not-found', reason: 'vertices' });
    expect(details!['inapplicable']).toContain('More than 8 vertices');
  });

  it('takes equal ends as they are, and finds the line where that is low', async () => {
    const network = mlp([3, 4, 2], 'tanh');
    const a = randomParams(network, createRng(4));
    expect(ended(await problemOf(network, a, a)).status.tag).toBe('connected');
    const near = structuredClone(a);
    near['out.bias']!.data[0]! += 0.01;
    const { status } = ended(await problemOf(network, a, near, { room: 1 }));
    expect(status.tag).toBe('connected');
  });

  it('refuses what has no hidden units', () => {
    expect(made().refusal!(null)).toContain('there is none');
    expect(made().refusal!(mlp([2, 1], 'relu').view)).toContain('no hidden units');
  });
});

describe('plannedMoves', () => {
  it('brings every unit to its place with its sign', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rng = createRng(seed);
      const size = 2 + (seed % 7);
      const map = Int32Array.from({ length: size }, (_, i) => i).sort(() => rng.next() - 0.5);
      const by = Float64Array.from({ length: size }, () => (rng.next() < 0.3 ? -1 : 1));
      const freeUnit = Math.floor(rng.next() * size);
      const content = Array.from({ length: size }, (_, unit) => ({ unit, sign: 1 }));
      const { moves, free } = plannedMoves(map, by, freeUnit);
      let empty = freeUnit;
      for (const { from, to, sign } of moves) {
        expect(to).toBe(empty);
        content[to] = { unit: content[from]!.unit, sign: content[from]!.sign * sign };
        empty = from;
      }
      expect(empty).toBe(free);
      expect(map[free]).toBe(freeUnit);
      content.forEach(({ unit, sign }, place) => {
        if (place !== free) expect([unit, sign]).toEqual([map[place], by[place]]);
      });
    }
  });
});
