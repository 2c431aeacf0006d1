import { describe, expect, it } from 'vitest';
import type { Path } from '@isthmus/contract';
import { copiedPath } from './strategy-answers.js';

const vertex = { w: { shape: [2, 1], data: Float32Array.of(1, 2) } };
const path = (element: unknown) =>
  ({ vertices: [vertex, vertex], elements: [element] }) as unknown as Path;
const scaling = (leaf: string) => ({
  kind: 'arc',
  factors: [{ kind: 'scaling', makes: [{ leaf, axis: 1 }], reads: [], rates: [1] }],
});

describe('the path of a strategy from outside', () => {
  it.each<[string, unknown]>([
    ['an arc without factors', { kind: 'arc' }],
    ['an arc of an array that is not there', scaling('v')],
    ['an element of another kind', { kind: 'spline' }],
    ['no element', null],
    ['something else that is known', { kind: 'segment', known: 'flat' }],
  ])('is refused with %s', (_, element) => {
    expect(() => copiedPath(path(element))).toThrow(/element 0|No parameter is called "v"/);
  });

  it.each<[string, unknown, unknown]>([
    ['a segment', { kind: 'segment' }, { kind: 'segment' }],
    ['nothing that is known', { kind: 'segment', known: undefined }, { kind: 'segment' }],
    ['an arc', scaling('w'), scaling('w')],
  ])('keeps %s', (_, element, kept) => {
    expect(copiedPath(path(element)).elements).toEqual([kept]);
  });
});
