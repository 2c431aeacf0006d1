import { describe, expect, it } from 'vitest';
import { separationFault, type SeparationClaim } from './check.js';
import { readSubject } from './subject.js';

const relu = readSubject({
  kind: 'chain',
  layers: [
    { kernel: 'in', bias: null, inputs: 1, units: 2, activation: 'relu' },
    { kernel: 'out', bias: null, inputs: 2, units: 1, activation: 'none' },
  ],
  inputs: [[-1], [1]],
  targets: [[1], [1]],
});
const point = (arrays: Record<string, readonly number[]>) =>
  new Map(Object.entries(arrays).map(([name, data]) => [name, Float64Array.from(data)]));

const exchanged: SeparationClaim = {
  subject: relu,
  order: [
    { name: 'in', size: 2 },
    { name: 'out', size: 2 },
  ],
  a: point({ in: [1, -1], out: [1, 1] }),
  b: point({ in: [-1, 1], out: [1, 1] }),
  level: 0.4,
  separation: {
    separator: { kind: 'relu-cut', duals: [['1', '0'], ['0', '1']] },
    cells: 1,
    of: 16,
    lowerBound: 0.5,
  },
}; // prettier-ignore

describe('two exchanged ReLU units', () => {
  it('are apart below 1/2', () => expect(separationFault(exchanged)).toBeNull());

  it('count their cells', () => {
    for (const other of [{ cells: 2 }, { of: 17 }])
      expect(separationFault({ ...exchanged, separation: { ...(exchanged.separation as object), ...other } })).toMatch(/1 of 16 cells/); // prettier-ignore
  });

  const changes: readonly (readonly [string, Partial<SeparationClaim>, RegExp])[] = [
    ['at 1/2', { level: 0.5 }, /not above the level/],
    ['from one to itself', { b: exchanged.a }, /no bound stands in the way/],
    ['a cell away', { b: point({ in: [2, -3], out: [1, 5] }) }, /no bound stands in the way/],
  ];
  it.each(changes)('are not %s', (_, change, fault) => {
    expect(separationFault({ ...exchanged, ...change })).toMatch(fault);
  });

  it.each([
    [[['1', '0']], 0.5, /no bound stands/],
    [[['1', '0'], ['0', '1']], 0.5000001, /bound is below/],
    [[['1', '0'], ['0', '1'], ['-1', '0']], 0.5, /not along the targets/],
    [[['1', '0'], ['0']], 0.5, /1 numbers for 2 samples/],
    [[['1', '0'], ['0', '1', '0']], 0.5, /3 numbers for 2/],
  ] as const)('are not by %j at %d', (duals, lowerBound, fault) => {
    const separation = { separator: { kind: 'relu-cut', duals }, lowerBound, cells: 1, of: 16 };
    expect(separationFault({ ...exchanged, separation })).toMatch(fault);
  }); // prettier-ignore

  it.each([
    [{ kind: 'relu-cut', duals: [['1.5', '0']] }, /whole numbers/],
    [{ kind: 'relu-cut', duals: 'all' }, /expected a list/],
    [{ kind: 'relu-cut' }, /"duals" is missing/],
    [{ kind: 'magic' }, /expected one of/],
    [{ kind: 'determinant', kernels: ['in'] }, /not linear/],
  ])('%j cannot be read', (separator, message) => {
    expect(() => separationFault({ ...exchanged, separation: { separator, lowerBound: 0.5, cells: 1, of: 16 } })).toThrow(message); // prettier-ignore
  });
});

/** w2 w1 x on x = 1 with target 1: the sign of w1 changes at a loss of 1. */
const flip: SeparationClaim = {
  subject: readSubject({
    kind: 'chain',
    layers: [
      { kernel: 'w1', bias: null, inputs: 1, units: 1, activation: 'none' },
      { kernel: 'w2', bias: null, inputs: 1, units: 1, activation: 'none' },
    ],
    inputs: [[1]],
    targets: [[1]],
  }),
  order: [
    { name: 'w1', size: 1 },
    { name: 'w2', size: 1 },
  ],
  a: point({ w1: [2], w2: [0.5] }),
  b: point({ w1: [-1], w2: [-1] }),
  level: 0.9,
  separation: {
    separator: { kind: 'determinant', kernels: ['w1'] },
    ...{ units: 1, signs: [1, -1], lowerBound: 1, rank: { tau: 1, factor: [] } },
  },
};

describe('two signs of a linear network', () => {
  it('are apart below 1', () => expect(separationFault(flip)).toBeNull());

  it('are not where they agree, nor at 1, nor by another block', () => {
    expect(separationFault({ ...flip, b: point({ w1: [1], w2: [1] }) })).toMatch(/signs 1 and 1/);
    expect(separationFault({ ...flip, level: 1 })).toMatch(/not above/);
    const separation = { ...(flip.separation as object), separator: { kind: 'determinant', kernels: ['w1', 'w2'] } }; // prettier-ignore
    expect(separationFault({ ...flip, separation })).toMatch(/signs 1 and 1/);
  });

  it('are not by eigenvalues that are too small', () => {
    const separation = { ...(flip.separation as object), rank: { tau: 0.999, factor: [] } };
    expect(separationFault({ ...flip, separation })).toMatch(/eigenvalues/);
  });
});

const wells: SeparationClaim = {
  subject: readSubject({
    kind: 'polynomial',
    terms: [
      { factor: 1, powers: [4] },
      { factor: -2, powers: [2] },
      { factor: 1, powers: [0] },
    ],
  }),
  order: [{ name: 'x', size: 1 }],
  a: point({ x: [-1] }),
  b: point({ x: [1] }),
  level: 0.5,
  separation: null,
};

describe('two wells', () => {
  it('cells must shut one of them in', () => {
    const claim = (
      text: string,
      lowerBound = 0.51,
      cells = [...text].filter((mark) => mark === 'i').length || 1,
    ): SeparationClaim => ({
      // prettier-ignore
      ...wells,
      separation: {
        separator: { kind: 'cells', around: 'a', box: { low: [-2], width: 4 }, tree: text },
        ...{ cells, lowerBound },
      },
    });
    // (x² - 1)² by cells of width 1/2: [-2, -1.5] o, [-1.5, -1] i, [-1, -0.5] i, [-0.5, 0] o, and the right half.
    expect(separationFault(claim('//' + '/oi' + '/io' + 'n'))).toBeNull();
    expect(separationFault(claim('//' + '/oi' + '/io' + 'n', 0.57))).toMatch(/our bound/);
    expect(separationFault(claim('//' + '/oi' + '/oo' + 'n'))).toMatch(/our bound/);
    expect(separationFault(claim('//' + '/ii' + '/io' + 'n'))).toMatch(/surface/);
    expect(separationFault(claim('//' + '/oo' + '/oi' + 'n'))).toMatch(/no cell holds/);
    expect(() => separationFault(claim('/nnn'))).toThrow(/after its end/);
    expect(separationFault(claim('//' + '/oi' + '/io' + 'n', 0.51, 3))).toMatch(
      /2 cells of the side/,
    );
    // Both ends inside, and a cell that is not looked at beside one that is.
    expect(separationFault(claim('//' + '/oi' + '/ii' + '//ii' + '/io'))).toMatch(
      /holds the other/,
    );
    expect(separationFault(claim('//' + '/oi' + '/nn' + 'n'))).toMatch(/our bound/);
    expect(() => separationFault(claim('/i'))).toThrow(/too early/);
    expect(() => separationFault(claim('x'))).toThrow(/no mark/);
  });
});
