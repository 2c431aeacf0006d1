import { describe, expect, it } from 'vitest';
import { exampleEndpoint, examplePair, exampleResult } from '../testing/result.js';
import { partsOfRun, pathsInOrder, recordedRun, revisedParts, type ShownRun } from './shown-run.js';

describe('the revisions of a run', () => {
  const pairs = ['b', 'c'].map((b) => examplePair({ b }));
  const run = recordedRun(exampleResult({ pairs }));
  const parts = partsOfRun(run);
  const first = revisedParts({}, {}, parts, 1);
  const second = (change: Partial<ShownRun>) =>
    revisedParts(first, parts, partsOfRun({ ...run, ...change }), 2);
  const changed = (change: Partial<ShownRun>) =>
    Object.entries(second(change)).flatMap(([part, at]) => (at === 2 ? [part] : []));

  it('are those of the change in which a part last changed', () => {
    expect(new Set(Object.values(first))).toEqual(new Set([1]));
    expect(second({})).toEqual(first);
    expect(changed({ name: 'other' })).toEqual([]);
    const known = run.pairs['a – b']!;
    expect(changed({ pairs: { ...run.pairs, 'a – b': { ...known, distance: 3 } } })).toEqual([
      'pair a – b',
    ]);
    expect(changed({ endpoints: {} })).toEqual(['endpoints']);
    expect(changed({ unit: 'bits' })).not.toContain('record');
  });

  it('of a part that is new are those of the run', () => {
    const { 'a – b': only } = run.pairs;
    const one = { ...run, pairs: { 'a – b': only! } };
    const held = revisedParts({}, {}, partsOfRun(one), 1);
    // A page with several pairs has a heading for each, so that the first changes too.
    expect(revisedParts(held, partsOfRun(one), parts, 2)).toEqual({
      ...held,
      'pair a – b': 2,
      'pair a – c': 2,
    });
  });
});

describe('a run that has ended', () => {
  it('is known by its record', () => {
    const endpoints = [exampleEndpoint({ id: 'b' }), exampleEndpoint()];
    const run = recordedRun(exampleResult({ endpoints }));
    expect(run.order).toEqual(['b', 'a']);
    expect(run.endpoints['a']).toEqual({ tag: 'finished', record: endpoints[1] });
    expect(pathsInOrder(run.pairs['a – b']!).map(({ tag }) => tag)).toEqual([
      'finished',
      'finished',
    ]);
  });
});
