import { describe, expect, it } from 'vitest';
import type { Path } from '@isthmus/contract';
import { copiedPath, soundStatus } from './strategy-answers.js';

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

describe('what is no answer', () => {
  it.each<[string, unknown, RegExp]>([
    ['a text', 'running', /got "running"/],
    ['another key', { status: 'running' }, /without the key "tag" \(its keys: status\)/],
    ['another tag', { tag: 'done' }, /got "done"/],
  ])('is told of a status that is %s', (_, status, words) => {
    expect(() => soundStatus(status)).toThrow(words);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /a path is \{ vertices, elements \}.*got undefined/],
    ['a list', [vertex, vertex], /got a list/],
    ['points', { points: [vertex] }, /got an object with points \(a list\)/],
    ['lists of numbers', { vertices: [[1], [2]], elements: [{}] }, /vertex 0 is no parameters/],
  ])('is told of a path that is %s', (_, given, words) => {
    expect(() => copiedPath(given as Path)).toThrow(words);
  });
});
