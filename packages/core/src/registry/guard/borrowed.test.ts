import { describe, expect, it } from 'vitest';
import type { Optimizer, PathStrategy, Problem, Task } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { createGuard } from './guard.js';
import { guardedOptimizer } from './optimizer.js';
import { guardedStrategy } from './path-strategy.js';
import { plainCopy } from './plain.js';
import { guardedTask } from './task.js';

const point = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});
const bend = (params: Params) => {
  params['w']!.data[0]! += 1;
};
const guard = (kind: 'optimizer' | 'pathStrategy' | 'task') => createGuard(kind, 'test/mine');

describe('what a plugin borrows', () => {
  it('is told when an optimizer changes it, and stays what it was', () => {
    const gradients = point(1, 2);
    const params = point(3, 4);
    const update: Optimizer<unknown>['update'] = (own, state, at) => {
      bend(at);
      return [own, state];
    };
    const optimizer = guardedOptimizer({ init: () => null, update }, guard('optimizer'));
    expect(() => optimizer.update(gradients, null, params)).toThrow(
      'The optimizer "test/mine" failed in update: it changed parameters that it borrowed.',
    );
    expect([gradients, params]).toEqual([point(1, 2), point(3, 4)]);
  });

  it('is not the training when an optimizer keeps it and changes it later', () => {
    const kept: Params[] = [];
    const params = point(3, 4);
    const optimizer = guardedOptimizer(
      {
        init: (own) => kept.push(own),
        update: (own, state) => {
          kept.forEach(bend);
          return [own, state];
        },
      },
      guard('optimizer'),
    );
    const state = optimizer.init(params);
    for (let i = 0; i < 10; i++) optimizer.update(point(1, 1), state, params);
    expect(params).toEqual(point(3, 4));
  });

  it('is told when a strategy changes the endpoints, and stays what it was', () => {
    const problem = { a: point(0), b: point(1), value: () => 0 } as unknown as Problem;
    const strategy = guardedStrategy(
      {
        needs: 'value',
        init: ({ a }: Problem) => {
          bend(a);
          return a;
        },
      } as unknown as PathStrategy<unknown>,
      guard('pathStrategy'),
    );
    expect(() => strategy.init(problem, null as never)).toThrow(
      'failed in init: it changed the endpoints that it borrowed',
    );
    expect(problem.a).toEqual(point(0));
  });
});

describe('what a plugin gives', () => {
  it('are updates that are numbers, where gradients and parameters are', () => {
    const nothing = guardedOptimizer(
      { init: () => null, update: () => [point(NaN), null] },
      guard('optimizer'),
    );
    expect(() => nothing.update(point(1), null, point(1))).toThrow('its updates are no finite');
    // A training that has diverged is an outcome, not a fault of the optimizer.
    expect(nothing.update(point(Infinity), null, point(1))[0]).toEqual(point(NaN));
  });

  it.each<[string, unknown, string]>([
    ['running', { tag: 'running', more: 1 }, ''],
    ['a known reason', { tag: 'not-found', reason: 'plateau' }, ''],
    ['an unknown reason', { tag: 'not-found', reason: 'tired' }, 'a reason is one of above-level,'],
    ['a reason that every object has', { tag: 'not-found', reason: 'toString' }, 'a reason is one'],
    ['disconnected', { tag: 'disconnected' }, 'got "disconnected"'],
    ['nothing', undefined, 'got undefined'],
    ['a text', 'connected', 'got "connected"'],
  ])('is a status of the closed list: %s', (_, status, fault) => {
    const strategy = guardedStrategy(
      { needs: 'value', status: () => status } as unknown as PathStrategy<unknown>,
      guard('pathStrategy'),
    );
    if (fault === '')
      expect(strategy.status(null)).toEqual({ ...(status as object), more: undefined }); // prettier-ignore
    else expect(() => strategy.status(null)).toThrow(fault);
  });

  const set = (x: unknown, y: unknown = Float32Array.of(0, 1)) => ({ size: 2, x, y });
  const load = (change: object) =>
    guardedTask(
      {
        load: () =>
          Promise.resolve({
            ...{ input: [1], output: [1], targets: 'values' },
            ...{ splits: { train: set(Float32Array.of(1, 2)), probe: set(Float32Array.of(1, 2)), test: set(Float32Array.of(1, 2)) } },
            ...change,
          }),
      } as unknown as Task,
      guard('task'),
    ).load({ read: () => Promise.reject(new Error('no file')) }); // prettier-ignore

  it.each<[string, object, string]>([
    ['a length that fits', { input: [3] }, 'x of the train split holds 2 numbers; 2 samples of 3 are 6.'],
    ['a shape', { output: [0] }, '"output" is a shape'],
    ['known targets', { targets: 'words' }, '"targets" is "values" or "classes"'],
    ['all splits', { splits: {} }, 'the train split is { size, x, y }'],
  ])('is data with %s', async (_, change, fault) => {
    await expect(load(change)).rejects.toThrow(`The task "test/mine" failed in load: ${fault}`);
  }); // prettier-ignore

  it('is data that stays what it was', async () => {
    const x = Float32Array.of(1, 2);
    const data = await load({ splits: { train: set(x), probe: set(x), test: set(x) } });
    x[0] = 7;
    expect(data.splits.train.x[0]).toBe(1);
  });

  it.each<[string, unknown, string]>([
    ['a function', { f: () => 0 }, 'details/f: expected plain data'],
    ['a big number', [1n], 'details/0: expected plain data'],
    ['a date', { when: new Date(0) }, 'it is an object of a class'],
    ['too much', Array.from({ length: 100_001 }, () => 0), 'more than 100000 entries'],
    ['a long text', 'x'.repeat(1_000_001), 'more than 1000000 characters'],
  ])('is plain data, not %s', (_, value, fault) => {
    expect(() => plainCopy(value, 'details')).toThrow(fault);
  });

  it('is plain data, which comes through as it is', () => {
    const value = { a: [1, 'x', null, true, { b: NaN }], c: Float32Array.of(1, 2) };
    expect(plainCopy(value, 'x')).toEqual({ a: [1, 'x', null, true, { b: NaN }], c: [1, 2] });
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => plainCopy(cycle, 'x')).toThrow('nested more than 64 deep');
    const named = plainCopy(JSON.parse('{"__proto__":{"x":1}}'), 'x') as object;
    expect(Object.keys(named)).toEqual(['__proto__']);
    expect('x' in named).toBe(false);
  });
});
