import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { toJson } from '@isthmus/contract/internal';
import { changesBeyondGrowth } from './growth.js';
import { parseExperiment } from './parse.js';
import { Registry } from './registry.js';
import { resolveExperiment } from './resolve.js';

const registry = Registry.of(core);
const RAW = {
  name: 'x',
  objective: 'core/ring',
  endpoints: { count: 3 },
  train: { threshold: 1 },
  paths: ['core/linear', { use: 'core/linear', level: 2 }],
};
const configOf = (change: object) =>
  resolveExperiment(parseExperiment({ ...RAW, ...change }), registry).config;
const stored = (change: object): unknown => JSON.parse(toJson(configOf(change)));
const pointers = (before: object, after: object) =>
  changesBeyondGrowth(stored(before), configOf(after)).map(({ pointer }) => pointer);

describe('a change of an experiment that only grows it', () => {
  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['a claim', {}, { expect: [{ strategy: 'core/linear', verdict: 'connected' }] }],
    ['limits', {}, { limits: { silenceSeconds: 3, memoryMB: 4000 } }],
    ['more endpoints', {}, { endpoints: { count: 5 } }],
    ['more paths at the end', {}, { paths: [...RAW.paths, 'core/linear'] }],
    ['a report on convexity', {}, { convexity: true }],
    ['all pairs, as a list', {}, { pairs: [['b', 'c'], ['a', 'c'], ['a', 'b']] }],
    ['all pairs, where some were named', { pairs: [['a', 'c']] }, { pairs: 'all' }],
    ['more points', { endpoints: { points: [[0, 1], [1, 0]] } }, { endpoints: { points: [[0, 1], [1, 0], [1, 1]] } }],
  ])('is %s', (_, before, after) => {
    expect(pointers(before, after)).toEqual([]);
  }); // prettier-ignore

  it.each<[string, object, object, readonly string[]]>([
    ['fewer endpoints', {}, { endpoints: { count: 2 } }, ['/endpoints/count', '/pairs']],
    ['other points', { endpoints: { points: [[0, 1], [1, 0]] } }, { endpoints: { points: [[0, 1], [1, 1]] } }, ['/endpoints/points/1']],
    ['given endpoints for trained ones', {}, { endpoints: { points: [[0, 1], [1, 0], [1, 1]] } }, ['/endpoints/count', '/endpoints/points']],
    ['fewer paths', {}, { paths: ['core/linear'] }, ['/paths/1']],
    ['other paths', {}, { paths: [RAW.paths[1], RAW.paths[0]] }, ['/paths/0', '/paths/1']],
    ['fewer pairs', {}, { pairs: [['a', 'b']] }, ['/pairs']],
    ['a pair the other way round', { pairs: [['a', 'b']] }, { pairs: [['b', 'a']] }, ['/pairs']],
    ['no convexity any more', { convexity: true }, {}, ['/convexity']],
    ['other convexity', { convexity: true }, { convexity: { chords: 3 } }, ['/convexity/chords']],
    ['the seed and the threshold', {}, { seed: 1, train: { threshold: 2 } }, ['/seed', '/train/threshold']],
    ['a plugin', {}, { plugins: ['x'] }, ['/plugins']],
    ['a larger budget', {}, { budget: { seconds: 3 } }, ['/budget/seconds']],
  ])('is not %s', (_, before, after, expected) => {
    expect(pointers(before, after)).toEqual(expected);
  }); // prettier-ignore

  it.each<[string, readonly unknown[], string]>([
    ['first', [{ use: 'core/linear', level: 3 }, ...RAW.paths], '/paths/0 was inserted, which moves those behind it; what is added goes at the end of the list'],
    ['between', [RAW.paths[0], 'core/linear', RAW.paths[1]], '/paths/1 was inserted, which moves those behind it; what is added goes at the end of the list'],
    ['away', [RAW.paths[1]], '/paths/0 was removed'],
    ['elsewhere', RAW.paths.toReversed(), '/paths stands in another order'],
  ])('is told once of a path that is put %s', (_, paths, words) => {
    const changes = changesBeyondGrowth(stored({}), configOf({ paths }));
    expect([...new Set(changes.map((change) => change.words))]).toEqual([words]);
  }); // prettier-ignore

  it('is told with what was and what is', () => {
    const [change] = changesBeyondGrowth(stored({}), configOf({ seed: 7 }));
    expect(change!.words).toBe('/seed was 0 and is 7');
  });

  it('is nothing that a damaged record has', () => {
    for (const before of [null, 7, [], {}, { endpoints: null, paths: 3, pairs: 'none' }])
      expect(changesBeyondGrowth(before, configOf({})).length).toBeGreaterThan(0);
  });
});
