import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRng } from '@isthmus/contract/base';
import { createLinear } from '../../builtin/path-strategies/linear.js';
import { KNOWN_PROBLEMS } from '../../conformance/path-problems.js';
import type { Optimizer, PathStrategy } from '@isthmus/contract';
import { guardedDefinition } from './guarded-definition.js';
import { firstNotPlain } from './plain.js';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = { again: cyclic };

describe('plain data', () => {
  it.each<[unknown, string | null]>([
    [{ a: [1, 'x', null, true], w: Float32Array.of(1) }, null],
    [{ not: undefined }, 'state.not is undefined'],
    [undefined, 'state is undefined'],
    [{ far: { deep: () => 0 }, later: () => 0 }, 'state.later is a function'],
    [{ list: [{ of: new Map() }] }, 'state.list[0].of is an object of the class Map'],
    [{ n: 1n }, 'state.n is a bigint'],
    [cyclic, 'state.self.again is part of itself'],
  ])('is looked at: %o', (value, fault) => {
    expect(firstNotPlain(value, 'state')).toBe(fault);
  });

  it('may have members that are undefined where they count as absent', () => {
    expect(firstNotPlain({ not: undefined }, 'state', true)).toBeNull();
    expect(firstNotPlain([undefined], 'state', true)).toBe('state[0] is undefined');
  });
});

const common = { summary: 'x', sources: [], options: z.strictObject({}) };
const linear = createLinear() as PathStrategy<unknown>;
const problem = KNOWN_PROBLEMS[0]!.create();
const strategy = (parts: Partial<PathStrategy<unknown>>) =>
  guardedDefinition({
    ...{ ...common, kind: 'pathStrategy', name: 'mine/swap' },
    create: () => ({ ...linear, ...parts }),
  }).create({});
const optimizer = (init: unknown, next: unknown): Optimizer<unknown> =>
  guardedDefinition({
    ...{ ...common, kind: 'optimizer', name: 'mine/rule' },
    create: () => ({ init: () => init, update: (gradients) => [gradients, next] }),
  }).create({});

describe('a state from outside that is not plain data', () => {
  const rng = createRng(0);

  it('is told of a path strategy, by function and place', () => {
    const swapped = strategy({ step: (state) => ({ ...state, done: true }) });
    expect(() => swapped.step(problem, linear.init(problem, rng), rng)).toThrow(
      /path strategy "mine\/swap" failed in step: not plain data: state\.\w+ is a function.*step takes \(problem, state, rng\)/,
    );
    expect(() => strategy({ init: () => new Set() }).init(problem, rng)).toThrow(
      /failed in init: not plain data: state is an object of the class Set/,
    );
  });

  it('is told of an optimizer', () => {
    const { a } = problem;
    expect(() => optimizer(() => 0, {}).init(a)).toThrow(/failed in init: .*state is a function/);
    expect(() => optimizer({}, { mu: new Map() }).update(a, {}, a)).toThrow(
      /optimizer "mine\/rule" failed in update: .*state\.mu is an object of the class Map/,
    );
  });
});
